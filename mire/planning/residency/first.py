"""A first plan by hand: week after week, whoever can wait least starts, where there is room.

Not always the best, nor always found; the search starts from it. Several are tried, with the
departments' patience shaken by a seeded draw.
"""

from collections import Counter
from dataclasses import dataclass, field
from math import ceil

import numpy

from mire.planning.residency.calendar import Calendar
from mire.planning.residency.facts import TENTHS, Department, Facts

TRIES = 40
SHAKE = 0.25

Places = tuple[int, ...]


@dataclass(slots=True)
class Draft:
    """A plan as it grows: places of each phase, and to whom each need is given."""

    starts: dict[str, Places] = field(default_factory=dict)
    given: dict[tuple[str, int, int], str] = field(default_factory=dict)
    busy: Counter[int] = field(default_factory=Counter)
    asked: Counter[tuple[str, int]] = field(default_factory=Counter)


def first_plan(facts: Facts, *, seed: int, at_best: int) -> Draft | None:
    """Return the shortest plan of a few tries; None when none was whole.

    ``at_best`` is a length that can't be beaten: the first plan of that length is enough.
    """
    calendar = Calendar(facts)
    options = {each.id: _options(facts, calendar, each) for each in facts.departments}
    if not all(options.values()):
        return None
    patience = _patience(facts, options)
    generator = numpy.random.Generator(numpy.random.PCG64(seed))
    best: Draft | None = None
    for number in range(TRIES):
        shaken = {
            id: last * (1 + (SHAKE * generator.standard_normal() if number else 0))
            for id, last in patience.items()
        }
        made = _tried(facts, calendar, options, shaken)
        if made is None:
            continue
        if best is None or _length(facts, made) < _length(facts, best):
            best = made
        if _length(facts, best) <= at_best:
            break
    return best


def _length(facts: Facts, draft: Draft) -> int:
    return max(places[-1] for places in draft.starts.values()) + facts.phases[-1].weeks


def _options(facts: Facts, calendar: Calendar, each: Department) -> dict[int, Places]:
    """Return, by first place, the shortest residency that the department's own rules allow."""
    most = calendar.length if facts.cycle is None else calendar.first_from(facts.cycle)
    spans = [calendar.span(span) for span in each.windows] or [(0, most)]
    dark = calendar.places(each.blackout)
    there = None
    if each.sponsor:
        sponsor = next(one for one in facts.sponsors if one.name == each.sponsor)
        there = calendar.places(sponsor.windows)
    fixed = None if each.fixed is None else calendar.place(each.fixed)
    found: dict[int, Places] = {}
    for first in range(calendar.first_from(each.ready), most):
        if each.fixed is not None and first != fixed:
            continue
        places = _shortest(facts, first, dark)
        if places is None:
            continue
        end = places[-1] + facts.phases[-1].weeks
        if end > most or not any(a <= first and end <= b for a, b in spans):
            continue
        if there is None or {first, end - 1} <= there:
            found[first] = places
    return found


def _shortest(facts: Facts, first: int, dark: set[int]) -> Places | None:
    """Put phases one after the other, each as early as gaps and blackout weeks allow."""
    places = [first]
    for index, phase in enumerate(facts.phases):
        if any(place in dark for place in range(places[-1], places[-1] + phase.weeks)):
            return None
        if index + 1 == len(facts.phases):
            return tuple(places)
        after, weeks = places[-1] + phase.weeks, facts.phases[index + 1].weeks
        chosen = next(
            (
                start
                for start in range(after + phase.gap[0], after + phase.gap[1] + 1)
                if not any(place in dark for place in range(start, start + weeks))
            ),
            None,
        )
        if chosen is None:
            return None
        places.append(chosen)
    return tuple(places)


def _patience(facts: Facts, options: dict[str, dict[int, Places]]) -> dict[str, float]:
    """Return the last place at which each can start, less what must follow it."""
    least = sum(phase.weeks + phase.gap[0] for phase in facts.phases) - facts.phases[-1].gap[0]
    last = {id: float(max(starts)) for id, starts in options.items()}
    for _ in facts.departments:
        for each in facts.departments:
            for other in each.after:
                last[other] = min(last[other], last[each.id] - least)
    return last


def _tried(
    facts: Facts,
    calendar: Calendar,
    options: dict[str, dict[int, Places]],
    patience: dict[str, float],
) -> Draft | None:
    draft = Draft()
    waiting = sorted(facts.departments, key=lambda each: patience[each.id])
    for each in [one for one in waiting if one.fixed is not None]:  # they can't be elsewhere
        (places,) = options[each.id].values()
        if not _placed(facts, draft, each, places):
            return None
        waiting.remove(each)
    for place in range(calendar.length):
        is_started = True
        while is_started and draft.busy[place] < facts.at_once:
            is_started = False
            for each in waiting:
                here = options[each.id].get(place)
                if here is None or not _may_begin(facts, draft, each, place):
                    continue
                if _placed(facts, draft, each, here):
                    waiting.remove(each)
                    is_started = True
                    break
        if not waiting:
            return draft
    return None


def _may_begin(facts: Facts, draft: Draft, each: Department, place: int) -> bool:
    last = facts.phases[-1].weeks
    for other in each.after:
        if other not in draft.starts or draft.starts[other][-1] + last > place:
            return False
    if facts.equity is None:
        return True
    totals = Counter(one.pole for one in facts.departments)
    begun = Counter(
        one.pole
        for one in facts.departments
        if one.id in draft.starts and draft.starts[one.id][0] <= place
    )
    wanted = begun[each.pole] + 1 - facts.equity
    return all(
        begun[pole] >= min(total, wanted) for pole, total in totals.items() if pole != each.pole
    )


def _placed(facts: Facts, draft: Draft, each: Department, places: Places) -> bool:
    """Put a residency there if rows and people have room; say whether it was."""
    end = places[-1] + facts.phases[-1].weeks
    if any(draft.busy[place] >= facts.at_once for place in range(places[0], end)):
        return False
    given: dict[tuple[str, int, int], str] = {}
    asked: Counter[tuple[str, int]] = Counter()
    for index, phase in enumerate(facts.phases):
        weeks = range(places[index], places[index] + phase.weeks)
        for number, need in enumerate(phase.needs):
            tenths = ceil(TENTHS * need.days - 1e-9)
            if tenths == 0:
                continue
            able = [
                one
                for one in facts.people
                if (not need.skill or need.skill in one.skills)
                and all(
                    draft.asked[one.name, week] + asked[one.name, week] + tenths
                    <= one.tenths_a_week
                    for week in weeks
                )
            ]
            if not able:
                return False
            # Who has fewest skills first: the others may be needed elsewhere.
            chosen = min(able, key=lambda one: (len(one.skills), one.name))
            given[each.id, index, number] = chosen.name
            asked.update({(chosen.name, week): tenths for week in weeks})
    draft.starts[each.id] = places
    draft.given |= given
    draft.asked += asked
    draft.busy.update(range(places[0], end))
    return True
