"""Filters that templates of every room share.

Lives here: thin filters over ``mire.words.words``.
Does not live here: anything that reads a database or decides.
May be called by: templates, through ``{% load say %}``.
"""
