"""The way into a meeting: type a code or follow a QR, be told what is kept, take a seat.

Lives here: the home page, the join page, giving and giving back a seat.
Does not live here: what a seated phone shows (room).
May be called by: the configuration's addresses.
"""
