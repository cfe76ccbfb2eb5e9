"""Cycles of residencies: what they are planned from, plans asked for, plans that hold.

Lives here: the facts of a cycle, the plans computed for it, those that were kept, what changed.
Does not live here: how a plan is found (planning), the process that looks for one (web).
May be called by: personal, opendata, web and cli.
"""
