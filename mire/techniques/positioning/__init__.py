"""The positioning grid (« la mire »): each person places a point between two pairs of poles.

Lives here: the settings of the grid, what an answer is, its reading in words, its figure.
Does not live here: statistics of positions (analysis), moderation of the reasons (live).
May be called by: nobody by name; the registry loads ``manifest``.
"""
