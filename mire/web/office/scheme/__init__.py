"""Pages on the operating scheme: its sections and figure, one line, the plan's aims.

Lives here: pages and forms. Does not live here: the figure and the document (documents).
"""
