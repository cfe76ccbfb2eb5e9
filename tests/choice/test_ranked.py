"""Schulze's order: his examples, every path written out, and its laws."""

from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.choice.ranked import Ballot, Omitted, Ranked, RankedRefused, Strength, ranked


def orders(*given_: tuple[int, str]) -> list[Ballot]:
    return [Ballot([[ord(letter) - ord("a")] for letter in order], n) for n, order in given_]


def names(found: Ranked) -> str:
    return "".join("abcdefgh"[place.option] for place in found.order)


def test_the_first_example_of_the_paper() -> None:
    """Schulze 2011, example 1: 21 voters; d, a, c, b."""
    found = ranked(
        orders((8, "acdb"), (2, "badc"), (4, "cdba"), (4, "dbac"), (3, "dcba")), n_options=4
    )
    assert found.votes.tolist() == [[0, 8, 14, 10], [13, 0, 6, 2], [7, 15, 0, 12], [11, 19, 9, 0]]
    assert found.paths.tolist() == [
        [0, 14, 14, 12],
        [13, 0, 13, 12],
        [13, 15, 0, 12],
        [13, 19, 13, 0],
    ]
    assert (names(found), found.winners, found.condorcet) == ("dacb", (3,), None)


FIVE = orders(
    (5, "acbed"),
    (5, "adecb"),
    (8, "bedac"),
    (3, "cabed"),
    (7, "caebd"),
    (2, "cbade"),
    (7, "dceba"),
    (8, "ebadc"),
)


def test_his_example_of_forty_five_voters() -> None:
    """As he gives it on his page of examples: e, a, c, b, d."""
    found = ranked(FIVE, n_options=5)
    assert found.paths.tolist() == [
        [0, 28, 28, 30, 24],
        [25, 0, 28, 33, 24],
        [25, 29, 0, 29, 24],
        [25, 28, 28, 0, 24],
        [25, 28, 28, 31, 0],
    ]
    assert names(found) == "eacbd"
    first = found.comparisons[0]  # e before a: 31 28 29 25 against 30 28 24
    assert (first.first, first.second, first.votes) == (4, 0, (23, 22))
    assert (first.path, first.strength) == ((4, 3, 2, 1, 0), 25)
    assert (first.back, first.back_strength) == ((0, 3, 2, 4), 24)


def test_his_example_where_two_are_first() -> None:
    """9 voters: b and d, neither before the other; each before another one."""
    found = ranked(orders((3, "abcd"), (2, "dabc"), (2, "dbca"), (2, "cbda")), n_options=4)
    assert found.winners == (1, 3)
    assert [(place.option, place.rank) for place in found.order] == [(1, 1), (3, 1), (0, 2), (2, 2)]
    pair = next(each for each in found.comparisons if {each.first, each.second} == {1, 3})
    assert pair.is_tied
    assert pair.strength == pair.back_strength == 5


@st.composite
def elections(draw: st.DrawFn, most: int = 5) -> tuple[int, list[Ballot]]:
    """Weak orders of some options, some left out."""
    n = draw(st.integers(1, most))
    ballots = []
    for _ in range(draw(st.integers(1, 6))):
        kept = draw(st.permutations(range(n)))[: draw(st.integers(0, n))]
        tiers: list[list[int]] = []
        for option in kept:
            if tiers and draw(st.booleans()):
                tiers[-1].append(option)
            else:
                tiers.append([option])
        ballots.append(Ballot(tiers, draw(st.integers(1, 3))))
    return n, ballots


def prefers(ballot: Ballot, one: int, other: int, omitted: Omitted) -> bool:
    places = {option: place for place, tier in enumerate(ballot.tiers) for option in tier}
    if omitted is Omitted.SILENT:
        return one in places and other in places and places[one] < places[other]
    return one in places and places[one] < places.get(other, len(ballot.tiers))


def slowly(
    n: int, ballots: list[Ballot], omitted: Omitted, strength: Strength
) -> tuple[list[list[int]], list[list[int]]]:
    """Comparisons ballot by ballot; paths by trying every path without a repeated option."""
    votes = [
        [
            sum(each.count for each in ballots if prefers(each, one, other, omitted))
            for other in range(n)
        ]
        for one in range(n)
    ]

    def link(one: int, other: int) -> int:
        ahead, behind = votes[one][other], votes[other][one]
        if ahead <= behind:
            return 0
        return ahead if strength is Strength.WINNING_VOTES else ahead - behind

    def strongest(one: int, other: int) -> int:
        between = [each for each in range(n) if each not in (one, other)]
        steps = [
            (one, *middle, other)
            for k in range(len(between) + 1)
            for middle in permutations(between, k)
        ]
        return max(min(map(link, path, path[1:])) for path in steps)

    return votes, [
        [strongest(one, other) if one != other else 0 for other in range(n)] for one in range(n)
    ]


@given(elections(), st.sampled_from(Omitted), st.sampled_from(Strength))
def test_paths_are_the_strongest_of_all(
    case: tuple[int, list[Ballot]], omitted: Omitted, strength: Strength
) -> None:
    n, ballots = case
    found = ranked(ballots, n_options=n, omitted=omitted, strength=strength)
    votes, paths = slowly(n, ballots, omitted, strength)
    assert (found.votes.tolist(), found.paths.tolist()) == (votes, paths)
    for place in found.order:
        before = sum(paths[other][place.option] > paths[place.option][other] for other in range(n))
        assert place.rank == before + 1
    for each in found.comparisons:
        ahead, behind = paths[each.first][each.second], paths[each.second][each.first]
        assert (each.strength, each.back_strength) == (ahead, behind)
        assert each.is_tied is (ahead == behind)
        assert ahead >= behind
        for path, worth in ((each.path, ahead), (each.back, behind)):
            assert bool(path) is bool(worth)
            for one, other in pairwise(path):
                gain = votes[one][other] - votes[other][one]
                assert gain > 0
                assert (votes[one][other] if strength is Strength.WINNING_VOTES else gain) >= worth


@given(elections())
def test_an_option_that_wins_every_comparison_comes_first_alone(
    case: tuple[int, list[Ballot]],
) -> None:
    n, ballots = case
    found = ranked(ballots, n_options=n)
    winner = [
        one
        for one in range(n)
        if all(
            found.votes[one, other] > found.votes[other, one] for other in range(n) if other != one
        )
    ]
    assert found.condorcet == (winner[0] if winner else None)
    if winner:
        assert found.winners == tuple(winner)
    assert len(found.winners) >= 1


@given(elections(), st.randoms(use_true_random=False))
def test_permuting_options_and_voters_permutes_the_order(
    case: tuple[int, list[Ballot]], random: Any
) -> None:
    n, ballots = case
    before = {place.option: place.rank for place in ranked(ballots, n_options=n).order}
    new = list(range(n))
    random.shuffle(new)
    moved = [
        Ballot([[new[option] for option in tier] for tier in each.tiers], each.count)
        for each in ballots
    ]
    random.shuffle(moved)
    after = {place.option: place.rank for place in ranked(moved, n_options=n).order}
    assert {new[option]: rank for option, rank in before.items()} == after


@given(elections())
def test_reversing_strict_orders_reverses_the_comparisons(case: tuple[int, list[Ballot]]) -> None:
    """Reversal symmetry: with margins, every path turned round is as strong."""
    n, ballots = case
    full = [Ballot([*each.tiers, [option for option in range(n)
                                  if option not in {o for tier in each.tiers for o in tier}]],
                   each.count) for each in ballots]  # fmt: skip
    turned = [Ballot(list(reversed(each.tiers)), each.count) for each in full]
    ahead = ranked(full, n_options=n, strength=Strength.MARGINS)
    back = ranked(turned, n_options=n, strength=Strength.MARGINS)
    assert (ahead.paths == back.paths.T).all()


@pytest.mark.parametrize(
    ("n", "ballots", "at"),
    [
        (0, [Ballot([[0]])], (None, None)),
        (2, [], (None, None)),
        (2, [Ballot([[0]], 0)], (None, None)),
        (2, [Ballot([[0]]), Ballot([[2]])], (1, 2)),
        (2, [Ballot([[-1]])], (0, -1)),
        (2, [Ballot([[0], [0]])], (0, 0)),
        (2, [Ballot([[0]], -1)], (0, None)),
        (2, [Ballot([[0]], 1.5)], (0, None)),  # type: ignore[arg-type]
        (2, [Ballot([[0]], 2**60)], (0, None)),
    ],
)
def test_what_cannot_be_counted_is_refused(
    n: int, ballots: list[Ballot], at: tuple[int | None, int | None]
) -> None:
    with pytest.raises(RankedRefused) as caught:
        ranked(ballots, n_options=n)
    assert (caught.value.ballot, caught.value.option) == at


def test_one_option_and_all_tied() -> None:
    assert ranked([Ballot([[0]])], n_options=1).condorcet == 0
    found = ranked([Ballot([[0, 1, 2]], 7)], n_options=3)
    assert [place.rank for place in found.order] == [1, 1, 1]
    assert found.condorcet is None
    assert all(each.is_tied and not each.path for each in found.comparisons)
