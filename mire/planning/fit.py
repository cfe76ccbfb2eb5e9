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


def fit(
    planned: Sequence[int],
    least: Sequence[int],
    slot: int,
    fixed: Sequence[int | None] | None = None,
) -> Fit:
    """Return how ``planned`` minutes, in order, fit in ``slot`` minutes.

    ``least`` gives each activity's least minutes, ``fixed`` the minute after the start at
    which each must begin (None: when the one before ends), in the same order. An empty sheet
    fits.
    """
    fixed = fixed or [None] * len(planned)
    clocks = [clock for clock, _ in walk(planned, fixed)]
    ends = [clock + minutes for clock, minutes in zip(clocks, planned, strict=True)]
    total = ends[-1] if ends else 0
    shortest = [start + minutes for start, minutes in walk(least, fixed)]
    breaks_at = next((index for index, end in enumerate(ends) if end > slot), None)
    return Fit(
        total=total,
        over=max(0, total - slot),
        spare=max(0, slot - total),
        breaks_at=breaks_at,
        over_at_least=max(0, (shortest[-1] if shortest else 0) - slot),
    )


def walk(minutes: Sequence[int], fixed: Sequence[int | None]) -> list[tuple[int, int]]:
    """Return (start, minutes) of each activity; one with a fixed time waits for it."""
    clock, walked = 0, []
    for each, start in zip(minutes, fixed, strict=True):
        clock = max(clock, start or 0)
        walked.append((clock, each))
        clock += each
    return walked
