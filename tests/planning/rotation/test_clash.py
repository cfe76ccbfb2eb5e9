"""Why nothing holds: against every smaller set of rules, tried by every seating."""

from functools import partial
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.planning.rotation import clash as clashes
from mire.planning.rotation import plan as planner
from mire.planning.rotation.clash import NoClash
from mire.planning.rotation.facts import Facts, Person, Table, Visits, even_tables
from mire.planning.rotation.plan import NoPlan
from mire.planning.rotation.rules import Rule, attempt, rules_of
from mire.planning.rotation.verify import counted
from tests.support.drawing import examples

clash = partial(clashes.clash, seconds=120.0)
plan = partial(planner.plan, seconds=120.0)


def seated(rule: Rule) -> str:
    return {"seats": "capacity"}.get(rule.kind, rule.kind)


def can_hold(facts: Facts, rules: set[Rule]) -> bool:
    """Whether some seating of one round or two breaks none of ``rules``; all are tried."""
    names = {(seated(rule), *sorted((rule.subject, rule.other))) for rule in rules}
    here = [[each.id for each in facts.people if each.is_present(r)] for r in range(facts.rounds)]
    ways = [list(product(range(len(facts.tables)), repeat=len(ids))) for ids in here]
    for way in product(*ways):
        rounds = [
            [
                [id for id, at in zip(ids, one, strict=True) if at == t]
                for t in range(len(facts.tables))
            ]
            for ids, one in zip(here, way, strict=True)
        ]
        broken = set()
        for each in counted(facts, rounds).broken:
            subjects = each.subjects if each.rule in {"host", "together", "apart"} else ("", "")
            broken.add((each.rule, *sorted(subjects)))
        if not broken & names:
            return True
    return False


@st.composite
def crowded(draw: st.DrawFn) -> Facts:
    n, rounds = draw(st.integers(3, 4)), draw(st.integers(1, 2))
    ids = [str(i) for i in range(n)]
    pairs = st.sampled_from(list(combinations(ids, 2)))
    return Facts(
        people=tuple(Person(id=id, host=draw(st.sampled_from(["", "", "T0", "T1"]))) for id in ids),
        tables=tuple(
            Table(id=f"T{t}", station=draw(st.sampled_from("AB")), capacity=draw(st.integers(1, 2)))
            for t in range(2)
        ),
        rounds=rounds,
        visits=draw(st.sampled_from([Visits.ONCE, Visits.FREE])),
        together=tuple(draw(st.lists(pairs, max_size=2))),
        apart=tuple(draw(st.lists(pairs, max_size=2))),
    )


@settings(max_examples=examples(40), deadline=None)
@given(crowded())
def test_the_clash_is_smallest(facts: Facts) -> None:
    rules = rules_of(facts)
    if can_hold(facts, set(rules)):
        with pytest.raises(NoClash):
            clash(facts)
        return
    found = clash(facts)
    assert found.is_smallest
    assert set(found.rules) <= set(rules)
    assert not can_hold(facts, set(found.rules))
    for smaller in combinations(rules, len(found.rules) - 1):
        assert can_hold(facts, set(smaller))
    with pytest.raises(NoPlan):
        plan(facts)


def cafe(**changes: object) -> Facts:
    made: dict[str, object] = {
        "people": tuple(Person(id=str(n)) for n in range(60)),
        "rounds": 4,
        "tables": even_tables(stations=4, tables=3, people=60),
        "visits": Visits.ONCE,
    }
    return Facts(**{**made, **changes})  # type: ignore[arg-type]


def test_what_a_few_can_t_keep_is_known_before_any_search(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_search(*_: object, **__: object) -> None:
        pytest.fail("a search was begun")

    facts = cafe(together=(("1", "2"),), apart=(("1", "2"),))
    monkeypatch.setattr(planner, "Stages", no_search)
    with pytest.raises(NoPlan):
        plan(facts)


def test_two_rules_of_a_few_are_told_without_asking_about_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def noted(facts: Facts, *given: object, **more: object) -> object:
        asked.append(len(facts.people))
        return attempt(facts, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(clashes, "attempt", noted)
    found = clash(cafe(together=(("1", "2"),), apart=(("1", "2"),)))
    assert found.rules == (Rule("together", "1", "2"), Rule("apart", "1", "2"))
    assert found.is_smallest
    assert max(asked) == 2


def test_seats_and_stations_clash_by_themselves() -> None:
    crowd = tuple(Person(id=str(n)) for n in range(61))
    assert clash(cafe(people=crowd)).rules == (Rule("seats"),)
    assert clash(cafe(rounds=5)).rules == (Rule("once"),)


def test_together_through_others_and_apart() -> None:
    found = clash(cafe(together=(("1", "2"), ("2", "3"), ("8", "9")), apart=(("1", "3"),)))
    assert found.is_smallest
    assert found.rules == (
        Rule("together", "1", "2"),
        Rule("together", "2", "3"),
        Rule("apart", "1", "3"),
    )


def test_a_host_leaves_too_few_seats_for_everybody_to_see_each_station() -> None:
    # 59 people move; a station has 15 seats, that of the host 14: over four rounds, 56.
    found = clash(cafe(people=(Person(id="0", host="1"), *cafe().people[1:])))
    assert found.is_smallest
    assert set(found.rules) == {Rule("seats"), Rule("once"), Rule("host", "0", "1")}


def test_two_hosts_kept_together() -> None:
    people = (Person(id="0", host="1"), Person(id="1", host="5"), *cafe().people[2:])
    found = clash(cafe(people=people, together=(("0", "1"),), visits=Visits.FREE))
    assert found.is_smallest
    assert set(found.rules) == {
        Rule("host", "0", "1"),
        Rule("host", "1", "5"),
        Rule("together", "0", "1"),
    }
