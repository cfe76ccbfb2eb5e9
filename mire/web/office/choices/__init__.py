"""Scenarios side by side, what would put each first, their arguments, criteria and copies.

Lives here: the pages of files of scenarios, under the office's place « Décider ».
Does not live here: what is computed (mire.choice), documents' words (documents).
May be called by: the office's addresses alone.
"""
