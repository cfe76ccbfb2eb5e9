"""What can be done to a path, to facts on sponsors and to the deliberation.

Lives here: actions, each in one transaction with its line of the journal.
Does not live here: what decides (rules), what is read (queries).
May be called by: web and cli.
"""
