"""Meetings: the list, one meeting from its run sheet to its room, the run-sheet editor.

Lives here: pages of the office's place « Réunions ».
Does not live here: how a sheet is changed (runsheet.editing), the live room's pages (console…).
May be called by: the office's addresses alone.
"""
