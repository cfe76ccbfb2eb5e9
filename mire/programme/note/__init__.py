"""The prefiguration note: sections, passages with their versions, remarks, what nothing takes up.

Lives here: the note's rows, the light marks of a passage's text, differences, coverage.
Does not live here: how it is shown and printed (web, documents), what can be cited (thread).
May be called by: opendata, personal, web, documents and cli.
"""
