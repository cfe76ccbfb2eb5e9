"""Reading blind: somebody groups the same cards apart, then both readings are compared.

Lives here: who reads blind beside which reading, when it opens, how far both agree, what differs.
Does not live here: acts, boards and cards (reading); the measure of agreement (analysis).
May be called by: the office's rooms above it, web and cli.
"""
