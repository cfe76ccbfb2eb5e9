"""Options compared on several criteria, without pretending to know the weights.

Lives here: criteria and measures, PROMETHEE I and II (the one ranking), SMAA-2 (what the
ranking owes to the weights), each option's strengths and weaknesses; ``comparison`` asks all.
Does not live here: effects on groups of people, which ``mire.analysis`` counts and hides.
May be called by: techniques, the programme's rules, the command line.
"""
