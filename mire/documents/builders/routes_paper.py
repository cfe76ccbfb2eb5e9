"""Routes on paper: a card a person, a list of all, a sheet a table, badges; words and times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mire.documents.builders.paper_head import paper_head
from mire.planning.rotation.facts import Facts
from mire.technique_api.seating import Place, Rounds, Routes, Traveller
from mire.words import words


@dataclass(frozen=True, slots=True)
class Times:
    """When rounds are: the first starts at ``start``; each lasts ``minutes``, a move ``move``.

    ``start`` None: cards say rounds by number.
    """

    start: datetime | None
    minutes: int = 8
    move: int = 4

    def start_of(self, number: int) -> str:
        """Say when a round (from 0) starts."""
        if self.start is None:
            return _("tour %(number)s") % {"number": number + 1}
        return words.hour(self.start + timedelta(minutes=number * (self.minutes + self.move)))


def routes_of(facts: Facts, rounds: Rounds) -> Routes:
    """Return a planned rotation as routes to print."""
    is_many = len(facts.stations) > 1
    return Routes(
        people=[Traveller(each.id, each.id, each.department, each.host) for each in facts.people],
        places=[
            Place(each.id, _("poste %(station)s") % {"station": each.station} if is_many else "")
            for each in facts.tables
        ],
        rounds=rounds,
    )


def cards(routes: Routes, times: Times) -> Mapping[str, Any]:
    """Return what ``cards`` prints: the route of each person who has one."""
    made = [_card(routes, times, each) for each in routes.people]
    return {
        **paper_head(_("Cartes de parcours")),
        "cards": [card for card in made if card["steps"] or card["note"]],
    }


def tables(routes: Routes, times: Times) -> Mapping[str, Any]:
    """Return what ``tables`` prints: one sheet a table, who comes in each round, the harvest."""
    names = {each.id: each.name for each in routes.people}
    return {
        **paper_head(_("Feuilles de table")),
        "retain": _("À retenir :"),
        "harvest": _("Récolte : les trois points de la table, dans l'ordre"),
        "points": list(range(1, routes.n_points + 1)),
        "tables": [
            {
                "name": _("Table %(number)s") % {"number": place.id},
                "station": place.station,
                "rounds": [
                    {
                        "name": times.start_of(number),
                        "people": " · ".join(names.get(each, each) for each in one[index]),
                    }
                    for number, one in enumerate(routes.rounds)
                ],
            }
            for index, place in enumerate(routes.places)
        ],
    }


def badges(routes: Routes, _times: Times) -> Mapping[str, Any]:
    """Return what ``badges`` prints: the number, large, and who it is."""
    return {
        **paper_head(_("Badges")),
        "badges": [
            {
                "name": each.id,
                "department": " · ".join(
                    word for word in (each.name, each.department) if word and word != each.id
                ),
            }
            for each in routes.people
        ],
    }


def listing(routes: Routes, times: Times) -> Mapping[str, Any]:
    """Return what ``list`` prints: everyone on a line, with their table in each round."""
    return {
        **paper_head(_("Tous les parcours")),
        "columns": [
            _("Badge"),
            _("Qui"),
            *(times.start_of(number) for number in range(len(routes.rounds))),
        ],
        "rows": [
            [
                each.id,
                " · ".join(
                    word for word in (each.name, each.department) if word and word != each.id
                ),
                *(_place(routes, each, number) for number in range(len(routes.rounds))),
            ]
            for each in routes.people
        ],
        "wide": [1],
        "none": _("Personne n'est encore placé."),
    }


def _place(routes: Routes, person: Traveller, number: int) -> str:
    return next(
        (
            _("table %(number)s") % {"number": place.id}
            for place, seated in zip(routes.places, routes.rounds[number], strict=True)
            if person.id in seated
        ),
        "—",
    )


PAPERS = {
    "cartes": ("cards", cards),
    "liste": ("list", listing),
    "tables": ("tables", tables),
    "badges": ("badges", badges),
}
"""By the name of the file: the typst template, and what it prints."""


def _card(routes: Routes, times: Times, person: Traveller) -> dict[str, Any]:
    steps = []
    for number, one in enumerate(routes.rounds):
        for place, seated in zip(routes.places, one, strict=True):
            if person.id in seated:
                at = _("table %(number)s") % {"number": place.id}
                where = f"{at} · {place.station}" if place.station else at
                steps.append({"time": times.start_of(number), "place": where})
    host = ""
    if person.host:
        host = _("Vous accueillez la table %(number)s.") % {"number": person.host}
    name = person.name if person.name == person.id else f"{person.id} · {person.name}"
    return {"name": name, "department": person.department, "note": host, "steps": steps}
