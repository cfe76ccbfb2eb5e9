"""Two processes that serve the same rooms, on PostgreSQL: each sees what the other writes."""

import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.live.engine import controls, join_cards, requests, tail
from mire.live.engine.engine import Engine
from mire.live.engine.presence import Presence
from mire.live.engine.readers import ReadLog
from mire.live.state.room import Phase
from mire.live.store import seats
from mire.live.store.connect import notices_opener, opener
from mire.live.store.postgresql import Notices
from mire.technique_api.refusal import Refusal
from tests.support.rooms import Room, placed

PATIENCE_SECONDS = 20.0


@pytest.fixture
def pair(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Room, Engine]]:
    """A room held by one process, and another process that holds it too."""
    monkeypatch.setattr(tail, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(tail, "COUNT_SECONDS", 3600.0)  # answers are heard of by notices alone
    here = Room(opener(postgresql_url), open_notices=notices_opener(postgresql_url))
    there = Engine(
        opener(postgresql_url), clock=here.clock, open_notices=notices_opener(postgresql_url)
    )
    there.room(here.code)
    yield here, there
    here.engine.stop()
    there.stop()


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < end, "the other process was not followed"
        time.sleep(0.005)


def test_what_opens_here_opens_there_and_answers_add_up(pair: tuple[Room, Engine]) -> None:
    here, there = pair
    mine = [here.join() for _ in range(6)]
    theirs = [there.ask(requests.Join(here.code)) for _ in range(12)]
    here.open("grille")
    until(lambda: there.room(here.code).state.activities["grille"].phase is Phase.OPEN)
    for number, seat in enumerate(mine):
        here.answer("grille", seat, placed(number, 1))
    for number, seat in enumerate(theirs):
        there.ask(here.request("grille", seat, placed(-number % 9, 2)))
    for engine in (here.engine, there):
        until(lambda engine=engine: engine.room(here.code).n_answered == {"grille": 18})
        until(lambda engine=engine: len(engine.room(here.code).seats) == 18)
    here.close("grille")
    until(lambda: there.room(here.code).state.head == here.state.head)
    assert there.room(here.code).state == here.state
    assert here.state.activities["grille"].n_answers == 18
    assert [each.seq for each in there.read(ReadLog(here.code))] == [*range(1, here.state.head + 1)]


def test_a_text_erased_here_is_gone_from_the_memory_of_both(pair: tuple[Room, Engine]) -> None:
    here, there = pair
    secret = "le nom de quelqu'un que personne ne doit lire"
    here.open("grille")
    for number in range(6):
        here.answer("grille", here.join(), placed(number, 1, f"{secret} {number}"))
    here.close("grille")
    until(lambda: secret in repr(there.room(here.code).state))
    texts = [each.id for each in here.engine.read(ReadLog(here.code)) if each.kind == "reason"]
    for text in texts:
        here.engine.ask(controls.Erase(here.code, text))
    until(lambda: there.room(here.code).state.head == here.state.head)
    assert secret not in repr(there.room(here.code))
    assert secret not in repr(here.engine.room(here.code))


def test_a_seat_taken_back_here_opens_nothing_there(pair: tuple[Room, Engine]) -> None:
    here, there = pair
    kept, cut = here.join(), here.join()
    until(lambda: len(there.room(here.code).seats) == 2)
    here.engine.ask(requests.CutSeats(here.code, frozenset({seats.hashed(cut)})))
    until(lambda: there.room(here.code).seats == {seats.hashed(kept)})
    assert not there.ask(requests.FindSeat(here.code, cut))


def test_cards_made_here_are_asked_for_there(pair: tuple[Room, Engine]) -> None:
    here, there = pair
    cards = here.engine.ask(join_cards.MakeJoinCards(here.code, 3))
    until(lambda: len(there.room(here.code).join_cards) == 3)
    there.ask(requests.Join(here.code, cards[0]))
    until(lambda: sum(here.engine.room(here.code).join_cards.values()) == 1)
    with pytest.raises(Refusal):
        here.engine.ask(requests.Join(here.code, cards[0]))
    here.engine.ask(join_cards.AskNoJoinCard(here.code))
    until(lambda: not there.room(here.code).join_cards)
    there.ask(requests.Join(here.code))


def test_who_is_there_is_told_by_counts_and_forgotten_with_the_process(
    pair: tuple[Room, Engine],
) -> None:
    here, there = pair
    given = [here.join() for _ in range(5)]
    for seat in given[:3]:
        here.engine.presence.heard(here.code, seats.hashed(seat))
    for seat in given[3:]:
        there.presence.heard(here.code, seats.hashed(seat))
    there.presence.heard(f"{here.code} projector", b"")
    for engine in (here.engine, there):
        until(lambda engine=engine: engine.presence.online(here.code) == 5)
        until(lambda engine=engine: engine.presence.online(f"{here.code} projector") == 1)
    there.presence.left(here.code, seats.hashed(given[4]))
    until(lambda: here.engine.presence.online(here.code) == 4)


@pytest.mark.parametrize("lost", ["every notice", "the connection"])
def test_a_notice_that_is_lost_is_made_up_for(
    postgresql_url: str, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(tail, "COUNT_SECONDS", 0.2)

    class Deaf(Notices):
        def wait(self, seconds: float) -> list[str]:
            time.sleep(seconds)
            return []

    here = Room(opener(postgresql_url), open_notices=notices_opener(postgresql_url))
    open_there = (
        (lambda: Deaf(postgresql_url)) if lost == "every notice" else notices_opener(postgresql_url)
    )
    there = Engine(opener(postgresql_url), clock=here.clock, open_notices=open_there)
    there.room(here.code)
    if lost == "the connection":
        with psycopg.connect(postgresql_url, autocommit=True) as session:
            session.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE query LIKE 'LISTEN%' OR query LIKE '%pg_notify%' AND pid <> pg_backend_pid()"
            )
    here.open("grille")
    here.answer("grille", here.join(), placed(1, 1))
    until(lambda: there.room(here.code).state.current == "grille")
    until(lambda: there.room(here.code).n_answered == {"grille": 1})
    here.engine.stop()
    there.stop()


def test_a_notice_says_nothing_of_what_was_said(postgresql_url: str) -> None:
    room = Room(opener(postgresql_url), open_notices=notices_opener(postgresql_url))
    listener = Notices(postgresql_url)
    room.open("grille")
    seat = room.join()
    room.answer("grille", seat, placed(3, 4, "ce que personne d'autre ne lit"))
    told: list[str] = []
    while len(told) < 3:
        told += listener.wait(PATIENCE_SECONDS)
    for line in told:
        kind, process, code, last = line.split(" ", 3)
        assert (kind, code) == ("changed", room.code) or kind == "there"
        assert len(process) == 8
        assert last.isdigit() or kind == "there"
        assert seats.hashed(seat).hex() not in line
    listener.close()
    room.engine.stop()


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 9), st.booleans()), max_size=40))
def test_two_processes_count_what_one_would(steps: list[tuple[str, int, bool]]) -> None:
    """Each phone is with one of them; those there and those gone are counted as by one alone."""
    alone, pair = Presence(), {"a": Presence(), "b": Presence()}
    for each in (alone, pair["a"]):
        each._since = float("-inf")  # as long after the start: what was known before is known
    home: dict[int, str] = {}
    for process, phone, answers in steps:
        seat = bytes([phone])
        for each in (alone, pair[home.setdefault(phone, process)]):
            if answers:
                each.answered("ROOM", "q", seat)
            else:
                each.heard("ROOM", seat)
    pair["a"].hear_of("b", "ROOM", pair["b"].here("ROOM"))
    seated = {bytes([phone]) for phone in range(10)}
    assert pair["a"].online("ROOM") == alone.online("ROOM")
    gone = [each.silent_and_gone("ROOM", "q", seated) for each in (alone, pair["a"])]
    assert gone[0] == gone[1]
