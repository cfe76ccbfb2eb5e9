"""The tables of ``people``, step by step.

Lives here: migrations made by Django, and what they say beyond it.
Does not live here: models as they are now.
May be called by: Django alone.
"""
