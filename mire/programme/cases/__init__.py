"""Practice cases: what the group tried, what it was worth and cost, what the lab learnt from it.

Lives here: cases, their moves, days, grades by criterion, learnt points; what can be cited of them.
Does not live here: criteria, methods and their reviews, what a case cites (thread).
May be called by: the office's rooms above it, documents, web and cli.
"""
