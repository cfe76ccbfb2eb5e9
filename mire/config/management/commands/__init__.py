"""Commands of Django that find ours in their place.

Lives here: ``migrate``, which makes the tables of an empty database at once. May import: Django,
and ``mire.config``.
"""
