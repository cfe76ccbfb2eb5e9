"""How close texts are to each other: a vector for each distinct text, kept by hash.

Lives here: the process that makes vectors, their table, what is nearest to what.
Does not live here: the texts, and what people group (reading); no text is kept here.
May be called by: the reading, and the pages that show it.
"""
