"""Settings of a programme: what it is, its words, its journal.

Lives here: pages of the office's place « Réglages », for who administers.
Does not live here: what a setting does (programme.programmes), roles of people (people).
May be called by: the office's addresses alone.
"""
