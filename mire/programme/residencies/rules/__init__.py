"""Pure rules on cycles: their files and spans, what is wrong, plans compared.

Lives here: reading and writing the file of a cycle, its faults in words, school holidays, states
of a plan and what changed between two.
Does not live here: rows (models), the search for a plan (planning).
May be called by: queries and actions of this room, documents, web and cli.
"""
