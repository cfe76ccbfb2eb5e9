"""What people voted for in a meeting that has ended, for a choice that the office makes later.

Lives here: which activities hold such ballots, reading them, finding a name by its words.
Does not live here: how a technique counts (techniques); choices of topics, files of scenarios.
May be called by: the office's rooms above it, web and cli.
"""
