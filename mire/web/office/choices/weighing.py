"""What would put each scenario first: the sliders, the map, what holds; computed for a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from mire.choice.scenarios.weight_maps import (
    firsts,
    holds,
    mean_worths,
    merged,
    totals,
    weight_map,
)
from mire.documents.builders.choices_words import all_equal_told, first_told, holds_told
from mire.documents.builders.scenarios import (
    central_weights,
    conditions_told,
    lead,
    method_told,
    ranking_blocks,
    share_told,
)
from mire.documents.builders.scenarios_models import models_told
from mire.documents.builders.weight_map import SIGNS, drawn_map, map_told
from mire.documents.tree import Grid, Paragraph
from mire.programme.choices.rules.compared import Comparable, are_all_equal, comparison
from mire.technique_api.free_text import read_whole
from mire.words import words

MOST_WEIGHT = 100
"""Where each slider ends; only the proportions count."""
EVEN = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """The weights that an address asks for, whole numbers, and the two criteria of the map."""

    given: tuple[int, ...]
    pair: tuple[int, int]

    @property
    def weights(self) -> tuple[Fraction, ...]:
        """Return the weights, which sum to 1: equal ones where none weighs anything."""
        total = sum(self.given)
        n = len(self.given)
        return tuple(Fraction(each, total) if total else Fraction(1, n) for each in self.given)


def read_asked(query: Mapping[str, str], n: int) -> Asked:
    """Return what an address asks for; what it says wrongly counts as unsaid."""
    given = tuple(_whole(query.get(f"p{place}", ""), EVEN, MOST_WEIGHT) for place in range(n))
    one = _whole(query.get("a", ""), 0, n - 1)
    other = _whole(query.get("b", ""), 1, n - 1)
    if one == other:
        other = 0 if one else min(1, n - 1)
    return Asked(given, (one, other))


def _whole(written: str, otherwise: int, most: int) -> int:
    number = read_whole(written, most=most)
    return otherwise if number is None else number


def weighed(found: Comparable, asked: Asked) -> dict[str, Any]:
    """Return who is first at these weights, with the map, as ``office/choice_weighed.html``."""
    worths, weights = mean_worths(found.criteria, found.options), asked.weights
    reached = totals(worths, weights)
    order = sorted(range(len(reached)), key=lambda option: -reached[option])
    ahead = firsts(reached)
    return {
        "is_even": not sum(asked.given),
        "first": first_told(found, reached, is_even=len(set(asked.given)) == 1),
        "holds": holds_told(found, reached, holds(worths, weights)),
        "standings": [
            {
                "option": option,
                "sign": SIGNS[option],
                "name": found.options[option].name,
                "worth": words.number(float(reached[option]), 2),
                "width": round(240 * float(reached[option]), 1),
                "is_first": option in ahead,
            }
            for option in order
        ],
        "shares": [
            {"name": each.name, "share": words.percent(float(weight))}
            for each, weight in zip(found.criteria, weights, strict=True)
        ],
        "map": _map(found, worths, asked),
    }


def _map(
    found: Comparable, worths: Sequence[Sequence[Fraction]], asked: Asked
) -> dict[str, Any] | None:
    n, weights = len(found.criteria), list(asked.weights)
    if n < 2:
        return None
    things, point = [each.name for each in found.criteria], weights
    if n > 3:
        one, other = asked.pair
        worths = merged(worths, weights, asked.pair)
        things = [things[one], things[other], _("tous les autres")]
        point = [weights[one], weights[other], 1 - weights[one] - weights[other]]
    areas = weight_map(worths)
    names = [each.name for each in found.options]
    sentence = map_told(areas, names)
    return {
        "drawing": drawn_map(areas, things, point, sentence),
        "sentence": sentence,
        "is_pair": n > 3,
        "rows": [
            {
                "signs": "".join(SIGNS[option] for option in area.options),
                "name": words.listed([names[option] for option in area.options]),
                "share": share_told(float(area.share)),
            }
            for area in areas
        ],
        "corners": [
            {"name": thing, "share": words.percent(float(part))}
            for thing, part in zip(things, point, strict=True)
        ],
    }


def sliders(found: Comparable, asked: Asked) -> list[dict[str, Any]]:
    """Return the sliders, one a criterion, with the share that each has now."""
    return [
        {
            "place": place,
            "name": each.name,
            "value": value,
            "share": words.percent(float(weight)),
            "is_a": place == asked.pair[0],
            "is_b": place == asked.pair[1],
        }
        for place, (each, value, weight) in enumerate(
            zip(found.criteria, asked.given, asked.weights, strict=True)
        )
    ]


def what_places_first(found: Comparable) -> dict[str, Any]:
    """Return shares of weightings and what it takes to be first, of what nothing hinders."""
    if are_all_equal(found):
        return {"all_equal": all_equal_told()}
    counted = comparison(found)
    names = [each.name for each in found.options]
    ranked = list(ranking_blocks(counted))
    return {
        "lead": lead(counted),
        "conditions": list(conditions_told(counted)),
        "method": method_told(counted),
        "n_ranks": range(1, len(names) + 1),
        "acceptability": [
            {
                "option": option,
                "sign": SIGNS[option],
                "name": name,
                "shares": [share_told(share) for share in row],
                "width": round(240 * row[0], 1),
            }
            for option, (name, row) in enumerate(
                zip(names, counted.smaa.acceptability, strict=True)
            )
        ],
        "central": central_weights(counted),
        "models": models_told(counted),
        "grids": [each for each in ranked if isinstance(each, Grid)],
        "apart": [each.words for each in ranked if isinstance(each, Paragraph)],
    }
