"""Who takes part over time: a person's roles, letters and days, and the group that they make.

Lives here: what is read of one person and of the group of ambassadors; how a programme words its
roles.
Does not live here: the rows themselves (people), what goes on in a meeting (meetings).
May be called by: web and cli.
"""
