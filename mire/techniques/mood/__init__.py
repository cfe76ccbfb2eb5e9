"""The weather (« météo »): how each person feels at the end, in one mark and perhaps one word.

Lives here: the two scales (five weathers, one to ten), what an answer is, its reading in words.
Does not live here: moderation of the words (live), comparison of several weathers (analysis).
May be called by: nobody by name; the registry loads ``manifest``.
"""
