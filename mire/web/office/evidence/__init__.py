"""« Ce qui a été dit » : the texts and figures of ended meetings.

Lives here: the list of them, with its search and its export.
Does not live here: where one comes from and where it went (thread), how they are read (programme).
"""
