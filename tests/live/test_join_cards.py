"""Cards that let one phone each join: a card serves once; only its hash and that are kept."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mire.live.engine.engine import Engine
from mire.live.engine.join_cards import (
    MOST_AT_ONCE,
    AskNoJoinCard,
    MakeJoinCards,
    VoidJoinCard,
    VoidJoinCards,
)
from mire.live.engine.readers import ReadLog
from mire.live.engine.rehearsals import Discard
from mire.live.engine.requests import CreateRoom, Join
from mire.live.state import entries
from mire.live.store import seats
from mire.live.store.connect import Opener
from mire.technique_api.refusal import Refusal
from tests.support.drawing import examples
from tests.support.rooms import Room
from tests.support.sheets import sheet

pytestmark = pytest.mark.storage


def make(room: Room, n: int) -> list[str]:
    return room.engine.ask(MakeJoinCards(room.code, n))


def join(room: Room, card: str = "") -> str:
    """Try to join; return "" or the code of the refusal."""
    try:
        room.engine.ask(Join(room.code, card))
    except Refusal as refusal:
        return refusal.code
    return ""


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("make"), st.integers(1, 3)),
        st.tuples(st.sampled_from(["join", "void"]), st.integers(0, 9)),
        st.tuples(st.sampled_from(["join_without", "void_all", "stop", "restart"]), st.just(0)),
    ),
    max_size=14,
)


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_a_seat_is_given_for_each_card_once_and_for_none_without(
    make_room: Callable[..., Room], moves: list[tuple[str, int]]
) -> None:
    room = make_room()
    cards: dict[str, bool] = {}  # whether each still lets somebody in
    known: list[str] = []  # cards of all times
    n_seats = 0
    for move, number in moves:
        card = known[number % len(known)] if known else "ABCDEFGH"
        if move == "make":
            made = make(room, number)
            known += made
            cards |= dict.fromkeys(made, True)
        elif move in ("join", "join_without"):
            shown = card if move == "join" else ""
            expected = "" if not cards or cards.get(shown) else "no_card"
            if cards.get(shown) is False:
                expected = "used_card"
            assert join(room, shown) == expected
            n_seats += not expected
            if cards.get(shown):
                cards[shown] = False
        elif move == "void":
            if cards.get(card):
                room.engine.ask(VoidJoinCard(room.code, card))
                cards[card] = False
            else:
                with pytest.raises(Refusal):
                    room.engine.ask(VoidJoinCard(room.code, card))
        elif move == "void_all":
            n = room.engine.ask(VoidJoinCards(room.code))
            assert n == sum(cards.values())
            cards = dict.fromkeys(cards, False)
        elif move == "stop":
            room.engine.ask(AskNoJoinCard(room.code))
            cards = {}
        else:
            room.engine._committer.release(room.code)
        view = room.engine.room(room.code)
        assert len(view.seats) == n_seats
        told = {card: view.join_cards[seats.hashed_join_card(room.code, card)] for card in cards}
        assert told == {card: not is_good for card, is_good in cards.items()}
        assert len(view.join_cards) == len(cards)


def test_a_card_of_another_room_lets_nobody_in(room: Room, make_room: Callable[..., Room]) -> None:
    [card] = make(room, 1)
    other = make_room()
    make(other, 1)
    assert join(other, card) == "no_card"
    assert join(room, f" {card[:4].lower()}-{card[4:]} ") == ""


def test_two_phones_with_one_card_get_one_seat(room: Room) -> None:
    [card] = make(room, 1)
    tried = [room.engine.submit(Join(room.code, card)) for _ in range(20)]
    given_ = [each for each in tried if each.exception(timeout=30) is None]
    assert len(given_) == 1
    assert len(room.engine.room(room.code).seats) == 1


def test_another_process_asks_for_the_card_too(room: Room, open_database: Opener) -> None:
    other = Engine(open_database, clock=room.clock)
    assert other.room(room.code).join_cards == {}
    [card] = make(room, 1)
    with pytest.raises(Refusal) as refused:
        other.ask(Join(room.code))
    assert refused.value.code == "no_card"
    other.ask(Join(room.code, card))
    assert join(room, card) == "used_card"
    other.stop()


@pytest.mark.parametrize("n", [0, -1, MOST_AT_ONCE + 1])
def test_too_few_or_too_many_are_refused(room: Room, n: int) -> None:
    with pytest.raises(Refusal) as refused:
        make(room, n)
    assert refused.value.path == ("n",)
    assert room.engine.room(room.code).join_cards == {}


def test_a_form_that_is_sent_twice_makes_its_cards_once(room: Room) -> None:
    assert len(room.engine.ask(MakeJoinCards(room.code, 3, saw=0))) == 3
    with pytest.raises(Refusal, match="viennent d'être faites"):
        room.engine.ask(MakeJoinCards(room.code, 3, saw=0))
    assert len(room.engine.room(room.code).join_cards) == 3


def test_a_rehearsal_asks_for_none(room: Room) -> None:
    code, *_tokens = room.engine.ask(CreateRoom(sheet(), is_rehearsal=True))
    with pytest.raises(Refusal) as refused:
        room.engine.ask(MakeJoinCards(code, 3))
    assert refused.value.code == "rehearsal"
    room.engine.ask(Discard(code))


def rows_of(open_database: Opener, table: str) -> list[Any]:
    connection = open_database()
    try:
        return list(connection.execute(f"SELECT * FROM {table}"))
    finally:
        connection.close()


def test_a_hash_and_whether_it_served_are_all_that_is_kept(
    room: Room, open_database: Opener
) -> None:
    """No column of a card is one of a seat's; the log says nothing of cards."""
    log = room.engine.read(ReadLog(room.code))
    cards = make(room, 6)
    held = [room.engine.ask(Join(room.code, card)) for card in cards[:4]]
    kept = {(bytes(card), used) for _room, card, used in rows_of(open_database, "live_join_card")}
    assert kept == {
        (seats.hashed_join_card(room.code, card), int(card in cards[:4])) for card in cards
    }
    assert {bytes(seat) for _room, seat in rows_of(open_database, "live_seat")} == {
        seats.hashed(seat) for seat in held
    }
    assert room.engine.read(ReadLog(room.code)) == log
    room.enter("cadrage")
    room.control(entries.MEETING_ENDED)
    assert rows_of(open_database, "live_join_card") == []
    assert room.engine.room(room.code).join_cards == {}
    with pytest.raises(Refusal):
        make(room, 1)
