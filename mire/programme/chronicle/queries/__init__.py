"""The chronicle, read: what is public, episodes, what the archive holds of them.

Lives here: queries, each with how many it makes.
Does not live here: what may be published (rules), publishing it (actions).
May be called by: the chronicle's actions, opendata, web and cli.
"""
