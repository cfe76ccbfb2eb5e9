"""Steering meetings: the file that is sent before, the minutes that are taken, what becomes final.

Lives here: what a file (dossier) asks and submits, minutes and their amendments, copies as sent.
Does not live here: decisions, questions, actions themselves (outcomes), run sheets (meetings).
May be called by: the office's rooms above it, documents, web and cli.
"""
