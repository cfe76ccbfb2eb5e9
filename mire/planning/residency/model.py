"""The constraint model of a cycle, for OR-Tools' CP-SAT.

One start a department and phase, on the axis of weeks at work; whole residencies share the
places that may overlap, needs are given to one person each, and a person's week is full at
their days. The order of poles is held by comparing starts two by two.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from mire.planning.residency.calendar import Calendar
from mire.planning.residency.facts import TENTHS, Department, Facts
from mire.planning.residency.rules import Rule


@dataclass(slots=True)
class Model:
    """A CP-SAT model and its variables. Places are weeks at work, from 0."""

    facts: Facts
    calendar: Calendar
    cp: Any
    starts: dict[str, list[Any]] = field(default_factory=dict)
    ends: dict[str, Any] = field(default_factory=dict)
    given: dict[tuple[str, int, int], dict[str, Any]] = field(default_factory=dict)
    length: Any = None
    share: Any = None


def modelled(facts: Facts, rules: Collection[Rule], *, horizon: int | None = None) -> Model:
    """Return the model of ``facts`` under ``rules`` alone (durations and gaps always hold).

    ``horizon`` is how many weeks at work there are; None: those of the facts, or, where the
    rule of the cycle is left out, as many as could ever be needed.
    """
    from ortools.sat.python import cp_model

    calendar = Calendar(facts)
    model = Model(facts, calendar, cp_model.CpModel())
    kinds = set(rules)
    most = horizon or _horizon(facts, calendar, kinds)
    spans = []
    for each in facts.departments:
        spans.append(_residency(model, each, most))
        _own_rules(model, each, kinds)
    for each in facts.departments:
        for other in each.after:
            if Rule("after", each.id, other) in kinds:
                model.cp.add(model.starts[each.id][0] >= model.ends[other])
    if Rule("at_once") in kinds:
        if facts.at_once == 1:
            model.cp.add_no_overlap(spans)
        else:
            model.cp.add_cumulative(spans, [1] * len(spans), facts.at_once)
    _people(model, kinds)
    if Rule("equity") in kinds:
        _equity(model)
    model.length = model.cp.new_int_var(0, most, "length")
    model.cp.add_max_equality(model.length, list(model.ends.values()))
    _bounds(model, kinds)
    return model


def _horizon(facts: Facts, calendar: Calendar, kinds: set[Rule]) -> int:
    if Rule("cycle") in kinds:
        if facts.cycle is not None:
            return calendar.first_from(facts.cycle)
        return calendar.length
    one = sum(phase.weeks + phase.gap[1] for phase in facts.phases)
    return calendar.length + one * (len(facts.departments) + 1)


def _residency(model: Model, each: Department, most: int) -> Any:
    cp, facts = model.cp, model.facts
    starts = [cp.new_int_var(0, most, f"{each.id} {phase.name}") for phase in facts.phases]
    for index, phase in enumerate(facts.phases[:-1]):
        between = starts[index + 1] - starts[index] - phase.weeks
        cp.add_linear_constraint(between, *phase.gap)
    end = cp.new_int_var(0, most, f"{each.id} end")
    cp.add(end == starts[-1] + facts.phases[-1].weeks)
    model.starts[each.id], model.ends[each.id] = starts, end
    shortest = sum(phase.weeks for phase in facts.phases)
    least = shortest + sum(phase.gap[0] for phase in facts.phases[:-1])
    longest = shortest + sum(phase.gap[1] for phase in facts.phases[:-1])
    size = cp.new_int_var(least, longest, f"{each.id} size")
    return cp.new_interval_var(starts[0], size, end, each.id)


def _own_rules(model: Model, each: Department, kinds: set[Rule]) -> None:
    from ortools.sat.python import cp_model

    cp, calendar, facts = model.cp, model.calendar, model.facts
    first, end = model.starts[each.id][0], model.ends[each.id]
    if Rule("windows", each.id) in kinds:
        chosen = []
        for span in each.windows:
            begin, after = calendar.span(span)
            here = cp.new_bool_var("")
            cp.add(first >= begin).only_enforce_if(here)
            cp.add(end <= after).only_enforce_if(here)
            chosen.append(here)
        cp.add_bool_or(chosen)
    if Rule("blackout", each.id) in kinds:
        dark = calendar.places(each.blackout)
        for start, phase in zip(model.starts[each.id], facts.phases, strict=True):
            barred = {place - back for place in dark for back in range(phase.weeks)}
            if barred:
                allowed = cp_model.Domain.from_values(sorted(barred)).complement()
                cp.add_linear_expression_in_domain(start, allowed)
    if Rule("ready", each.id) in kinds:
        cp.add(first >= calendar.first_from(each.ready))
    if Rule("fixed", each.id) in kinds and each.fixed is not None:
        place = calendar.place(each.fixed)
        if place is None:
            cp.add_bool_or([])
        else:
            cp.add(first == place)
    if Rule("sponsor", each.id, each.sponsor) in kinds:
        sponsor = next(one for one in facts.sponsors if one.name == each.sponsor)
        there = cp_model.Domain.from_values(sorted(calendar.places(sponsor.windows)))
        cp.add_linear_expression_in_domain(first, there)
        cp.add_linear_expression_in_domain(end - 1, there)


def _people(model: Model, kinds: set[Rule]) -> None:
    cp, facts = model.cp, model.facts
    loads: dict[str, list[tuple[Any, int]]] = defaultdict(list)
    shares: dict[str, list[Any]] = defaultdict(list)
    for each in facts.departments:
        for index, phase in enumerate(facts.phases):
            start = model.starts[each.id][index]
            for number, need in enumerate(phase.needs):
                tenths = ceil(TENTHS * need.days - 1e-9)
                if tenths == 0:
                    continue
                able = [one for one in facts.people if not need.skill or need.skill in one.skills]
                chosen = {one.name: cp.new_bool_var("") for one in able}
                cp.add_exactly_one(chosen.values())
                model.given[each.id, index, number] = chosen
                for one in able:
                    there = chosen[one.name]
                    span = cp.new_optional_fixed_size_interval_var(start, phase.weeks, there, "")
                    loads[one.name].append((span, tenths))
                    shares[one.name].append(tenths * phase.weeks * there)
    model.share = cp.new_int_var(0, 10**9, "share")
    for person in facts.people:
        if Rule("person", person.name) in kinds and loads[person.name]:
            spans, tenths_each = zip(*loads[person.name], strict=True)
            cp.add_cumulative(spans, tenths_each, person.tenths_a_week)
        if shares[person.name]:
            # A thousandth of what their days would do in one week.
            cp.add(model.share * max(1, person.tenths_a_week) >= 1000 * sum(shares[person.name]))


def _equity(model: Model) -> None:
    """Hold poles together: a pole's next start waits for the others' that are behind.

    A department that is its pole's n-th may start once every other pole has started n less
    ``equity``, or all that it has.
    """
    cp, facts = model.cp, model.facts
    poles: dict[str, list[str]] = defaultdict(list)
    for each in facts.departments:
        poles[each.pole].append(each.id)
    ids = [each.id for each in facts.departments]
    before: dict[tuple[str, str], Any] = {}
    for index, one in enumerate(ids):
        for other in ids[index + 1 :]:
            first = cp.new_bool_var("")
            here, there = model.starts[one][0], model.starts[other][0]
            cp.add(here <= there).only_enforce_if(first)
            cp.add(here > there).only_enforce_if(~first)
            before[one, other], before[other, one] = first, ~first
    for pole, members in poles.items():
        for id in members:
            rank = 1 + sum(before[other, id] for other in members if other != id)
            for rival, theirs in poles.items():
                if rival == pole:
                    continue
                started = sum(before[other, id] for other in theirs)
                done = cp.new_bool_var("")
                cp.add(started >= len(theirs)).only_enforce_if(done)
                cp.add(started >= rank - facts.equity).only_enforce_if(~done)


def shortest(facts: Facts) -> int:
    """Return a length, in weeks at work, that no cycle beats: the rows of residencies alone.

    Residencies that overlap in no more than k places fit in k rows; one of them has n/k.
    """
    least = sum(phase.weeks + phase.gap[0] for phase in facts.phases) - facts.phases[-1].gap[0]
    return least * -(-len(facts.departments) // facts.at_once)


def _bounds(model: Model, kinds: set[Rule]) -> None:
    """Say what the solver would take long to find: no cycle is shorter than its work."""
    facts = model.facts
    if Rule("at_once") in kinds:
        model.cp.add(model.length >= shortest(facts))
    skills = {need.skill for phase in facts.phases for need in phase.needs if need.skill}
    for skill in [*sorted(skills), ""]:
        able = [one for one in facts.people if not skill or skill in one.skills]
        if not all(Rule("person", one.name) in kinds for one in able):
            continue
        asked = sum(
            ceil(TENTHS * need.days - 1e-9) * phase.weeks
            for phase in facts.phases
            for need in phase.needs
            if not skill or need.skill == skill
        )
        held = sum(one.tenths_a_week for one in able)
        model.cp.add(held * model.length >= asked * len(facts.departments))
