"""Reading together: whatever acts come in whatever order, a card is in one place; undo undoes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.programme.reading.rules import (
    ASIDE,
    Act,
    ActKind,
    Board,
    check,
    continued,
    folded,
    last_of,
    undone,
)
from mire.technique_api.refusal import Refusal

CARDS = [f"c{n}" for n in range(6)]
THEMES = ["t1", "t2", "t3"]
cards = st.lists(st.sampled_from(CARDS), max_size=4)
themes = st.sampled_from(THEMES)


def bodies() -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    def of(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.tuples(st.just(kind), st.fixed_dictionaries(fields))

    return st.one_of(
        of(ActKind.MADE, theme=themes, name=st.sampled_from("ABC"), cards=cards),
        of(ActKind.NAMED, theme=themes, name=st.sampled_from("ABC")),
        of(ActKind.DESCRIBED, theme=themes, words=st.just("…")),
        of(ActKind.MOVED, theme=themes, before=st.sampled_from([*THEMES, ""])),
        of(ActKind.MERGED, theme=themes, into=themes),
        of(ActKind.PLACED, theme=st.sampled_from([*THEMES, ""]), cards=cards),
        of(ActKind.SET_ASIDE, cards=cards, reason=st.just("hors sujet")),
        of(ActKind.OPPOSED, cards=cards, on=st.booleans()),
        of(ActKind.REWORDED, card=st.sampled_from(CARDS), words=st.sampled_from(["", "autrement"])),
        of(ActKind.UNDONE, act=st.integers(1, 12)),
    )


@st.composite
def drawn_acts(draw: st.DrawFn) -> list[Act]:
    made = draw(st.lists(st.tuples(bodies(), st.sampled_from("ab")), max_size=14))
    acts = []
    for number, ((kind, body), by) in enumerate(made, 1):
        if kind == ActKind.UNDONE and body["act"] >= number:
            continue
        acts.append(Act(number, kind, body, by, by.upper()))
    return acts


def act(number: int, kind: str, by: str = "a", **body: Any) -> Act:
    return Act(number, kind, body, by, by.upper())


@given(drawn_acts(), st.integers(0, 14))
def test_acts_that_come_later_make_the_board_that_all_make_together(
    acts: list[Act], n: int
) -> None:
    before = folded(acts[:n])
    told = repr(before)
    after = continued(before, acts[n:])
    assert repr(before) == told
    if any(each.kind == ActKind.UNDONE for each in acts[n:]):
        assert after is None
    else:
        assert after == folded(acts)


@given(drawn_acts())
def test_a_card_is_in_one_place_and_themes_hold_what_lies_in_them(acts: list[Act]) -> None:
    board = folded(acts)
    held = [card for theme in board.themes.values() for card in theme.cards]
    assert len(held) == len(set(held))
    assert {card: board.places[card].theme for card in held} == {
        card: place.theme for card, place in board.places.items() if place.theme != ASIDE
    }
    for theme in board.themes.values():
        assert all(board.places[card].theme == theme.key for card in theme.cards)
    assert board.opposed <= set(board.places)


@given(drawn_acts())
def test_undoing_everything_leaves_nothing_and_undoing_that_puts_it_back(acts: list[Act]) -> None:
    before = folded(acts)
    stands = [each for each in acts if each.kind != ActKind.UNDONE]
    gone = undone(acts)
    number = acts[-1].number if acts else 0
    undoings = [
        act(number + n, ActKind.UNDONE, act=each.number)
        for n, each in enumerate([each for each in stands if each.number not in gone], 1)
    ]
    empty = folded([*acts, *undoings])
    assert (empty.themes, empty.places, empty.reworded) == ({}, {}, {})
    again = [
        act(number + len(undoings) + n, ActKind.UNDONE, act=each.number)
        for n, each in enumerate(undoings, 1)
    ]
    after = folded([*acts, *undoings, *again])
    assert (after.themes, after.places, after.opposed, after.reworded) == (
        before.themes,
        before.places,
        before.opposed,
        before.reworded,
    )


@given(drawn_acts())
def test_what_was_undone_is_as_if_it_had_never_been(acts: list[Act]) -> None:
    gone = undone(acts)
    kept = [each for each in acts if each.number not in gone and each.kind != ActKind.UNDONE]
    board, plain = folded(acts), folded(kept)
    assert (board.themes, board.places, board.opposed, board.reworded) == (
        plain.themes,
        plain.places,
        plain.opposed,
        plain.reworded,
    )


@given(drawn_acts(), st.sampled_from("ab"))
def test_one_undoes_one_s_own_last_act_alone(acts: list[Act], by: str) -> None:
    last = last_of(acts, by)
    if last is not None:
        assert last.by == by
        assert last.number not in undone(acts)
        assert last.kind != ActKind.UNDONE


def test_a_group_is_made_split_and_merged() -> None:
    acts = [
        act(1, ActKind.MADE, theme="t1", name="Du temps", cards=["c0", "c1", "c2"]),
        act(2, ActKind.MADE, theme="t2", name="Un cadre", cards=["c2", "c3"]),  # split
        act(3, ActKind.OPPOSED, cards=["c3"], on=True),
        act(4, ActKind.MERGED, by="b", theme="t1", into="t2"),
    ]
    board = folded(acts)
    assert list(board.themes) == ["t2"]
    assert board.themes["t2"].cards == ("c2", "c3", "c0", "c1")
    assert board.places["c0"].by_name == "B"
    assert board.opposed == {"c3"}
    back = folded([*acts, act(5, ActKind.UNDONE, by="b", act=4)])
    assert [(each.name, each.cards) for each in back.themes.values()] == [
        ("Du temps", ("c0", "c1")),
        ("Un cadre", ("c2", "c3")),
    ]


def tried(board: Board, kind: ActKind, *, seen: int = 99, by: str = "a", **body: Any) -> str:
    """Return the code of the refusal of an act, "" when it is accepted."""
    try:
        check(board, kind, body, cards=CARDS, seen=seen, by=by)
    except Refusal as refusal:
        return refusal.code
    return ""


@pytest.fixture
def board() -> Board:
    return folded(
        [
            act(1, ActKind.MADE, theme="t1", name="Du temps", cards=["c0"]),
            act(2, ActKind.PLACED, by="b", theme="t1", cards=["c1"]),
            act(3, ActKind.SET_ASIDE, by="b", cards=["c2"], reason="hors sujet"),
        ]
    )


def test_the_second_who_moves_a_card_is_told_where_it_is(board: Board) -> None:
    with pytest.raises(Refusal, match="B vient de placer ce propos dans « Du temps »"):
        check(board, ActKind.PLACED, {"cards": ["c1"], "theme": "t1"}, cards=CARDS, seen=1, by="a")
    assert tried(board, ActKind.PLACED, seen=1, theme="t1", cards=["c2"]) == "moved"
    assert tried(board, ActKind.PLACED, seen=2, theme="t1", cards=["c1"]) == ""
    assert tried(board, ActKind.PLACED, seen=1, by="b", theme="t1", cards=["c1"]) == ""
    assert tried(board, ActKind.PLACED, seen=0, theme="t1", cards=["c3"]) == ""


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        (ActKind.PLACED, {"theme": "t9", "cards": ["c0"]}, "gone"),
        (ActKind.PLACED, {"theme": "t1", "cards": []}, "missing"),
        (ActKind.PLACED, {"theme": "t1", "cards": ["unknown"]}, "unknown"),
        (ActKind.PLACED, {"theme": "", "cards": ["c0"]}, ""),
        (ActKind.MADE, {"theme": "t2", "name": "du TEMPS", "cards": []}, "twice"),
        (ActKind.MADE, {"theme": "t2", "name": "", "cards": []}, "length"),
        (ActKind.MADE, {"theme": "t2", "name": "x" * 81, "cards": []}, "length"),
        (ActKind.NAMED, {"theme": "t1", "name": "Du temps"}, ""),
        (ActKind.MERGED, {"theme": "t1", "into": "t1"}, "same"),
        (ActKind.MERGED, {"theme": "t1", "into": "t2"}, "gone"),
        (ActKind.SET_ASIDE, {"cards": ["c0"], "reason": ""}, "missing"),
        (ActKind.REWORDED, {"card": "unknown", "words": "…"}, "unknown"),
    ],
)
def test_what_can_t_be_is_refused(
    board: Board, kind: ActKind, body: dict[str, Any], code: str
) -> None:
    assert tried(board, kind, **body) == code
