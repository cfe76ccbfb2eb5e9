"""Cycles of residencies: against every plan there is for small facts, and a checker of its own."""

import threading
from collections import Counter
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.planning.residency.calendar import Calendar
from mire.planning.residency.clash import Clash, NoClash, clash
from mire.planning.residency.facts import (
    BadFacts,
    Department,
    Facts,
    Need,
    Person,
    Phase,
    Sponsor,
)
from mire.planning.residency.plan import MENDED, Cycle, Level, NoPlan, plan
from mire.planning.residency.rules import Rule, rules_of
from tests.support.drawing import examples

ONE = (Phase(name="immersion", weeks=1, gap=(0, 1)), Phase(name="projet", weeks=2))
TEAM = (
    Person(name="Résidente", days_a_month=13, skills=frozenset({"design"})),
    Person(name="Résident", days_a_month=9),
)


def small(**changes: Any) -> Facts:
    """Two departments of three or four weeks, in ten."""
    made: dict[str, Any] = {
        "departments": (Department(id="D02"), Department(id="D07")),
        "phases": ONE,
        "people": TEAM,
        "weeks": 10,
    }
    return Facts(**{**made, **changes})


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Up to three departments, short phases, few weeks: small enough to try every plan."""
    weeks = draw(st.integers(4, 9))
    spans = st.tuples(st.integers(0, weeks - 1), st.integers(0, weeks - 1)).map(
        lambda span: (min(span), max(span))
    )
    n = draw(st.integers(1, 3))
    departments = []
    for number in range(n):
        windows = draw(st.lists(spans.filter(lambda span: span[1] - span[0] >= 2), max_size=1))
        departments.append(
            Department(
                id=f"D{number}",
                pole=draw(st.sampled_from("AB")),
                windows=tuple(windows),
                blackout=tuple(draw(st.lists(spans.filter(lambda s: s[1] == s[0]), max_size=1))),
                ready=draw(st.integers(0, 3)),
                priority=draw(st.integers(0, 3)),
                after=(f"D{draw(st.integers(0, number - 1))}",)
                if number and draw(st.booleans())
                else (),
                sponsor=draw(st.sampled_from(["", "S"])),
                fixed=draw(st.none() | st.integers(0, weeks - 1)) if draw(st.booleans()) else None,
            )
        )
    phases = (
        Phase(
            name="un",
            weeks=1,
            gap=draw(st.sampled_from([(0, 0), (0, 1), (1, 1)])),
            needs=(Need("design", draw(st.sampled_from([1.0, 2.0]))),),
        ),
        Phase(name="deux", weeks=1, needs=(Need("", 1.0),)),
    )[: draw(st.integers(1, 2))]
    return Facts(
        departments=tuple(departments),
        phases=phases,
        people=TEAM,
        weeks=weeks,
        sponsors=(Sponsor(name="S", windows=(draw(spans),)),),
        holidays=frozenset(draw(st.sets(st.integers(0, weeks - 1), max_size=2))),
        at_once=draw(st.integers(1, 2)),
        equity=draw(st.none() | st.just(1)),
    )


def broken(facts: Facts, starts: dict[str, tuple[int, ...]], rules: list[Rule]) -> list[Rule]:
    """Return which of ``rules`` these calendar weeks break; a checker apart from the house's.

    Needs are given by trying every way; a rule on a person is broken if every way breaks it.
    """
    work = [week for week in range(facts.weeks + 60) if week not in facts.holidays]
    at = {week: place for place, week in enumerate(work)}
    busy: dict[str, list[list[int]]] = {}
    for id, weeks in starts.items():
        busy[id] = [
            [work[at[week] + more] for more in range(phase.weeks)]
            for week, phase in zip(weeks, facts.phases, strict=True)
        ]
    kept = []
    for rule in rules:
        if rule.kind == "person":
            continue
        if not _holds(facts, rule, busy, at, work):
            kept.append(rule)
    people = [rule.subject for rule in rules if rule.kind == "person"]
    if people and not any(_bears(facts, way, busy, set(people)) for way in _ways(facts, busy)):
        kept += [rule for rule in rules if rule.kind == "person"]
    return kept


def _ways(facts: Facts, busy: dict[str, list[list[int]]]) -> Any:
    asked = [
        (id, index, need)
        for id in busy
        for index, phase in enumerate(facts.phases)
        for need in phase.needs
    ]
    able = [
        [one.name for one in facts.people if not need.skill or need.skill in one.skills]
        for _, _, need in asked
    ]
    for chosen in product(*able):
        yield [
            (id, index, need, name) for (id, index, need), name in zip(asked, chosen, strict=True)
        ]


def _bears(facts: Facts, way: Any, busy: dict[str, list[list[int]]], bound: set[str]) -> bool:
    spent: Counter[tuple[str, int]] = Counter()
    for id, index, need, name in way:
        for week in busy[id][index]:
            spent[name, week] += round(10 * need.days)
    most = {one.name: int(10 * one.days_a_month * 12 / 52 + 1e-9) for one in facts.people}
    return all(tenths <= most[name] for (name, _), tenths in spent.items() if name in bound)


def _holds(facts: Facts, rule: Rule, busy: Any, at: Any, work: Any) -> bool:  # noqa: C901
    first = {id: phases[0][0] for id, phases in busy.items()}
    last = {id: phases[-1][-1] for id, phases in busy.items()}
    each = next((one for one in facts.departments if one.id == rule.subject), None)
    match rule.kind:
        case "cycle":
            return all(week < (facts.cycle or facts.weeks) for week in last.values())
        case "at_once":
            return all(
                sum(first[id] <= week <= last[id] for id in busy) <= facts.at_once for week in work
            )
        case "equity":
            order = sorted(busy, key=lambda id: (at[first[id]], list(busy).index(id)))
            pole = {one.id: one.pole for one in facts.departments}
            total, begun = Counter(pole.values()), Counter[str]()
            for id in order:
                begun[pole[id]] += 1
                for rival in total:
                    ahead = begun[pole[id]] - begun[rival]
                    if ahead > (facts.equity or 0) and begun[rival] < total[rival]:
                        return False
            return True
        case "windows":
            assert each
            return any(a <= first[each.id] and last[each.id] <= b for a, b in each.windows)
        case "blackout":
            assert each
            return not any(
                a <= week <= b
                for a, b in each.blackout
                for phase in busy[each.id]
                for week in phase
            )
        case "ready":
            assert each
            return first[each.id] >= each.ready
        case "fixed":
            assert each
            return first[each.id] == each.fixed
        case "sponsor":
            assert each
            there = next(one.windows for one in facts.sponsors if one.name == each.sponsor)
            return all(
                any(a <= week <= b for a, b in there) for week in (first[each.id], last[each.id])
            )
        case "after":
            return first[rule.subject] > last[rule.other]
    raise AssertionError(rule)


def starts_of(found: Cycle) -> dict[str, tuple[int, ...]]:
    return {
        each.department: tuple(stage.first for stage in each.stages) for each in found.residencies
    }


def every_plan(facts: Facts, rules: list[Rule], weeks: int | None = None) -> Any:
    """Yield every plan, in calendar weeks, that breaks none of ``rules``."""
    work = [week for week in range(weeks or facts.weeks) if week not in facts.holidays]
    ways = []
    for _each in facts.departments:
        mine = []
        for places in product(range(len(work)), repeat=len(facts.phases)):
            is_whole = places[-1] + facts.phases[-1].weeks <= len(work)
            for index, phase in enumerate(facts.phases[:-1]):
                between = places[index + 1] - places[index] - phase.weeks
                is_whole = is_whole and phase.gap[0] <= between <= phase.gap[1]
            if is_whole:
                mine.append(tuple(work[place] for place in places))
        ways.append(mine)
    for chosen in product(*ways):
        starts = {each.id: weeks for each, weeks in zip(facts.departments, chosen, strict=True)}
        if not broken(facts, starts, rules):
            yield starts


def length(facts: Facts, starts: dict[str, tuple[int, ...]]) -> int:
    work = [week for week in range(facts.weeks * 3) if week not in facts.holidays]
    ends = (work.index(weeks[-1]) + facts.phases[-1].weeks for weeks in starts.values())
    return work[max(ends) - 1] + 1


@given(facts())
@settings(deadline=None, max_examples=examples(60))
def test_the_plan_is_the_best_of_all_plans(facts: Facts) -> None:
    rules = rules_of(facts)
    possible = list(every_plan(facts, rules))
    if not possible:
        with pytest.raises(NoPlan):
            plan(facts)
        return
    found = plan(facts)
    starts = starts_of(found)
    assert broken(facts, starts, rules) == []
    shortest = min(length(facts, each) for each in possible)
    assert (found.weeks, found.bound, found.is_proven) == (shortest, shortest, True)
    assert found.is_whole
    calendar = Calendar(facts)

    def waited(each: dict[str, tuple[int, ...]]) -> int:
        return sum(one.priority * calendar.first_from(each[one.id][0]) for one in facts.departments)

    best = min(waited(each) for each in possible if length(facts, each) == shortest)
    reached = {each.level: each for each in found.levels}
    assert reached[Level.PRIORITIES].value == reached[Level.PRIORITIES].bound == best
    assert waited(starts) == best


@given(facts())
@settings(deadline=None, max_examples=examples(25))
def test_what_clashes_is_the_smallest_set_there_is(facts: Facts) -> None:
    rules = rules_of(facts)
    if next(every_plan(facts, rules), None) is not None:
        with pytest.raises(NoClash):
            clash(facts)
        return
    found = clash(facts, seconds=30)
    assert found.is_smallest
    longer = facts.weeks + 4 * (len(facts.departments) + 1)

    def clashes(some: tuple[Rule, ...]) -> bool:
        weeks = facts.weeks if Rule("cycle") in some else longer
        return next(every_plan(facts, list(some), weeks), None) is None

    assert clashes(found.rules)
    for size in range(len(found.rules)):
        for some in combinations(rules, size):
            assert not clashes(some), some


@given(facts(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=examples(20))
def test_the_order_of_departments_changes_no_figure(facts: Facts, random: Any) -> None:
    mixed = list(facts.departments)
    random.shuffle(mixed)
    try:
        first = plan(replace(facts, equity=None))
    except NoPlan:
        with pytest.raises(NoPlan):
            plan(replace(facts, equity=None, departments=tuple(mixed)))
        return
    second = plan(replace(facts, equity=None, departments=tuple(mixed)))
    assert first.levels == second.levels


def test_the_same_seed_gives_the_same_plan() -> None:
    asked = small(
        departments=tuple(Department(id=f"D{n:02d}", priority=n % 3) for n in range(6)), weeks=40
    )
    first, second = plan(asked, seed=5), plan(asked, seed=5)
    assert first.residencies == second.residencies


def test_time_stands_still_in_the_holidays() -> None:
    found = plan(small(holidays=frozenset({1, 2}), departments=(Department(id="D02"),)))
    (only,) = found.residencies
    assert [(stage.first, stage.last) for stage in only.stages] == [(0, 0), (3, 4)]
    assert found.weeks == 5


def test_a_department_that_withdraws_moves_the_others_as_little_as_possible() -> None:
    departments = tuple(Department(id=f"D{n:02d}") for n in range(5))
    before = plan(small(departments=departments, weeks=20))
    current = starts_of(before)
    left = small(departments=departments[:1] + departments[2:], weeks=20, current=current)
    mended = plan(left, levels=MENDED)
    assert mended.moved == ()
    assert starts_of(mended) == {id: weeks for id, weeks in current.items() if id != "D01"}
    shorter = plan(left)
    assert shorter.weeks < before.weeks
    assert shorter.moved, "the shortest cycle comes first unless a plan is mended"
    assert mended.bound == shorter.bound == shorter.weeks


def test_needs_go_to_those_who_have_the_skill_and_the_days() -> None:
    phases = (Phase(name="projet", weeks=2, needs=(Need("design", 2.0), Need("", 1.0))),)
    found = plan(small(phases=phases, at_once=2))
    for each in found.residencies:
        assert each.stages[0].people == ("Résidente", "Résident")
    assert found.weeks == 4, "the one with the skill can't be in two places"
    crowd = (*TEAM, Person(name="Autre", days_a_month=13, skills=frozenset({"design"})))
    assert plan(small(phases=phases, at_once=2, people=crowd)).weeks == 2


def test_progress_is_told_and_a_search_can_be_stopped() -> None:
    told: list[Level] = []
    cancel = threading.Event()

    def hear(reached: Any) -> None:
        told.append(reached.level)
        cancel.set()

    asked = small(departments=tuple(Department(id=f"D{n:02d}") for n in range(5)), weeks=40)
    found = plan(asked, progress=hear, cancel=cancel)
    assert told[0] is Level.CYCLE
    assert not found.is_whole
    assert broken(asked, starts_of(found), rules_of(asked)) == []


def test_the_clash_of_two_fixed_dates_is_three_rules() -> None:
    asked = small(departments=(Department(id="D02", fixed=4), Department(id="D07", fixed=5)))
    rules = (Rule("at_once"), Rule("fixed", "D02"), Rule("fixed", "D07"))
    assert clash(asked) == Clash(rules, is_smallest=True, enough=rules)


def test_no_single_rule_is_enough_where_two_clashes_stand_apart() -> None:
    """Each of two departments must start in a week when it can't: dropping one leaves the other."""
    asked = small(
        departments=(
            Department(id="D02", fixed=1, blackout=((1, 1),)),
            Department(id="D07", fixed=6, blackout=((6, 6),)),
        )
    )
    found = clash(asked)
    assert len({rule.subject for rule in found.rules}) == 1
    assert found.enough == ()
    one = clash(replace(asked, departments=asked.departments[:1]))
    assert one.enough == one.rules == (Rule("blackout", "D02"), Rule("fixed", "D02"))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"departments": ()}, ("department", 0, "", "empty")),
        ({"phases": ()}, ("phase", 0, "", "empty")),
        ({"people": ()}, ("person", 0, "", "empty")),
        ({"departments": (Department(id="D02"), Department(id="D02"))},
         ("department", 1, "name", "twice")),
        ({"departments": (Department(id=" "),)}, ("department", 0, "name", "empty")),
        ({"departments": (Department(id="A", after=("B",)), Department(id="B", after=("A",)))},
         ("department", 0, "after", "circle")),
        ({"departments": (Department(id="A", after=("A",)),)},
         ("department", 0, "after", "unknown")),
        ({"departments": (Department(id="A", windows=((2, 3),)),)},
         ("department", 0, "windows", "too_short")),
        ({"departments": (Department(id="A", windows=((5, 2),)),)},
         ("department", 0, "windows", "order")),
        ({"departments": (Department(id="A", windows=((40, 60),)),)},
         ("department", 0, "windows", "outside")),
        ({"departments": (Department(id="A", fixed=10),)}, ("department", 0, "fixed", "outside")),
        ({"departments": (Department(id="A", sponsor="X"),)},
         ("department", 0, "sponsor", "unknown")),
        ({"departments": (Department(id="A", priority=-1),)},
         ("department", 0, "priority", "too_small")),
        ({"phases": (Phase(name="p", weeks=0),)}, ("phase", 0, "weeks", "too_small")),
        ({"phases": (Phase(name="p", weeks=1, gap=(2, 1)),)}, ("phase", 0, "gap", "order")),
        ({"phases": (Phase(name="p", weeks=1, needs=(Need("vol", 1),)),)},
         ("phase", 0, "needs", "nobody")),
        ({"phases": (Phase(name="p", weeks=1, needs=(Need("", float("nan")),)),)},
         ("phase", 0, "needs", "out_of_range")),
        ({"people": (Person(name="A", days_a_month=float("nan")),)},
         ("person", 0, "days", "not_a_number")),
        ({"people": (Person(name="A", days_a_month=-1),)}, ("person", 0, "days", "not_a_number")),
        ({"weeks": 0}, ("cycle", 0, "weeks", "too_small")),
        ({"at_once": 0}, ("cycle", 0, "at_once", "too_small")),
        ({"equity": 0}, ("cycle", 0, "equity", "too_small")),
        ({"cycle": 11}, ("cycle", 0, "cycle", "out_of_range")),
        ({"current": {"D02": (1,)}}, ("current", 0, "starts", "phases")),
    ],
)  # fmt: skip
def test_bad_facts_are_named(changes: dict[str, Any], fault: tuple[str, int, str, str]) -> None:
    with pytest.raises(BadFacts) as refused:
        small(**changes)
    assert fault in [
        (each.what, each.index, each.field, each.kind) for each in refused.value.faults
    ]


def test_one_department_and_nothing_to_tell_apart() -> None:
    found = plan(small(departments=(Department(id="D02", priority=0),), phases=ONE[:1]))
    assert (found.weeks, found.is_proven, found.moved) == (1, True, ())
