"""What a restitution keeps, moves and forgets: laws."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from mire.programme.restitutions.rules import (
    GONE,
    may_answer,
    moved,
    replies_by,
    standing,
    without_quotes,
)

ITEMS = st.lists(st.sampled_from("abcdef"), unique=True)


@given(ITEMS, st.sampled_from("abcdef"), st.integers(-3, 3))
def test_moving_keeps_the_others_in_their_order(items: list[str], item: str, step: int) -> None:
    found = moved(items, item, step)
    assert sorted(found) == sorted(items)
    assert [each for each in found if each != item] == [each for each in items if each != item]
    if item in items:
        assert found.index(item) == max(0, min(len(items) - 1, items.index(item) + step))


@given(st.lists(st.sampled_from("abcx")), ITEMS)
def test_what_stands_is_known_once_and_in_order(items: list[str], known: list[str]) -> None:
    found = standing(items, known)
    assert found == [each for each in dict.fromkeys(items) if each in known]


QUOTE = st.fixed_dictionaries(
    {
        "is": st.just("Quote"),
        "mark": st.sampled_from("abc"),
        "words": st.just("dit"),
        "others": st.lists(st.sampled_from("de"), max_size=2),
    }
)


@given(st.lists(QUOTE), st.sets(st.sampled_from("abcde")))
def test_a_quote_keeps_its_words_while_one_text_can_be_read(
    rows: list[dict[str, object]], gone: set[str]
) -> None:
    document = {"blocks": [{"is": "Quotes", "rows": rows}], "title": "T"}
    kept = without_quotes(document, gone)
    assert kept["title"] == "T"
    for was, now in zip(rows, kept["blocks"][0]["rows"], strict=True):
        marks = [was["mark"], *was["others"]]  # type: ignore[misc]
        can_be_read = [each for each in marks if each not in gone]
        assert now["words"] == ("dit" if can_be_read else GONE)
        if can_be_read:
            assert [now["mark"], *now["others"]] == can_be_read
    assert without_quotes(kept, gone) == kept


def test_people_may_answer_up_to_the_last_day_included() -> None:
    last = date(2018, 4, 10)
    assert may_answer(last, today=last)
    assert not may_answer(last, today=date(2018, 4, 11))
    assert not may_answer(None, today=last)
    assert replies_by(last) == date(2018, 4, 25)
