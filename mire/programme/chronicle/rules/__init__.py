"""Rules of the chronicle: pure.

Lives here: statuses, limits, the summary of earlier episodes, where pictures stand, shipped words.
Does not live here: rows (models), pages (web).
May be called by: the chronicle's queries and actions, web, cli.
"""
