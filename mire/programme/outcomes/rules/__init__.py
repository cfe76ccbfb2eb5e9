"""What an outcome is and how a line of minutes is typed: pure, on plain values.

Lives here: kinds, standings, until when a line changes (kinds); reading a typed line (line).
Does not live here: what is stored (models), how it is shown (web).
May be called by: queries and actions of this room, the rooms above it, documents, web and cli.
"""
