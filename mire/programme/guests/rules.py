"""How long a link for a guest may last."""

MOST_DAYS = 366
"""How long a link may last."""

DAYS = 30
"""How long it lasts unless told otherwise."""
