"""How the table of openings came to be, one step a file.

Lives here: Django migrations made from ``mire/programme/opendata/models.py``.
May be called by: Django's ``migrate`` alone.
"""
