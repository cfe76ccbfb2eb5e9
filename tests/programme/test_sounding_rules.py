"""What soundings ask, what is kept of answers, what two waves allow to say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.programme.links import is_link_open
from mire.programme.soundings.rules import (
    GRADES,
    MOST_STATEMENT,
    Change,
    check_asked,
    check_values,
    counted,
    kept_counts,
    read_counts,
    read_statements,
    share_of,
    shift_between,
    silence_words,
)
from mire.technique_api.refusal import Refusal

DAY = date(2018, 3, 14)


def test_statements_are_typed_one_a_line() -> None:
    assert read_statements("  Le  laboratoire est utile. \n\n Il dure.\n") == [
        "Le laboratoire est utile.",
        "Il dure.",
    ]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" \n ", "value"),
        ("\n".join("abcdefg"), "value"),
        ("a" * (MOST_STATEMENT + 1), "long"),
        ("Il dure.\nIl  dure.", "twice"),
    ],
)
def test_statements_that_cannot_be_asked_are_refused_at_their_field(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_statements(typed)
    assert (refused.value.path, refused.value.code) == (("statements",), code)


@pytest.mark.parametrize("typed", ["0 2 5 8 3", "0,2,5,8,3", " 0 ; 2;5 8,3 "])
def test_counts_are_read_as_they_are_typed(typed: str) -> None:
    assert read_counts(typed, field="counts-1") == [0, 2, 5, 8, 3]


@pytest.mark.parametrize(
    "typed", ["", "1 2 3 4", "1 2 3 4 5 6", "1 2 -3 4 5", "1 2 3 4 ²", "1 2 3 4 99999"]
)
def test_counts_that_are_none_are_refused_at_their_field(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_counts(typed, field="counts-2")
    assert refused.value.path == ("counts-2",)


def test_a_small_circle_is_asked_aloud() -> None:
    check_asked(8)
    for n in (0, 7, 2_001):
        with pytest.raises(Refusal):
            check_asked(n)


def test_an_answer_answers_something_that_is_asked() -> None:
    check_values([None, 5], 2)
    for values in ([None, None], [1], [1, 6], [0, 1], [1, 2, 3]):
        with pytest.raises(Refusal):
            check_values(values, 2)


def test_a_wave_takes_answers_until_its_last_day() -> None:
    assert is_link_open(is_closed=False, ends_on=DAY, today=DAY)
    assert not is_link_open(is_closed=True, ends_on=DAY, today=DAY)
    assert not is_link_open(is_closed=False, ends_on=DAY, today=date(2018, 3, 15))
    assert not is_link_open(is_closed=False, ends_on=None, today=DAY)


ANSWERS = st.lists(
    st.lists(st.none() | st.integers(1, len(GRADES)), min_size=2, max_size=2), max_size=30
)


@given(ANSWERS, st.integers(3, 12))
def test_what_is_kept_counts_each_answer_once_and_no_small_group(
    answers: list[list[int | None]], threshold: int
) -> None:
    counts = counted(answers, 2)
    for place, each in enumerate(kept_counts(counts, threshold=threshold)):
        said = [values[place] for values in answers if values[place] is not None]
        if len(said) < threshold:
            assert each is None
        else:
            assert each == [said.count(value) for value in range(1, 6)]


def test_a_share_says_what_silence_leaves_open() -> None:
    share = share_of([1, 2, 3, 8, 4], 40)
    assert share is not None
    assert (share.agreeing, share.n, share.silent) == (12, 18, 22)
    assert (share.bounds.low, share.bounds.high) == (12 / 40, 34 / 40)
    assert round(share.interval.low, 2) == 0.44
    assert share_of(None, 40) is None


@pytest.mark.parametrize(
    ("before", "after", "n_asked", "change", "is_sure"),
    [
        ([8, 6, 2, 1, 1], [1, 1, 2, 10, 8], 40, Change.MORE, False),
        ([1, 1, 2, 10, 8], [8, 6, 2, 1, 1], 40, Change.LESS, False),
        ([8, 6, 2, 1, 1], [1, 1, 2, 10, 8], 22, Change.MORE, True),
        ([1, 1, 2, 10, 8], [9, 6, 5, 1, 1], 22, Change.LESS, True),
        ([3, 3, 4, 5, 4], [3, 4, 5, 7, 4], 40, Change.UNKNOWN, False),
    ],
)
def test_a_change_is_told_from_its_interval(
    before: list[int], after: list[int], n_asked: int, change: Change, is_sure: bool
) -> None:
    shift = shift_between(share_of(before, n_asked), share_of(after, n_asked))
    assert shift is not None
    assert (shift.change, shift.is_sure_of_all) == (change, is_sure)
    assert shift.bounds.low <= shift.estimate <= shift.bounds.high


def test_what_is_not_told_of_one_wave_is_not_compared() -> None:
    told = share_of([1, 2, 3, 8, 4], 40)
    assert shift_between(None, told) is None
    assert shift_between(told, None) is None


def test_silence_is_told_apart_where_it_decides_and_where_it_does_not() -> None:
    before, after = [8, 6, 2, 1, 1], [1, 1, 2, 10, 8]
    said = {
        silence_words(shift).msgid
        for shift in (
            shift_between(share_of(before, 22), share_of(after, 22)),
            shift_between(share_of(before, 40), share_of(after, 40)),
            shift_between(share_of(before, 40), share_of(before, 40)),
        )
        if shift is not None
    }
    assert len(said) == 3
