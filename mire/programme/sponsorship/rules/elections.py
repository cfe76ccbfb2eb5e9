"""Election periods: from when a campaign on what was achieved is not to be run."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path as FilePath

DATA = FilePath(__file__).parent.parent / "elections.toml"
MONTHS_BEFORE = 6


@dataclass(frozen=True, slots=True)
class Restraint:
    """A period before an election, both days included; ``source``: the text that sets it."""

    title: str
    first: date
    last: date
    source: str = ""


def restrained_from(election: date) -> date:
    """Return the first day of the sixth month before that of an election (L. 52-1)."""
    year, month = divmod(election.year * 12 + election.month - 1 - MONTHS_BEFORE, 12)
    return date(year, month + 1, 1)


def restraint_on(on: date, periods: Iterable[Restraint]) -> Restraint | None:
    """Return the period that a day falls in, None for none; the first one to begin."""
    found = [each for each in periods if each.first <= on <= each.last]
    return min(found, key=lambda each: each.first, default=None)


@cache
def known_restraints() -> tuple[Restraint, ...]:
    """Return the periods that Mire's data hold, in their order."""
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["election"]
    found = [Restraint(each["title"], each["from"], each["to"], each["source"]) for each in rows]
    return tuple(sorted(found, key=lambda each: each.first))
