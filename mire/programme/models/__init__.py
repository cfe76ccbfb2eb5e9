"""The nouns of a programme, one a file.

Lives here: what is stored of a meeting outside its log: its title, its day, its code.
Does not live here: answers, seats, tokens (live); reading and writing (queries, actions).
May be called by: queries and actions; others read through queries.
"""

from mire.programme.models.meeting import Meeting

__all__ = ["Meeting"]
