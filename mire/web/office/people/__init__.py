"""People: lists, one person, departments, import and export.

Lives here: pages and forms of the office's place « Personnes ».
Does not live here: what they say and do (programme.people).
May be called by: the office's addresses alone.
"""
