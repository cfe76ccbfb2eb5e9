"""« Le fil » : one thing that can be cited, where it comes from, where it went.

Lives here: its page.
Does not live here: what can be cited (each kind's room), the way through citations (programme).
"""
