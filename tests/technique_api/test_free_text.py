"""What is kept of a typed text, and what it costs to add to a series."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.technique_api.free_text import read_whole, tidy
from mire.technique_api.refusal import Refusal
from mire.technique_api.series import CHUNK, Series


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        (None, None),
        ("", None),
        (" \r\n\t ", None),
        ("\u202e\x00", None),
        ("un\r\ndeux\rtrois", "un\ndeux\ntrois"),
        ("e\u0301", "\u00e9"),
        ("a\tb", "a b"),
        ("« juste »", "« juste »"),
    ],
)
def test_a_text_keeps_what_is_seen(given_text: str | None, kept: str | None) -> None:
    assert tidy(given_text, limit=40, path=("reason",)) == kept


def test_a_text_too_long_is_refused_whole_and_says_by_how_much() -> None:
    with pytest.raises(Refusal) as caught:
        tidy("a" * 43 + "  ", limit=40, path=("reason",))
    assert caught.value.path == ("reason",)
    assert caught.value.text.count == 3
    assert tidy("a" * 40, limit=40, path=()) == "a" * 40


@given(st.text())
def test_a_kept_text_is_kept_as_it_is(given_text: str) -> None:
    kept = tidy(given_text, limit=10_000, path=())
    assert tidy(kept, limit=10_000, path=()) == kept


@pytest.mark.parametrize("n", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_series_holds_its_items_in_order(n: int) -> None:
    series: Series[int] = Series()
    for item in range(n):
        before, series = series, series.appended(item)
        assert len(before) == item
    assert list(series) == list(range(n))
    assert len(series) == n


@given(st.integers(0, 10**12), st.integers(0, 10**9 - 1))
def test_a_whole_number_is_read_up_to_the_most(number: int, most: int) -> None:
    assert read_whole(str(number), most=most) == (number if number <= most else None)


@given(st.text(max_size=12).filter(lambda said: not (said.isascii() and said.isdigit())))
def test_what_is_no_whole_number_is_none(said: str) -> None:
    assert read_whole(said) is None


def test_a_number_of_thousands_of_digits_is_none() -> None:
    assert read_whole("9" * 5_000) is None
    assert read_whole("²") is None
