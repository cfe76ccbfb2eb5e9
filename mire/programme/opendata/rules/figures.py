"""Figures with their small groups hidden, and what else would give these away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mire.analysis.disclosure import DisclosureRefused, Sum, shown
from mire.analysis.proportions import wilson
from mire.technique_api.breakdown import EVERYBODY, Breakdown

PART, WHOLE, ALL = 1, 2, 3
"""What hiding costs: a part, one that is cut further, how many answered. The least goes first."""

ROUNDED_TO = 4


@dataclass(frozen=True, slots=True)
class Counted:
    """How many answered an activity, None where that is hidden; its figures as rows; how many are
    hidden. Rows are plain values by the columns of ``figures``, but for keys and words.
    """  # noqa: D205

    n: int | None
    rows: tuple[Mapping[str, Any], ...]
    n_hidden: int


def counted(n: int, breakdowns: Sequence[Breakdown], *, threshold: int) -> Counted:
    """Return what may be told of the ``n`` who answered.

    Whatever can be added up or taken off each other gives no group of 1 to ``threshold`` - 1
    people: where nothing else would do, the whole is hidden too.
    """
    if n < threshold:
        return Counted(None, (), sum(len(each.parts) for each in breakdowns))
    places = {EVERYBODY: 0}
    counts, costs, sums = [n], [ALL], []
    for each in breakdowns:
        first = len(counts)
        for part in each.parts:
            places[f"{each.name}.{part.key}"] = len(counts)
            counts.append(part.n)
            costs.append(PART)
        sums.append(Sum(places[each.of], tuple(range(first, len(counts)))))
        if each.of != EVERYBODY:
            costs[places[each.of]] = WHOLE
    try:
        is_shown = shown(counts, [*sums, *_through(sums)], threshold=threshold, costs=costs)
    except DisclosureRefused:  # nothing protects the smallest: nothing is told
        is_shown = (False,) * len(counts)

    def told(place: int) -> int | None:
        return counts[place] if is_shown[place] else None

    rows = [
        row_of(each, part.key, told(places[f"{each.name}.{part.key}"]), told(places[each.of]))
        for each in breakdowns
        for part in each.parts
    ]
    return Counted(told(0), tuple(rows), is_shown.count(False))


def _through(sums: Sequence[Sum]) -> list[Sum]:
    """Return what adds up to a whole through parts that are cut further, these left out.

    Where such a part is hidden, its own parts and those beside it are what is left of the whole.
    """
    cuts: dict[int, list[Sum]] = {}
    for each in sums:
        cuts.setdefault(each.total, []).append(each)
    found, left = [], list(sums)
    while left:
        each = left.pop()
        for part in each.parts:
            for cut in cuts.get(part, ()):
                beside = tuple(other for other in each.parts if other != part)
                deeper = Sum(each.total, tuple(sorted((*beside, *cut.parts))))
                if deeper not in found:
                    found.append(deeper)
                    left.append(deeper)
    return found


def row_of(each: Breakdown, part: str, n: int | None, total: int | None) -> dict[str, Any]:
    """Return a figure: a share with its interval, where both its numbers are told."""
    return {
        "breakdown": each.name,
        "part_of": each.of,
        "part": part,
        "n": n,
        "total": total,
        **share_of(n, total),
    }


def share_of(n: int | None, total: int | None) -> dict[str, float | None]:
    """Return the share of ``n`` among ``total``, and Wilson's interval at 95 %."""
    if n is None or not total:
        return {"share": None, "low": None, "high": None}
    margin = wilson(n, total)
    return {
        "share": round(n / total, ROUNDED_TO),
        "low": round(margin.low, ROUNDED_TO),
        "high": round(margin.high, ROUNDED_TO),
    }
