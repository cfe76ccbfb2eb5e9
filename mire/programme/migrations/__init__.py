"""How the office's tables came to be, one step a file.

Lives here: Django migrations made from ``mire/programme/models``.
Does not live here: the live tables (mire/live/migrations).
May be called by: Django's ``migrate`` alone.
"""
