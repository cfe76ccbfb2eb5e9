"""Who did what in the office, when, and what it changed.

Lives here: the journal's table, ``journalled`` that every action of the office bears, the
journal's reading and export.
Does not live here: what was said in a meeting (live), what a journal's line means in words (web).
May be called by: every room of the office, web and cli.
"""
