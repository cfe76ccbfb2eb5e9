"""Whether a plan of places holds a rule; the starts and the giving come from a search."""

from collections import Counter
from collections.abc import Mapping
from math import ceil

from mire.planning.residency.calendar import Calendar
from mire.planning.residency.facts import TENTHS, Department, Facts
from mire.planning.residency.rules import Rule

Starts = Mapping[str, list[int]]
Given = Mapping[tuple[str, int, int], str]


def holds(facts: Facts, calendar: Calendar, rule: Rule, starts: Starts, given: Given) -> bool:
    """Say whether ``rule`` holds: ``starts`` are places by department and phase."""
    last = facts.phases[-1].weeks
    match rule.kind:
        case "cycle":
            most = calendar.length if facts.cycle is None else calendar.first_from(facts.cycle)
            return all(places[-1] + last <= most for places in starts.values())
        case "at_once":
            busy = Counter(
                place for places in starts.values() for place in range(places[0], places[-1] + last)
            )
            return max(busy.values()) <= facts.at_once
        case "equity":
            return _is_even(facts, starts)
        case "person":
            return _bears(facts, rule.subject, starts, given)
    each = next(one for one in facts.departments if one.id == rule.subject)
    places = starts[each.id]
    return _own(facts, calendar, rule, each, places, places[-1] + last, starts)


def _own(
    facts: Facts,
    calendar: Calendar,
    rule: Rule,
    each: Department,
    places: list[int],
    end: int,
    starts: Starts,
) -> bool:
    match rule.kind:
        case "windows":
            spans = [calendar.span(span) for span in each.windows]
            return any(begin <= places[0] and end <= after for begin, after in spans)
        case "blackout":
            dark = calendar.places(each.blackout)
            return not any(
                place in dark
                for start, phase in zip(places, facts.phases, strict=True)
                for place in range(start, start + phase.weeks)
            )
        case "ready":
            return places[0] >= calendar.first_from(each.ready)
        case "fixed":
            return each.fixed is not None and calendar.place(each.fixed) == places[0]
        case "sponsor":
            sponsor = next(one for one in facts.sponsors if one.name == each.sponsor)
            return {places[0], end - 1} <= calendar.places(sponsor.windows)
        case "after":
            return places[0] >= starts[rule.other][-1] + facts.phases[-1].weeks
    raise ValueError(rule.kind)


def _is_even(facts: Facts, starts: Starts) -> bool:
    if facts.equity is None:
        return True
    ids = [each.id for each in facts.departments]
    poles = {each.id: each.pole for each in facts.departments}
    order = sorted(ids, key=lambda id: (starts[id][0], ids.index(id)))
    totals, begun = Counter(poles.values()), Counter[str]()
    for id in order:
        begun[poles[id]] += 1
        for rival, total in totals.items():
            wanted = min(total, begun[poles[id]] - facts.equity)
            if rival != poles[id] and begun[rival] < wanted:
                return False
    return True


def _bears(facts: Facts, name: str, starts: Starts, given: Given) -> bool:
    person = next(one for one in facts.people if one.name == name)
    asked: Counter[int] = Counter()
    for (id, index, number), chosen in given.items():
        if chosen == name:
            phase = facts.phases[index]
            for place in range(starts[id][index], starts[id][index] + phase.weeks):
                asked[place] += ceil(TENTHS * phase.needs[number].days - 1e-9)
    return max(asked.values(), default=0) <= person.tenths_a_week
