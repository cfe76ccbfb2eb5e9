"""Where a programme stands: its four questions answered from data by rule, what waits for whom.

Lives here: the sentences of the home, what is not known and what would tell, the group's breath.
Does not live here: what any of it rests on (the rooms below), its figures and links (web).
May be called by: web and cli.
"""
