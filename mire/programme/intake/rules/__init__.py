"""What a table of people says, and what bringing it in would change: pure, on plain values.

Lives here: ``columns`` (which column is what, each line's own faults), ``plan`` (a table against
those who are known: added, changed, left alone, refused).
Does not live here: reading and writing rows.
May be called by: the queries and actions of this room, web.
"""
