"""Majority judgment: the published vectors, the slow exact rule, and its laws."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.choice.judgment import (
    JudgmentRefused,
    MissingGrades,
    judge,
    majority_grade,
    majority_value,
)

VECTORS = json.loads(Path(__file__).with_name("majority_judgment_vectors.json").read_text())
MODES = {
    "StaticDefault": MissingGrades.STATIC,
    "MedianDefault": MissingGrades.MEDIAN,
    "Normalized": MissingGrades.RESCALED,
}


def ranks(tallies: list[list[int]], missing: MissingGrades = MissingGrades.REFUSE) -> list[int]:
    found = {each.option: each.rank for each in judge(tallies, missing=missing).ranking}
    return [found[option] for option in range(len(tallies))]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["title"])
def test_the_published_vectors(vector: dict[str, Any]) -> None:
    mode = MODES.get(vector.get("mode", ""), MissingGrades.REFUSE)
    participants = vector["participants"] if mode is MissingGrades.STATIC else None
    default = vector.get("default", 0)
    found = judge(vector["tallies"], missing=mode, default=default, participants=participants)
    by_option = {each.option: each.rank for each in found.ranking}
    assert [by_option[option] for option in range(len(by_option))] == vector["ranks"]


def slowly(tally: tuple[int, ...]) -> list[int]:
    """The majority value, written out: the lower median, removed one by one."""
    grades = [grade for grade, count in enumerate(tally) for _ in range(count)]
    value = []
    while grades:
        value.append(grades.pop((len(grades) + 1) // 2 - 1))
    return value


@st.composite
def elections(draw: st.DrawFn) -> list[list[int]]:
    n_grades, n_voters = draw(st.integers(1, 5)), draw(st.integers(1, 12))
    ballots = st.lists(st.integers(0, n_grades - 1), min_size=n_voters, max_size=n_voters)
    return [
        [ballot.count(grade) for grade in range(n_grades)]
        for ballot in draw(st.lists(ballots, min_size=1, max_size=5))
    ]


@given(elections())
def test_counts_give_what_removal_one_by_one_gives(tallies: list[list[int]]) -> None:
    values = [slowly(tuple(tally)) for tally in tallies]
    expected = [1 + sum(other > value for other in values) for value in values]
    assert ranks(tallies) == expected


@given(elections(), st.randoms(use_true_random=False))
def test_permuting_options_permutes_the_ranking(tallies: list[list[int]], random: object) -> None:
    order = list(range(len(tallies)))
    random.shuffle(order)  # type: ignore[attr-defined]
    before = ranks(tallies)
    assert ranks([tallies[option] for option in order]) == [before[option] for option in order]


@given(elections(), st.data())
def test_a_better_grade_never_harms(tallies: list[list[int]], data: st.DataObject) -> None:
    option = data.draw(st.integers(0, len(tallies) - 1))
    raisable = [grade for grade, count in enumerate(tallies[option][:-1]) if count]
    if not raisable:
        return
    grade = data.draw(st.sampled_from(raisable))
    better = [list(tally) for tally in tallies]
    better[option][grade] -= 1
    better[option][grade + 1] += 1
    assert ranks(better)[option] <= ranks(tallies)[option]


@given(elections(), st.integers(2, 50))
def test_everybody_voting_many_times_changes_no_majority_grade(
    tallies: list[list[int]], times: int
) -> None:
    for tally in tallies:
        assert majority_grade([times * count for count in tally]) == majority_grade(tally)


@given(elections())
def test_each_tie_is_explained_by_what_was_removed(tallies: list[list[int]]) -> None:
    for tie in judge(tallies).ties:
        values = [slowly(tuple(tallies[option])) for option in (tie.winner, tie.loser)]
        n = sum(count for _, count in tie.removed)
        assert values[0][:n] == values[1][:n]
        assert dict(tie.removed) == dict(Counter(values[0][:n]))
        if tie.grades is None:
            assert n == len(values[0])
        else:
            assert (values[0][n], values[1][n]) == tie.grades
            assert tie.grades[0] > tie.grades[1]


def test_billions_of_ballots_that_differ_at_the_very_end() -> None:
    half = 5_400_000_000
    assert ranks([[half, half], [half, half], [half - 1, half + 1]]) == [2, 2, 1]
    assert ranks([[1, half, half], [2, half - 1, half]]) == [1, 2]


@pytest.mark.parametrize(
    ("tallies", "option"),
    [
        ([], None),
        ([[]], 0),
        ([[1], [1, 2]], 1),
        ([[1, -1]], 0),
        ([[0, 0]], None),
        ([[1, 2], [1, 1]], 1),
        ([[1.5, 2]], 0),
        ([[True, 2]], 0),
    ],
)
def test_what_cannot_be_judged_is_refused(tallies: list[list[int]], option: int | None) -> None:
    with pytest.raises(JudgmentRefused) as caught:
        judge(tallies)
    assert caught.value.option == option


@pytest.mark.parametrize("missing", [MissingGrades.MEDIAN, MissingGrades.RESCALED])
def test_an_option_that_nobody_graded_has_no_median(missing: MissingGrades) -> None:
    with pytest.raises(JudgmentRefused):
        judge([[1, 1], [0, 0]], missing=missing)
    assert ranks([[1, 1], [0, 0]], MissingGrades.STATIC) == [1, 2]


def test_one_option_comes_first() -> None:
    assert ranks([[3, 2, 1]]) == [1]


def test_the_default_and_the_number_of_participants_are_checked() -> None:
    for wrong in ({"default": 2}, {"default": -1}, {"participants": 2}):
        with pytest.raises(JudgmentRefused):
            judge([[1, 2]], missing=MissingGrades.STATIC, **wrong)  # type: ignore[arg-type]


@given(st.lists(st.integers(0, 6), min_size=2, max_size=5).filter(any))
def test_a_majority_value_is_had_by_removing_medians(profile: list[int]) -> None:
    grades = [grade for grade, n in enumerate(profile) for _ in range(n)]
    value = majority_value(profile, 30)
    by_hand = []
    while grades:
        by_hand.append(grades.pop((len(grades) - 1) // 2))
    assert value == tuple(by_hand[:30])
    assert majority_value(profile, 2) == value[:2]


def test_options_that_too_few_graded_are_set_aside() -> None:
    tallies = [[0, 7, 12], [0, 0, 1], [0, 0, 0]]
    found = judge(tallies, missing=MissingGrades.STATIC, threshold=5)
    assert found.set_aside == (1,)
    assert [each.option for each in found.ranking] == [0, 2]
    assert [each.received for each in found.ranking] == [19, 0]
    assert found.most == 19
