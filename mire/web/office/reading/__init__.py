"""« Lectures » : reading what was said, together: cards, themes, who placed what.

Lives here: the list of readings, the board, what readers press.
Does not live here: what an act makes of the board (programme), the texts (evidence).
"""
