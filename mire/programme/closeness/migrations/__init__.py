"""How the table of vectors came to be, one step a file.

Lives here: Django migrations made from ``mire/programme/closeness/models.py``.
May be called by: Django's ``migrate`` alone.
"""
