"""How the live tables came to be, one step a file.

Lives here: Django migrations that run the SQL of ``mire/live/store/schema``.
Does not live here: models; the live tables are plain SQL (docs/decisions/0003).
May be called by: Django's ``migrate`` alone.
"""
