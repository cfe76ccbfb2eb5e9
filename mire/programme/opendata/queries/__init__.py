"""What is open, what is held back, and the archive, read.

Lives here: the rows of both packages, made from the office's rows and the rooms.
Does not live here: how they are written as files (rules); opening and closing (actions).
May be called by: web, cli and documents.
"""
