"""What open data may hold, as files: pure.

Lives here: the columns and their words, figures with the small groups hidden, the package, seals.
Does not live here: which meeting is open (models), what is read of it (queries).
May be called by: queries and actions of this room, web and cli.
"""
