"""Reach: a programme counted by hand, and nothing of small groups."""

from datetime import date
from itertools import combinations
from typing import Any

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.analysis.presences import Fault, Presence, ReachRefused
from mire.analysis.reach import Attendance, Coverage, Period, Reach, RoleShare, reach
from tests.support.drawing import examples

MARCH, APRIL, MAY, JUNE = (date(2017, month, 14) for month in (3, 4, 5, 6))


def presence(person: str, department: str, event: str, on: date, **more: Any) -> Presence:
    return Presence(person=person, department=department, event=event, on=on, **more)


def come(department: str, people: range, event: str, on: date, **more: Any) -> list[Presence]:
    return [presence(f"{department}{n}", department, event, on, **more) for n in people]


PROGRAMME = [
    *come("Habitat", range(7), "Session 1", MARCH, role="ambassadeur", contributions=2),
    *come("Social", range(6), "Session 1", MARCH, role="ambassadeur", contributions=1),
    *come("Habitat", range(7), "Session 2", APRIL, role="ambassadeur", contributions=0),
    *come("Culture", range(3), "Session 2", APRIL, role="relais", contributions=5),
    *come("Voirie", range(4), "Session 3", MAY, role="relais", contributions=1),
    *come("Social", range(6), "Session 3", MAY, role="ambassadeur", contributions=1),
]


def run(presences: list[Presence], **more: Any) -> Reach:
    return reach(presences, rng=np.random.default_rng(1), n_permutations=99, **more)


def test_a_programme_counted_by_hand() -> None:
    staff = {"Habitat": 40, "Social": 30, "Culture": 20, "Voirie": 50, "Finances": 9}
    found = run(PROGRAMME, staff=staff)
    assert (found.n_people, found.n_contributions, found.n_reached) == (20, 45, 4)
    assert found.coverage == (
        Coverage("Culture", 20, None, None),
        Coverage("Finances", 9, 0, 0.0),
        Coverage("Habitat", 40, 7, 7 / 40),
        Coverage("Social", 30, 6, 6 / 30),
        Coverage("Voirie", 50, None, None),  # 3 and 4: seven together
    )
    assert found.roles == (
        RoleShare("ambassadeur", 13, 26, 26 / 45),
        RoleShare("relais", 7, 19, 19 / 45),
    )
    assert found.attendance == (
        Attendance(MARCH, ("Session 1",), 13),
        Attendance(APRIL, ("Session 2",), 10),
        Attendance(MAY, ("Session 3",), 10),
    )
    assert found.periods == (
        Period(first_on=MARCH, last_on=MARCH, n_new=13, n_so_far=13, n_departments=2, growth=None),
        Period(first_on=APRIL, last_on=MAY, n_new=7, n_so_far=20, n_departments=4, growth=7 / 13),
    )
    ties = found.ties
    assert ties is not None
    assert ties.departments == ("Culture", "Habitat", "Social", "Voirie")
    # Session 1: 13 people; session 2: 7 and 3; session 3: 4 and 6.
    assert ties.n_within == 21 + 15 + 3 + 6
    assert ties.n_between == 42 + 21 + 24
    assert ties.counts[1][1:3] == (21, 42)
    assert ties.counts[2][2] == 15
    assert ties.counts[0] == (None,) * 4
    assert ties.ei_index == pytest.approx((87 - 45) / 132)


def test_few_newcomers_join_the_dates_before_them() -> None:
    lines = [
        *come("A", range(8), "1", MARCH),
        *come("A", range(8, 14), "2", APRIL),
        *come("A", range(8), "2", APRIL),
        *come("A", range(14), "3", MAY),
        *come("A", range(13, 16), "4", JUNE),
        *come("A", range(5), "4", JUNE),
    ]
    found = run(lines)
    assert [(each.first_on, each.last_on, each.n_new) for each in found.periods] == [
        (MARCH, MARCH, 8),
        (APRIL, JUNE, 8),
    ]
    # In May two of the sixteen were not there: they are not had by subtraction.
    assert [each.n_people for each in found.attendance] == [8, None, None, 8]


def test_departments_under_the_threshold_are_not_had_from_their_staff() -> None:
    staff = {"A": 20, "B": 30}
    lines = [*come("A", range(18), "1", MARCH), *come("B", range(10), "1", MARCH)]
    found = run(lines, staff=staff)
    # Eighteen of twenty: the two who did not come are few. And then B tells A from the total.
    assert [each.n_people for each in found.coverage] == [None, None]


def test_nothing_is_shown_of_too_few_people() -> None:
    assert run(come("A", range(4), "1", MARCH)) == Reach(threshold=5, n_people=None)
    assert run(come("A", range(4), "1", MARCH), threshold=3).n_people == 4


def test_those_at_one_table_worked_together() -> None:
    lines = [
        *come("A", range(6), "1", MARCH, table="x"),
        *come("B", range(6), "1", MARCH, table="y"),
        *come("A", range(6), "2", APRIL),
        *come("B", range(5), "2", APRIL),
    ]
    ties = run(lines[:12]).ties
    assert ties is not None
    assert (ties.n_within, ties.n_between, ties.ei_index) == (30, 0, -1)
    both = run(lines).ties
    assert both is not None
    assert (both.n_within, both.n_between) == (30, 30)


def test_the_karate_club_as_78_meetings_of_two() -> None:
    graph = networkx.karate_club_graph()
    club = networkx.get_node_attributes(graph, "club")
    lines = [
        presence(str(node), club[node], f"{a}-{b}", MARCH)
        for a, b in graph.edges
        for node in (a, b)
    ]
    ties = run(lines).ties
    assert ties is not None
    assert ties.ei_index == pytest.approx(-0.7179, abs=5e-5)
    assert ties.assortativity == pytest.approx(0.7175, abs=5e-5)
    assert ties.test is not None
    assert ties.test.p_ei == 0.01
    assert ties.counts == ((35, 11), (None, 32))


def test_without_ties_there_is_no_index() -> None:
    ties = run([presence(str(n), "A", str(n), MARCH) for n in range(6)]).ties
    assert ties is not None
    assert (ties.n_within, ties.n_between) == (0, 0)
    assert ties.ei_index is None
    assert ties.assortativity is None


@st.composite
def programmes(draw: st.DrawFn) -> list[Presence]:
    people = [
        (f"p{n}", draw(st.sampled_from("ABCD")), draw(st.sampled_from(["r", "s", "t"])))
        for n in range(draw(st.integers(1, 25)))
    ]
    lines = []
    for event, on in zip("1234", (MARCH, APRIL, APRIL, MAY), strict=True):
        for person, department, role in draw(st.lists(st.sampled_from(people), unique=True)):
            lines.append(
                presence(
                    person,
                    department,
                    event,
                    on,
                    role=role,
                    contributions=draw(st.integers(0, 3)),
                    table=draw(st.sampled_from("xy")),
                )
            )
    return lines or [presence("p0", "A", "1", MARCH)]


@settings(max_examples=examples(60), deadline=None)
@given(programmes(), st.booleans())
def test_no_figure_tells_of_a_small_group(lines: list[Presence], knows_staff: bool) -> None:
    staff = dict.fromkeys("ABCDE", 27) if knows_staff else None
    found = run(lines, staff=staff)
    people = {each.person: each for each in lines}
    if len(people) < 5:
        assert found == Reach(threshold=5, n_people=None)
        return
    assert found.n_people == len(people)
    for group, told in (
        ("department", [(each.department, each.n_people) for each in found.coverage]),
        ("role", [(each.role, each.n_people) for each in found.roles]),
    ):
        hidden = []
        for name, n in told:
            actual = sum(getattr(each, group) == name for each in people.values())
            if n is None:
                hidden.append(actual)
            else:
                assert n == actual
                assert n == 0 or n >= 5
        assert len(hidden) != 1
        assert not hidden or sum(hidden) >= 5
    assert sum(each.n_new for each in found.periods) == len(people)
    for period in found.periods:
        assert period.n_new == 0 or period.n_new >= 5
        upto = {each.person for each in lines if each.on <= period.last_on}
        assert period.n_so_far == len(upto)
        assert period.n_departments == len({people[person].department for person in upto})
    for each in found.attendance:
        came = {line.person for line in lines if line.on == each.on}
        if each.n_people is not None:
            assert each.n_people == len(came) >= 5
            assert len(people) - len(came) == 0 or len(people) - len(came) >= 5
    ties = found.ties
    assert ties is not None
    pairs = {
        tuple(sorted((a.person, b.person)))
        for a, b in combinations(lines, 2)
        if (a.event, a.table) == (b.event, b.table)
    }
    for a, one in enumerate(ties.departments):
        for b, other in enumerate(ties.departments):
            count = ties.counts[a][b]
            if count is not None:
                assert count == sum(
                    sorted((people[x].department, people[y].department)) == sorted((one, other))
                    for x, y in pairs
                )
                assert count == 0 or count >= 5
                assert all(
                    sum(each.department == name for each in people.values()) >= 5
                    for name in (one, other)
                )
    if ties.n_within is not None and ties.n_between is not None:
        assert ties.n_within + ties.n_between == len(pairs)


@settings(max_examples=examples(20), deadline=None)
@given(programmes(), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing_but_the_draws(
    lines: list[Presence], random: Any
) -> None:
    before = run(lines)
    random.shuffle(lines)
    after = run(lines)
    for field in ("n_people", "n_contributions", "coverage", "roles", "attendance", "periods"):
        assert getattr(before, field) == getattr(after, field)
    if before.ties and after.ties:
        assert before.ties.counts == after.ties.counts
        assert before.ties.assortativity == pytest.approx(after.ties.assortativity)


GOOD = come("A", range(6), "1", MARCH)


@pytest.mark.parametrize(
    ("lines", "staff", "fault", "row", "field"),
    [
        ([], None, Fault.EMPTY, None, ""),
        ([presence(" ", "A", "1", MARCH)], None, Fault.BLANK, 0, "person"),
        ([presence("p", "", "1", MARCH)], None, Fault.BLANK, 0, "department"),
        ([presence("p", "A", " ", MARCH)], None, Fault.BLANK, 0, "event"),
        ([*GOOD, GOOD[2]], None, Fault.TWICE, 6, "person"),
        ([*GOOD, presence("A0", "B", "2", MARCH)], None, Fault.OTHER_DEPARTMENT, 6, "department"),
        ([*GOOD, presence("A0", "A", "2", MARCH, role="x")], None, Fault.OTHER_ROLE, 6, "role"),
        ([*GOOD, presence("p", "A", "1", APRIL)], None, Fault.OTHER_DATE, 6, "on"),
        (
            [presence("p", "A", "1", MARCH, contributions=-1)],
            None,
            Fault.NEGATIVE,
            0,
            "contributions",
        ),
        (GOOD, {"B": 9}, Fault.NO_STAFF, 0, "department"),
        (GOOD, {"A": 5}, Fault.TOO_FEW_STAFF, 5, "department"),
        (come("A", range(3_200), "1", MARCH), None, Fault.TOO_MANY_TIES, 0, "table"),
    ],
)
def test_each_problem_is_named(
    lines: list[Presence], staff: dict[str, int] | None, fault: Fault, row: int | None, field: str
) -> None:
    with pytest.raises(ReachRefused) as caught:
        run(lines, staff=staff)
    assert (fault, row, field) in {
        (each.fault, each.row, each.field) for each in caught.value.problems
    }


def test_every_problem_is_listed_by_line() -> None:
    lines = [
        presence("p", "A", "1", MARCH),
        presence("p", "B", "1", APRIL),
        presence("", "A", "2", MAY),
    ]
    with pytest.raises(ReachRefused) as caught:
        run(lines)
    assert [(each.row, each.fault) for each in caught.value.problems] == [
        (1, Fault.OTHER_DEPARTMENT),
        (1, Fault.OTHER_DATE),
        (1, Fault.TWICE),
        (2, Fault.BLANK),
    ]
