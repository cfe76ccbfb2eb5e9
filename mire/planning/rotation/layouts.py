"""Better tables for the same people, stations and rounds, where the present ones are bad."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil

from mire.planning.rotation.bounds import bounds
from mire.planning.rotation.facts import Facts, Table, Wish, even_tables
from mire.planning.rotation.plan import NoPlan, OutOfTime, plan

LEAST_AT_A_TABLE = 3
"""Fewer people than that make no conversation."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Tables that a rotation was found for: how many at each station, of how many seats.

    ``repeats`` is what was found with them; ``least`` what the present tables make at least.
    """

    stations: int
    tables: int
    capacity: int
    repeats: int
    least: int

    @property
    def n_tables(self) -> int:
        """How many tables there are in all."""
        return self.stations * self.tables


def better_layout(
    facts: Facts, *, seed: int = 1, seconds: float = 5.0, stop: Callable[[], bool] | None = None
) -> Layout | None:
    """Return the fewest tables with which nobody meets twice, where the present ones can't.

    None when the present tables are not proven to make repeats, or when nothing better came.
    Hosts are left aside: new tables have none yet. Pairs and presences stay as they are.
    """
    least = bounds(facts).repeats
    if not least:
        return None
    stations = len(facts.stations)
    people = tuple(replace(each, host="", first="") for each in facts.people if not each.host)
    now = ceil(len(facts.tables) / stations)
    most = len(people) // (LEAST_AT_A_TABLE * stations)
    names = {each.id for each in people}
    pairs = tuple(pair for pair in facts.together if names.issuperset(pair))
    apart = tuple(pair for pair in facts.apart if names.issuperset(pair))
    for tables in range(now + 1, most + 1):
        given = replace(
            facts,
            people=people,
            together=pairs,
            apart=apart,
            wish=Wish.REPEATS,
            tables=_tables(facts, stations, tables, len(people)),
        )
        if bounds(given).repeats:
            continue
        try:
            found = plan(given, seed=seed, seconds=seconds, stop=stop)
        except (NoPlan, OutOfTime):
            continue
        if found.counts.repeats == 0:
            return Layout(stations, tables, given.tables[0].capacity, 0, least)
    return None


def _tables(facts: Facts, stations: int, tables: int, people: int) -> tuple[Table, ...]:
    made = even_tables(stations=stations, tables=tables, people=people)
    return tuple(replace(each, station=facts.stations[int(each.station) - 1]) for each in made)
