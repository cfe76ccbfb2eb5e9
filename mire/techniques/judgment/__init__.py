"""Majority judgment (« jugement majoritaire »): several options, a mention for each, in secret.

Lives here: options and mentions as settings, what an answer is, the merit profiles, their words.
Does not live here: the rule that ranks (choice.judgment), ballots' storage (live).
May be called by: nobody by name; the registry loads ``manifest``.
"""
