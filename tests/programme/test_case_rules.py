"""Cases: moves and their reasons, the spread of voices, stakes beside effort, six months later."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.programme.cases.rules import (
    GRADES,
    MOVES,
    REASONED,
    STATUS_WORDS,
    Point,
    Stakes,
    Status,
    check_counts,
    check_move,
    compared,
    days_words,
    is_follow_up_due,
    spread,
    stakes,
)
from mire.technique_api.refusal import Refusal

COUNTS = st.lists(st.integers(0, 40), min_size=GRADES, max_size=GRADES)


def test_every_status_has_words_and_can_be_reached() -> None:
    assert set(STATUS_WORDS) == set(MOVES) == set(Status)
    reached, edge = {Status.PROPOSED}, [Status.PROPOSED]
    while edge:
        coming = [each for each in MOVES[edge.pop()] if each not in reached]
        reached.update(coming)
        edge += coming
    assert reached == set(Status)


@pytest.mark.parametrize("to", REASONED)
def test_some_moves_ask_for_a_reason(to: Status) -> None:
    was = next(each for each, found in MOVES.items() if to in found and each is not Status.CLOSED)
    with pytest.raises(Refusal) as refused:
        check_move(was, to, "  ")
    assert refused.value.path == ("reason",)
    check_move(was, to, "Parce que.")


def test_what_was_closed_or_refused_is_taken_up_again_for_a_reason() -> None:
    for was, to in ((Status.CLOSED, Status.UNDER_WAY), (Status.REFUSED, Status.STUDIED)):
        with pytest.raises(Refusal):
            check_move(was, to, "")
        check_move(was, to, "Une direction le redemande.")
    check_move(Status.PROPOSED, Status.STUDIED, "")


def test_a_step_is_not_jumped() -> None:
    with pytest.raises(Refusal) as refused:
        check_move(Status.PROPOSED, Status.CLOSED, "Fini.")
    assert (
        str(refused.value.text)
        == "Ce cas est « proposé » : il ne peut pas passer à « clos » d'ici."
    )


@given(COUNTS)
def test_a_spread_names_grades_that_somebody_gave(counts: list[int]) -> None:
    found = spread(counts, threshold=5)
    if sum(counts) < 5:
        assert found is None
        return
    assert found is not None
    given_grades = {grade for grade, n in enumerate(counts) if n}
    assert {found.q1, found.q3, found.low, found.high} <= given_grades
    assert found.low <= found.q1 <= found.median <= found.q3 <= found.high
    below, above = sum(counts[: found.q1]), sum(counts[found.q3 + 1 :])
    assert below < found.n / 4 or below == 0
    assert above <= found.n / 4
    assert found.n == sum(counts)


def test_a_median_may_lie_between_two_grades() -> None:
    found = spread([0, 0, 3, 3, 0], threshold=5)
    assert found is not None
    assert (found.median, found.q1, found.q3) == (2.5, 2, 3)


def test_each_criterion_counts_the_same_however_many_voices() -> None:
    spreads = [spread([0, 0, 0, 0, 50], threshold=5), spread([0, 5, 0, 0, 0], threshold=5)]
    found = stakes([each for each in spreads if each])
    assert found == Stakes(2.5, 1.0, 4.0, 2)
    assert stakes([]) is None


@pytest.mark.parametrize("counts", [[0, 0, 0, 0, 0], [1, 2], [1, -1, 3, 0, 0], [400, 101, 0, 0, 0]])
def test_voices_that_cannot_be_are_refused(counts: list[int]) -> None:
    with pytest.raises(Refusal):
        check_counts(counts)


@pytest.mark.parametrize(
    ("half_days", "said"),
    [(0, "aucun jour"), (1, "un demi-jour"), (2, "un jour"), (3, "1.5 jour"), (25, "12.5 jours")],
)
def test_days_in_words(half_days: int, said: str) -> None:
    assert str(days_words(half_days)) == said


def point(title: str, half_days: int, level: float) -> Point:
    return Point(1, title, half_days, Stakes(level, level, level, 1))


def test_the_comparison_says_where_time_went() -> None:
    tedious, other = point("Participation", 90, 1.0), point("Accueil", 40, 3.0)
    said = compared([other, tedious]).msgid
    assert "le plus de temps" in said
    assert "le plus faible" in said
    assert "le plus fort" in compared([point("Accueil", 90, 3.0), point("Autre", 4, 1.0)]).msgid
    # A draw at the bottom is no reproach.
    draw = compared([tedious, point("Courriers", 4, 1.0), other]).msgid
    assert "d'un cas à l'autre" in draw
    assert "Un seul cas" in compared([tedious]).msgid
    assert "Rien à comparer" in compared([]).msgid


def test_what_became_of_a_case_is_asked_six_months_later() -> None:
    closed = date(2017, 8, 31)
    assert not is_follow_up_due(Status.CLOSED, closed, "", date(2018, 2, 27))
    assert is_follow_up_due(Status.CLOSED, closed, "", date(2018, 2, 28))
    assert not is_follow_up_due(Status.CLOSED, closed, "Il sert encore.", date(2018, 3, 1))
    assert not is_follow_up_due(Status.UNDER_WAY, None, "", date(2018, 3, 1))
