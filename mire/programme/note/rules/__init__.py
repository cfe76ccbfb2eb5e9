"""Pure rules of the note: its template, the marks of a text, differences, voices behind a passage.

Lives here: whatever decides without a row.
Does not live here: queries and actions of this room.
May be called by: queries and actions of this room, documents, web and cli.
"""
