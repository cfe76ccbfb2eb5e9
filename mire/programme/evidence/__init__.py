"""What was said in the meetings that have ended, as rows that can be cited.

Lives here: verbatims and figures read from a room's log, again at any time; masks and erasures.
Does not live here: the log itself (live), what is made of it (the rooms above).
May be called by: the office's rooms above it, documents, web and cli.
"""
