"""How the table of blind readings came to be, one step a file.

Lives here: Django migrations made from ``mire/programme/blind/models.py``.
May be called by: Django's ``migrate`` alone.
"""
