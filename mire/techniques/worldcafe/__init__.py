"""A world café: people move from station to station, tables note what is said.

Lives here: stations and rounds as data, who sits where as the log tells it, notes and harvest.
Does not live here: how seats are planned and mended (planning.rotation), the room's clock.
May be called by: nobody by name; the registry loads ``manifest``.
"""
