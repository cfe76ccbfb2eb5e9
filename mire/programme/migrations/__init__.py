"""How the office's first table came to be, before each noun had a room of its own.

Lives here: the first migrations; what they made is handed on to ``mire.programme.meetings``.
Does not live here: anything new: each room has migrations of its own.
May be called by: Django's ``migrate`` alone.
"""
