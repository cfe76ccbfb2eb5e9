"""Meetings as the office knows them: title, kind, day, and the code of their live room.

Lives here: the table of meetings, opening one.
Does not live here: answers, seats, tokens (live); the run sheet's format (runsheet).
May be called by: the office's rooms above it, documents, web and cli.
"""
