"""The home of a programme: where it stands, what is next, what waits for somebody.

Lives here: the page that opens after signing in.
Does not live here: what it says (the programme's rules and queries).
May be called by: the office's addresses alone.
"""
