"""Framing (« cadrage »): words said from the front, or a plain timed sequence of any kind.

Lives here: who speaks, the text, the items shown large, the sentence on the phone.
Does not live here: any answer (nothing is collected), the clock (the room's).
May be called by: nobody by name; the registry loads ``manifest``.
"""
