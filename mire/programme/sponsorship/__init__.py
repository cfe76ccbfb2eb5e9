"""Political sponsorship: the path to the council's date, facts on sponsors, the deliberation.

Lives here: bodies and their sessions, steps and their delays, election periods, what sponsors did
on which day, the text of a deliberation, its vote and its line of the national schema.
Does not live here: how they are shown and printed (web, documents), the note (below).
May be called by: opendata, personal, web, documents and cli.
"""
