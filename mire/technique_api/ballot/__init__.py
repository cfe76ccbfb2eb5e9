"""A plain ballot, built: a question, answers to choose from or a few words, and their count.

Lives here: ``builder.ballot``, which makes a whole technique, and the templates that draw it.
Does not live here: any question of its own; a technique that asks otherwise writes its facets.
May be called by: the manifests of techniques.
"""
