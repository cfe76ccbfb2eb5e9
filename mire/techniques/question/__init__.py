"""A free question (« Question libre »): a few words from each, in secret until it closes.

Choose it for what nobody foresaw, or to hear words before any scale is offered; what calls for a
count wants the weather or a sounding. Facilitators add one on the spot.
Does not live here: who wrote what (nobody knows), which words the room sees (facilitators choose).
May be called by: nobody by name; the registry loads ``manifest``.
"""
