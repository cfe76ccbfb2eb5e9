"""Constraints, turned into a timetable.

Lives here: the run sheet's format and arithmetic; later rotations and residencies. Pure.
Does not live here: the meeting that is going on (live), the words of a technique.
May be called by: the technique API, live, the programme, the command line.
"""
