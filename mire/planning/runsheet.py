"""The arithmetic of a run sheet: whether its activities fit the slot they were promised."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fit:
    """How planned minutes stand against a slot, all in minutes.

    ``over`` is what is too much (0 when it fits) and ``spare`` what is left (0 when over).
    ``breaks_at`` is the index of the first activity that ends after the slot, None when
    all fit. ``over_at_least`` is what is too much even with every activity at its least.
    """

    total: int
    over: int
    spare: int
    breaks_at: int | None
    over_at_least: int


def fit(planned: Sequence[int], least: Sequence[int], slot: int) -> Fit:
    """Return how ``planned`` minutes, in order, fit in ``slot`` minutes.

    ``least`` gives each activity's least minutes, in the same order. An empty sheet fits.
    """
    total, breaks_at = 0, None
    for index, minutes in enumerate(planned):
        total += minutes
        if total > slot and breaks_at is None:
            breaks_at = index
    return Fit(
        total=total,
        over=max(0, total - slot),
        spare=max(0, slot - total),
        breaks_at=breaks_at,
        over_at_least=max(0, sum(least) - slot),
    )
