"""How far a writer is, told while it writes."""

from collections.abc import Callable

Tell = Callable[[int, int], None]
"""Told how many parts are written, of how many."""


def tell_nobody(done: int, n: int) -> None:
    """Tell nobody."""
