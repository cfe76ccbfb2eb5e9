"""The sounding (« sondage »): how far people agree with one to ten statements, once or twice.

Lives here: the scales (five or seven grades, the abaque de Régnier), what an answer is, its words.
Does not live here: measures of agreement and of change (analysis), the link of two rounds (live).
May be called by: nobody by name; the registry loads ``manifest``.
"""
