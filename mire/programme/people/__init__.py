"""Who takes part: departments, persons, their dated roles, mission letters, presence.

Lives here: what a role gives the right to, the import and export of people, the days of each.
Does not live here: accounts and sessions (accounts), what anybody said or thinks (nowhere).
May be called by: the office's rooms above it, web and cli.
"""
