"""Ballots as they are typed, what a choice proposes, who stands where: laws, then examples."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.programme.topics.rules.ballots import FEWEST, read_ballots, read_groups
from mire.programme.topics.rules.selecting import (
    Proposal,
    Terms,
    Wanted,
    change_words,
    proposal_of,
    propose,
    served_words,
    support_words,
    why_words,
)
from mire.programme.topics.rules.states import MOVES, TopicState, check_move
from mire.technique_api.refusal import Refusal
from tests.support.plain_words import typed

NUMBERS = range(1, 5)
ballot = st.sets(st.sampled_from(NUMBERS), max_size=3).map(lambda each: tuple(sorted(each)))
cast = st.lists(ballot, min_size=FEWEST, max_size=12)
# Small: what would have changed is found by choosing again, many times over.
costs = st.lists(st.integers(1, 9), min_size=4, max_size=4)


def counted(ballots: list[tuple[int, ...]]) -> list[tuple[tuple[int, ...], int]]:
    return sorted(Counter(ballots).items())


def topics(of: list[int]) -> list[Wanted]:
    return [Wanted(n, f"Sujet {n}", cost) for n, cost in enumerate(of, 1)]


@given(cast)
def test_ballots_are_read_as_they_are_typed_whatever_their_order(
    ballots: list[tuple[int, ...]],
) -> None:
    lines = [" ".join(map(str, each)) or "blanc" for each in ballots]
    found = read_ballots("\n".join(lines), topics=NUMBERS)
    assert found == counted(ballots)
    assert read_ballots("\n\n".join(reversed(lines)), topics=NUMBERS) == found
    short = [f"{', '.join(map(str, marked)) or 'blanc'} × {n}" for marked, n in found]
    assert read_ballots("\n".join(short), topics=NUMBERS) == found


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("1 2 × 7", "8 bulletins au moins"),
        ("1 9 × 8", "Ligne 1 : « 9 » n'est le numéro d'aucun sujet"),
        ("1 × 8\n\nun", "Ligne 3 : « un »"),
        ("1 × 9999", "2000 bulletins au plus"),
        ("", "8 bulletins au moins"),
    ],
)
def test_ballots_that_cannot_be_read_say_which_and_why(said: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_ballots(said, topics=NUMBERS)
    assert words in typed(refused.value.text)
    assert refused.value.path == ("ballots",)


def test_topics_that_exclude_each_other_are_read_a_group_a_line() -> None:
    assert read_groups("3, 1\n\n2 3 4", topics=NUMBERS) == [[1, 3], [2, 3, 4]]
    for said in ("3", "3 9"):
        with pytest.raises(Refusal):
            read_groups(said, topics=NUMBERS)


@given(costs, cast, st.integers(0, 16), st.none() | st.integers(0, 4))
def test_what_is_proposed_keeps_its_terms_and_is_the_same_each_time(
    of: list[int], ballots: list[tuple[int, ...]], capacity: int, most: int | None
) -> None:
    terms = Terms(capacity=capacity, most_topics=most)
    found = propose(topics(of), counted(ballots), terms)
    taken = [each for each in found.lines if each.is_taken]
    assert found.cost == sum(each.cost for each in taken) <= capacity
    assert most is None or len(taken) <= most
    assert sorted(each.number for each in found.lines) == list(NUMBERS)
    numbers = {each.number for each in taken}
    assert found.n_served == sum(bool(numbers & set(each)) for each in ballots)
    assert proposal_of(json.loads(json.dumps(found.primitive()))) == found
    assert propose(topics(of), counted(ballots[::-1]), terms) == found
    for each in found.lines:
        assert why_words(each).msgid
        if each.down_to is not None:
            cheaper = [
                Wanted(
                    one.number, one.title, each.down_to if one.number == each.number else one.cost
                )
                for one in topics(of)
            ]
            again = propose(cheaper, counted(ballots), terms)
            assert next(one for one in again.lines if one.number == each.number).is_taken


def test_a_minority_keeps_its_share() -> None:
    """Six of ten want 1, 2 and 3; four want 4: counting alone would leave these nothing."""
    ballots = [((1, 2, 3), 6), ((4,), 4)]
    found = propose(topics([25, 25, 25, 25]), ballots, Terms(capacity=75))
    assert sorted(each.number for each in found.lines if each.is_taken) == [1, 2, 4]
    assert found.n_served == 10


def test_musts_asides_exclusions_and_themes_are_kept() -> None:
    wanted = [
        Wanted(1, "Un", 20, "eau"), Wanted(2, "Deux", 20, "eau"),
        Wanted(3, "Trois", 20, "rues"), Wanted(4, "Quatre", 20, ""),
    ]  # fmt: skip
    ballots = [((1, 2), 8), ((4,), 2)]
    terms = Terms(capacity=60, musts=[4], asides=[], excludes=[[1, 2]], themes=["rues"])
    found = {each.number: each for each in propose(wanted, ballots, terms).lines}
    assert (found[4].why, found[3].why) == ("must-have", "theme")
    assert {found[1].is_taken, found[2].is_taken} == {True, False}
    lost = found[1] if not found[1].is_taken else found[2]
    assert (lost.why, len(lost.rivals)) == ("rival", 1)


@pytest.mark.parametrize(
    ("terms", "path"),
    [
        (Terms(capacity=10, musts=[1]), "capacity"),
        (Terms(capacity=100, musts=[1], asides=[1]), "capacity"),
        (Terms(capacity=100, musts=[1, 2], excludes=[[1, 2]]), "capacity"),
        (Terms(capacity=100, themes=["inconnu"]), "themes"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused_in_words(terms: Terms, path: str) -> None:
    with pytest.raises(Refusal) as refused:
        propose(topics([20, 20]), [((1,), 8)], terms)
    assert refused.value.path == (path,)


def test_nothing_to_choose_no_day_and_equal_support_are_said_not_raised() -> None:
    with pytest.raises(Refusal):
        propose([], [((), 8)], Terms(capacity=10))
    none = propose(topics([5, 5]), [((1, 2), 8)], Terms(capacity=0))
    assert not any(each.is_taken for each in none.lines)
    blank = propose(topics([5, 5]), [((), 8)], Terms(capacity=10))
    assert {each.why for each in blank.lines} == {"unsupported"}
    equal = propose(topics([5, 5]), [((1, 2), 8)], Terms(capacity=5))
    assert equal.ties == [[1, 2]]


@pytest.mark.parametrize("n_served", range(21))
def test_no_small_group_is_told_by_what_it_has_or_has_not(n_served: int) -> None:
    proposal = Proposal(10, 5, 20, 0, n_served, ())
    said = served_words(proposal, threshold=5)
    shown = said.count
    assert shown is None or shown in (0, 20) or 5 <= shown <= 15
    assert str(5) in typed(support_words(3, threshold=5))
    assert "3" not in typed(support_words(3, threshold=5))


def test_what_would_have_changed_is_nothing_where_nothing_was_found() -> None:
    found = propose(topics([50]), [((1,), 8)], Terms(capacity=10))
    (line,) = found.lines
    assert line.why == "too-costly"
    assert [typed(each) for each in change_words(line)] == [
        "À 10 jours, il aurait été retenu.",
    ]


@pytest.mark.parametrize("was", list(TopicState))
@pytest.mark.parametrize("to", list(TopicState))
def test_a_topic_moves_only_where_it_may_and_never_without_a_reason(
    was: TopicState, to: TopicState
) -> None:
    if to in MOVES[was]:
        check_move(was, to, "Parce que.")
        with pytest.raises(Refusal) as refused:
            check_move(was, to, "")
        assert refused.value.path == ("reason",)
    else:
        with pytest.raises(Refusal):
            check_move(was, to, "Parce que.")
