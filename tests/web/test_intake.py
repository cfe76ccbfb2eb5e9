"""What one address takes of the pages: some of the threads, some of the memory, never all."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.web.shell import intake
from mire.web.shell.intake import Shares, with_whole_messages

MOST = 2
REAL_SLEEP = asyncio.sleep


class Pages:
    """Pages that answer when they are told to; they note who is being served."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.served: Counter[str] = Counter()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        who = scope["client"][0]
        self.now[who] += 1
        self.most[who] = max(self.most[who], self.now[who])
        await self.gate.wait()
        self.now[who] -= 1
        self.served[who] += 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": (await receive())["body"]})


class Client:
    """One request: its parts come as they are given, then its end, if it leaves."""

    def __init__(self, address: str, parts: list[bytes], *, is_whole: bool = True) -> None:
        self.scope = {"type": "http", "path": "/", "client": (address, 1), "headers": []}
        self._parts, self._is_whole = list(parts), is_whole
        self.gone = asyncio.Event()
        self.statuses: list[int] = []

    async def receive(self) -> dict[str, Any]:
        if self._parts:
            part = self._parts.pop(0)
            return {
                "type": "http.request",
                "body": part,
                "more_body": bool(self._parts) or not self._is_whole,
            }
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.statuses.append(message["status"])


App = Callable[..., Awaitable[None]]


def ask(app: App, client: Client) -> "asyncio.Task[None]":
    return asyncio.ensure_future(app(client.scope, client.receive, client.send))


async def settled() -> None:
    for _ in range(20):
        await REAL_SLEEP(0)


def test_who_asks_without_end_waits_behind_themselves() -> None:
    async def play() -> None:
        pages = Pages()
        app = with_whole_messages(pages, most_at_once=MOST)
        hostile = [Client("192.0.2.1", [b"x"]) for _ in range(50)]
        asked = [ask(app, each) for each in hostile]
        await settled()
        honest = Client("192.0.2.2", [b"y"])
        asked.append(ask(app, honest))
        await settled()
        assert dict(pages.now) == {"192.0.2.1": MOST, "192.0.2.2": 1}
        pages.gate.set()
        await asyncio.gather(*asked)
        assert pages.most["192.0.2.1"] == MOST
        assert [each.statuses for each in hostile] == [[200]] * 50, "all are answered, in turn"

    asyncio.run(play())


def test_what_has_no_address_is_not_bounded() -> None:
    async def play() -> None:
        pages = Pages()
        app = with_whole_messages(pages, most_at_once=MOST)
        clients = [Client("", [b"x"]) for _ in range(9)]
        asked = [ask(app, each) for each in clients]
        await settled()
        assert pages.now[""] == 9
        pages.gate.set()
        await asyncio.gather(*asked)

    asyncio.run(play())


def test_who_left_while_waiting_takes_no_turn() -> None:
    async def play() -> None:
        pages = Pages()
        app = with_whole_messages(pages, most_at_once=MOST)
        clients = [Client("192.0.2.1", [b"x"]) for _ in range(10)]
        asked = [ask(app, each) for each in clients]
        await settled()
        for each in clients[MOST:9]:
            each.gone.set()
        await settled()
        pages.gate.set()
        await asyncio.gather(*asked)
        assert pages.served["192.0.2.1"] == MOST + 1
        assert clients[9].statuses == [200]

    asyncio.run(play())


def test_bodies_that_do_not_end_fill_no_memory() -> None:
    """Six hundred bodies, each a byte short of whole: those past the bound are refused at once."""

    async def play() -> None:
        pages = Pages()
        app = with_whole_messages(pages, most_at_once=MOST)
        large = b"a" * (intake.MOST_BODY - 1)
        slow = [Client("192.0.2.1", [large], is_whole=False) for _ in range(600)]
        asked = [ask(app, each) for each in slow]
        await settled()
        held = [each for each in slow if not each.statuses]
        assert len(held) * len(large) <= intake.MOST_HELD
        assert {status for each in slow for status in each.statuses} == {429}
        honest = Client("192.0.2.2", [b"y" * 1_000])
        pages.gate.set()
        await ask(app, honest)
        assert honest.statuses == [200]
        for each in slow:
            each.gone.set()
        await asyncio.gather(*asked)
        again = Client("192.0.2.1", [large])
        await ask(app, again)
        assert again.statuses == [200], "what left is counted out"

    asyncio.run(play())


def test_large_bodies_of_an_address_are_read_one_at_a_time_and_keep_nothing_small_waiting() -> None:
    async def play() -> None:
        pages = Pages()
        app = with_whole_messages(pages, most_at_once=MOST)
        large = b"a" * (intake.LARGE_BODY + 1)
        clients = [Client("192.0.2.1", [large]) for _ in range(5)]
        asked = [ask(app, each) for each in clients]
        await settled()
        assert pages.now["192.0.2.1"] == 1
        asked += [ask(app, Client("192.0.2.1", [large[1:]])) for _ in range(5)]
        asked.append(ask(app, Client("192.0.2.2", [large])))
        await settled()
        assert dict(pages.now) == {"192.0.2.1": 1 + MOST, "192.0.2.2": 1}
        pages.gate.set()
        await asyncio.gather(*asked)
        assert [each.statuses for each in clients] == [[200]] * 5

    asyncio.run(play())


def test_files_that_are_brought_in_take_nothing_of_what_pages_hold() -> None:
    shares = Shares(most_at_once=MOST)
    file = intake.MOST_FILE_BODY
    assert [shares.hold("a", file, is_file=True) for _ in range(3)] == [True, True, False]
    assert shares.hold("a", intake.MOST_BODY)
    assert not shares.hold("a", intake.MOST_HELD)
    shares.let_go("a", file, is_file=True)
    assert shares.hold("a", file, is_file=True)


def test_who_asks_too_often_hears_it_late_and_holds_no_turn_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[float] = []
    released = asyncio.Event()

    async def sleep(seconds: float) -> None:
        if seconds:
            told.append(seconds)
            await released.wait()

    async def refuses(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 429, "headers": []})

    async def play() -> None:
        app = with_whole_messages(refuses, most_at_once=1)
        monkeypatch.setattr(intake, "REFUSED_SECONDS", 7.0)
        monkeypatch.setattr(intake.asyncio, "sleep", sleep)
        clients = [Client("192.0.2.1", [b"x"]) for _ in range(3)]
        asked = [ask(app, each) for each in clients]
        while len(told) < 3:  # each has had its turn: none holds it while it waits
            await REAL_SLEEP(0)
        assert [each.statuses for each in clients] == [[]] * 3
        released.set()
        await asyncio.gather(*asked)
        assert [each.statuses for each in clients] == [[429]] * 3
        assert told == [7.0] * 3

    asyncio.run(play())


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 60)), max_size=40))
def test_what_is_held_is_what_came_and_no_more_than_the_bound(
    moves: list[tuple[str, int]],
) -> None:
    shares = Shares(most_at_once=1, most_held=100)
    held: dict[str, list[int]] = {"a": [], "b": []}
    for who, size in moves:
        if size % 7 == 0 and held[who]:
            shares.let_go(who, held[who].pop())
        elif shares.hold(who, size):
            held[who].append(size)
        else:
            assert sum(held[who]) + size > 100
        assert sum(held[who]) <= 100
    for who, sizes in held.items():
        for size in sizes:
            shares.let_go(who, size)
    assert not shares._held
