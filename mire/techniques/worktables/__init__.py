"""Work tables: each table fills a canvas under a few headings, then tells the room.

Lives here: the headings as data, who sits where as the log tells it, notes, marks, restitution.
Does not live here: how people are seated (planning.seating, a sign-up), the room's clock.
May be called by: nobody by name; the registry loads ``manifest``.
"""
