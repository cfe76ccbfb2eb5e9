"""School holidays by zone, as data (``school_holidays.toml``), within a cycle."""

import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from mire.planning.residency.tables import Span

ZONES = ("A", "B", "C")
DATA = Path(__file__).parent.parent / "school_holidays.toml"


def holidays_in(zone: str, *, first: date, weeks: int) -> tuple[Span, ...]:
    """Return the holidays of a zone that touch so many weeks from a day, in their order.

    () for a zone that the data don't know, or years that they don't hold.
    """
    last = first + timedelta(weeks=weeks) - timedelta(days=1)
    return tuple(
        Span(each["from"], each["to"], each["name"])
        for each in sorted(_known(), key=lambda one: one["from"])
        if zone in each["zones"] and each["from"] <= last and each["to"] >= first
    )


def known_until() -> date:
    """Return the last day that the data tell of."""
    last: date = max(each["to"] for each in _known())
    return last


def with_added(given: Sequence[Span], more: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans with more, in their order; what is there to the day is not added twice."""
    there = {(each.first, each.last) for each in given}
    added = [each for each in more if (each.first, each.last) not in there]
    return tuple(sorted([*given, *added], key=lambda each: (each.first, each.last)))


@cache
def _known() -> list[dict[str, Any]]:
    return list(tomllib.loads(DATA.read_text(encoding="utf-8"))["holiday"])
