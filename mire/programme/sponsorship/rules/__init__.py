"""Pure rules of sponsorship: days counted, a path planned, what slips, what a deliberation holds.

Lives here: whatever decides without a row.
Does not live here: queries and actions of this room.
May be called by: queries and actions of this room, documents, web and cli.
"""
