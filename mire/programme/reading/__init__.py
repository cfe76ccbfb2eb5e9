"""Reading what was said, together: cards, themes, and the acts of those who read.

Lives here: readings, their acts and the board that these make, lines taken from older meetings.
Does not live here: the texts of meetings (evidence), what is concluded from themes (rooms above).
May be called by: the office's rooms above it, documents, web and cli.
"""
