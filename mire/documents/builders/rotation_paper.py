"""A rotation on paper: a card a person, a sheet a table, a badge each; words and times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mire.documents import words
from mire.planning.rotation.facts import Facts, Person, Table
from mire.planning.rotation.plan import Rounds

LINES_A_SHEET, MOST_LINES, LEAST_LINES = 16, 6, 2
"""Lines to write on: what a sheet of A3 holds, and bounds for one round."""


@dataclass(frozen=True, slots=True)
class Times:
    """When rounds are: the first starts at ``start``; each lasts ``minutes``, a move ``move``.

    ``start`` None: cards say rounds by number.
    """

    start: datetime | None
    minutes: int = 8
    move: int = 4

    def said(self, number: int) -> str:
        """Say when a round (from 0) starts."""
        if self.start is None:
            return _("tour %(number)s") % {"number": number + 1}
        return words.hour(self.start + timedelta(minutes=number * (self.minutes + self.move)))


def cards(facts: Facts, rounds: Rounds, times: Times) -> Mapping[str, Any]:
    """Return what ``cards`` prints: each person's route, in the order of the facts."""
    return {
        **_head(_("Cartes de parcours")),
        "cards": [_card(facts, each, rounds, times) for each in facts.people],
    }


def tables(facts: Facts, rounds: Rounds, times: Times) -> Mapping[str, Any]:
    """Return what ``tables`` prints: one sheet a table, with who comes in each round."""
    return {
        **_head(_("Feuilles de table")),
        "lines": max(LEAST_LINES, min(MOST_LINES, LINES_A_SHEET // facts.rounds)),
        "retain": _("À retenir :"),
        "tables": [
            {
                "name": _("Table %(number)s") % {"number": table.id},
                "station": _station(facts, table),
                "rounds": [
                    {"name": times.said(number), "people": " · ".join(one[index])}
                    for number, one in enumerate(rounds)
                    if table.is_open(number)
                ],
            }
            for index, table in enumerate(facts.tables)
        ],
    }


def badges(facts: Facts) -> Mapping[str, Any]:
    """Return what ``badges`` prints: who, large, and the department."""
    return {
        **_head(_("Badges")),
        "badges": [{"name": each.id, "department": each.department} for each in facts.people],
    }


def _head(title: str) -> dict[str, str]:
    return {"title": title, "language": (get_language() or "fr")[:2]}


def _card(facts: Facts, person: Person, rounds: Rounds, times: Times) -> dict[str, Any]:
    steps = []
    for number, one in enumerate(rounds):
        for table, seated in zip(facts.tables, one, strict=True):
            if person.id in seated:
                place = f"{_table(table)}{_at(facts, table)}"
                steps.append({"time": times.said(number), "place": place})
    host = next((each for each in facts.tables if each.id == person.host), None)
    return {
        "name": person.id,
        "department": person.department,
        "note": ""
        if host is None
        else _("Vous accueillez la %(table)s.") % {"table": _table(host)},
        "steps": steps,
    }


def _table(table: Table) -> str:
    return _("table %(number)s") % {"number": table.id}


def _station(facts: Facts, table: Table) -> str:
    """Say the station, where there are several."""
    if len(facts.stations) == 1:
        return ""
    return _("poste %(station)s") % {"station": table.station}


def _at(facts: Facts, table: Table) -> str:
    station = _station(facts, table)
    return f" · {station}" if station else ""
