"""Examples worked out in papers."""

from fractions import Fraction
from typing import Any

import pytest

from mire.choice.portfolio.election import Topic, election
from mire.choice.portfolio.pabulib import read
from mire.choice.portfolio.selection import Choice, choose
from mire.choice.portfolio.terms import Completion, Constraints, Rule, Utility


def committee(seats: int, votes: list[tuple[int, str]], names: str, **terms: object) -> Choice:
    """Choose among candidates that are letters, each taking one seat."""
    return choose(
        election(
            [Topic(name, Fraction(1)) for name in names],
            [list(approved) for n, approved in votes for _ in range(n)],
            capacity=seats,
        ),
        utility=Utility.CARDINALITY,
        **terms,  # type: ignore[arg-type]
    )


PARTIES = [(1, "abcd"), (1, "abce"), (1, "abcf"), (1, "ghi"), (1, "jkl"), (1, "mno")]


def test_a_committee_of_twelve_shared_between_two_halves() -> None:
    """Peters & Skowron 2020, the introduction: six voters, twelve seats.

    Equal shares gives the half that agrees a, b, c and each one's own; the three others two each.
    """
    found = committee(12, PARTIES, "abcdefghijklmno")
    assert set("abcdef") < set(found.ids)
    assert [len(set(found.ids) & set(own)) for own in ("ghi", "jkl", "mno")] == [2, 2, 2]
    assert len(found.ids) == 12
    assert found.run is not None
    rates = [purchase.rate for purchase in found.run.purchases]
    assert rates[:3] == pytest.approx([1 / 3] * 3)
    assert rates[3:] == pytest.approx([1] * 9)


def test_phragmen_shares_that_committee_alike() -> None:
    """The same example; at the moment when the seats are filled, each has earned 2."""
    found = committee(12, PARTIES, "abcdefghijklmno", rule=Rule.PHRAGMEN)
    assert set("abcdef") < set(found.ids)
    assert [len(set(found.ids) & set(own)) for own in ("ghi", "jkl", "mno")] == [2, 2, 2]
    assert found.sequence is not None
    assert found.sequence.arrivals[-1].at == 2


def test_the_example_of_phragmen() -> None:
    """1,034 ABC, 519 PQR, 90 ABQ, 47 APQ, three seats: A, Q, B (as Janson 2018 tells it)."""
    votes = [(1034, "ABC"), (519, "PQR"), (90, "ABQ"), (47, "APQ")]
    found = committee(3, votes, "ABCPQR", rule=Rule.PHRAGMEN)
    assert found.ids == ("A", "Q", "B")
    assert found.sequence is not None
    first, second, third = (arrival.at for arrival in found.sequence.arrivals)
    assert first == Fraction(1, 1171)
    assert second == (1 + 137 * first) / 656
    assert third == (1 + 1034 * first + 90 * second) / 1124


def test_what_equal_shares_leaves_before_it_is_completed() -> None:
    """Lackner & Skowron, *Multi-Winner Voting with Approval Preferences* (2023), example 11.

    Twelve voters, four seats: a alone is bought, at 1/8, and its supporters keep 5/24.
    """
    votes = [(3, "ab"), (3, "ac"), (2, "ad"), (1, "bcf"), (1, "e"), (1, "f"), (1, "g")]
    found = committee(4, votes, "abcdefgh")
    assert found.ids == ("a",)
    assert found.endowment == Fraction(1, 3)
    assert found.run is not None
    assert found.run.purchases[0].rate == pytest.approx(1 / 8)
    assert found.run.left.tolist() == pytest.approx([5 / 24] * 3 + [1 / 3] * 4)


def test_two_thirds_and_one_third_share_the_capacity_so() -> None:
    """Peters, Pierczyński & Skowron 2021, the introduction's complaint of greedy rules."""
    left, right = [f"L{n}" for n in range(6)], [f"R{n}" for n in range(6)]
    city = election(
        [Topic(name, Fraction(10)) for name in [*left, *right]],
        [left] * 60 + [right] * 30,
        capacity=60,
    )
    shared = choose(city)
    assert [name[0] for name in shared.ids].count("L") == 4
    assert [name[0] for name in shared.ids].count("R") == 2
    assert set(choose(city, rule=Rule.GREEDY).ids) == set(left)


@pytest.mark.parametrize(
    ("terms", "chosen"),
    [
        ({"rule": Rule.GREEDY}, "45"),
        ({"rule": Rule.GREEDY, "utility": Utility.CARDINALITY}, "125"),
        ({"rule": Rule.PHRAGMEN}, "125"),
        ({}, "4"),
        ({"completion": Completion.ADD1}, "41"),
        ({"utility": Utility.CARDINALITY}, "15"),
        ({"utility": Utility.CARDINALITY, "completion": Completion.ADD1}, "125"),
        ({"rule": Rule.GREEDY, "constraints": Constraints(set_aside=("4",))}, "512"),
    ],
)
def test_the_election_of_the_formats_page(terms: dict[str, Any], chosen: str) -> None:
    """pabulib.org/format: five projects, ten voters, 2,500; checked with pabutools too."""
    assert sorted(choose(read(PAGE), **terms).ids) == sorted(chosen)


PAGE = """META
key; value
description; Municipal PB in Wieliczka
country; Poland
unit; Wieliczka
instance; 2020
num_projects; 5
num_votes; 10
budget; 2500
rule; greedy
vote_type; approval
min_length; 1
max_length; 3
date_begin; 16.09.2023
date_end; 04.10.2023
PROJECTS
project_id; cost; category
1; 600; culture, education
2; 800; sport
4; 1400; culture
5; 1000; health, sport
7; 1200; education
VOTES
voter_id; age; sex; vote
1; 34; f; 1,2,4
2; 51; m; 1,2
3; 23; m; 2,4,5
4; 19; f; 5,7
5; 62; f; 1,4,7
6; 54; m; 1,7
7; 49; m; 5
8; 27; f; 4
9; 39; f; 2,4,5
10; 44; m; 4,5
"""
