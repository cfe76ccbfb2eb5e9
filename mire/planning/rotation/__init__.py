"""Who sits at which table in which round: world cafés and work tables.

Lives here: the facts of a rotation, constructions from algebra, local search and small proofs,
bounds with their reasons, a checker apart from the solvers, better layouts, the smallest set
of rules that clash, and the live repair of a plan.
Does not live here: files, words, clocks, phones and printed cards.
May be called by: documents, techniques and the command line.
"""
