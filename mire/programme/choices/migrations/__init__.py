"""How the tables of scenarios came to be, one step a file.

Lives here: Django migrations made from ``mire/programme/choices/models.py``.
May be called by: Django's ``migrate`` alone.
"""
