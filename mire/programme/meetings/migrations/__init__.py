"""How the tables of meetings came to be, one step a file.

Lives here: Django migrations made from ``mire/programme/meetings/models.py``.
Does not live here: the live tables (mire/live/migrations).
May be called by: Django's ``migrate`` alone.
"""
