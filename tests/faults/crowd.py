"""Phones that answer without pause, send again what was not acknowledged, and remember all."""

import http.client
import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from mire.cli.rehearsal.browser import Browser, Unreachable
from mire.live.state.entries import CONTROLS, LogEntry, canonical
from mire.technique_api.registry import technique

PATIENCE_SECONDS = 120.0
STALE_SECONDS = 10.0
GONE = (OSError, http.client.HTTPException, Unreachable)

Letter = dict[str, Any]


@dataclass(slots=True)
class Phone:
    """One seat. ``standing`` is what the server said it keeps, by activity."""

    browser: Browser
    code: str
    number: int
    random: random.Random
    standing: dict[str, Letter] = field(default_factory=dict)
    pending: Letter | None = None
    n_acknowledged: int = 0
    n_unavailable: int = 0
    revision: int = 0

    def join(self) -> None:
        self.browser.get(f"/{self.code}")
        status, page = self.browser.post_form(f"/{self.code}", {})
        assert status == 200, page
        assert b'class="phone"' in page

    def write(self, activity: str) -> Letter:
        """Write a new answer to the grid; its reason is found nowhere else."""
        self.revision += 1
        body = {
            "stance": "placed",
            "x": self.random.randint(-10, 10),
            "y": self.random.randint(-10, 10),
            "reason": f"téléphone {self.number}, envoi {self.revision}",
        }
        id = self.random.randbytes(16).hex()
        return {"activity": activity, "id": id, "revision": self.revision, "body": body}

    def send(self, letter: Letter) -> tuple[int, dict[str, Any]]:
        return self.browser.post_json(f"/live/{self.code}/answer", letter)

    def own(self, activity: str) -> dict[str, Any]:
        for _ in range(20):
            status, raw = self.browser.get(f"/live/{self.code}/own?activity={activity}")
            if status != 429:
                break
            time.sleep(0.5)
        own: dict[str, Any] = json.loads(raw)
        assert status == 200, own
        return own

    def deliver(self, letter: Letter) -> str:
        """Send until the server decides: "stored", "superseded", "counted" or "late"."""
        until = time.monotonic() + PATIENCE_SECONDS
        self.pending = letter
        activity = letter["activity"]
        while time.monotonic() < until:
            try:
                status, said = self.send(letter)
            except GONE:
                self.browser.reload()
                time.sleep(0.05)
                continue
            decided = said.get("status") or said.get("refused")
            if decided in ("stored", "counted", "superseded"):
                self.n_acknowledged += 1
                before = self.standing.get(activity)
                if before is None or before["revision"] < letter["revision"]:
                    self.standing[activity] = letter
                self.pending = None
                return str(decided)
            if decided == "late":
                self.pending = None
                return "late"
            assert decided in ("storage", "too_often"), said
            assert status in (503, 429)
            assert said["message"]
            self.n_unavailable += status == 503
            time.sleep(0.3)
        raise AssertionError("the server did not come back")

    def turn_to(self, address: str) -> None:
        """Go on through another process of the same installation."""
        self.browser.close()
        other = Browser(address)
        other._cookies = self.browser._cookies
        self.browser = other

    def check_own(self, activity: str) -> None:
        """What the server holds is the last acknowledged answer, or one sent since."""
        own = self.own(activity)
        kept = [letter for letter in (self.standing.get(activity), self.pending) if letter]
        expected = [(letter["revision"], letter["body"]["reason"]) for letter in kept]
        if not own["answered"]:
            assert activity not in self.standing, "an acknowledged answer is lost"
            return
        assert (own["revision"], own["own"]["reason"]) in expected


class Crowd:
    """Phones in threads. A fault met in a thread is raised by :meth:`settle`."""

    def __init__(self, addresses: Sequence[str], code: str, n: int, seed: int) -> None:
        self.phones = [
            Phone(
                Browser(addresses[number % len(addresses)]),
                code,
                number,
                random.Random(1_000 * seed + number),
            )
            for number in range(n)
        ]
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._faults: list[Exception] = []

    def each(self, act: Callable[[Phone], object]) -> None:
        """Have every phone do something, a thread each; raise what one of them met."""
        self.start(act)
        self.settle()

    def start(self, act: Callable[[Phone], object]) -> None:
        self._stop.clear()
        self._threads = [
            threading.Thread(target=self._guarded, args=(act, phone)) for phone in self.phones
        ]
        for thread in self._threads:
            thread.start()

    def answer_without_pause(self, activity: str, *, most_wait: float = 0.25) -> None:
        """Answer, change, send twice, ask for one's own, until :meth:`settle` or closing."""

        def answer(phone: Phone) -> None:
            while not self._stop.is_set():
                if phone.deliver(phone.write(activity)) != "stored":
                    return
                if phone.random.random() < 0.2:
                    phone.deliver(phone.standing[activity])
                self._stop.wait(phone.random.uniform(0.0, most_wait))

        self.start(answer)

    def settle(self) -> None:
        """Let every phone finish what it sends; raise what one of them met."""
        self._stop.set()
        self.join()

    def join(self) -> None:
        """Wait for the phones to end by themselves."""
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS + 10)
            assert not thread.is_alive()
        self._threads = []
        for fault in self._faults:
            raise fault

    def close(self) -> None:
        self._stop.set()
        for phone in self.phones:
            phone.browser.close()

    @property
    def n_acknowledged(self) -> int:
        return sum(phone.n_acknowledged for phone in self.phones)

    @property
    def n_unavailable(self) -> int:
        return sum(phone.n_unavailable for phone in self.phones)

    def expected_pieces(self, activity: str, config: Any) -> Counter[tuple[str, bytes]]:
        """What the log must hold once the ballot is closed: each standing answer, once."""
        grid = technique("positioning")
        expected: Counter[tuple[str, bytes]] = Counter()
        for phone in self.phones:
            if letter := phone.standing.get(activity):
                answer = grid.answers.read_contribution(config, json.dumps(letter["body"]).encode())
                expected.update(
                    (piece.kind, canonical(piece.body)) for piece in grid.answers.split(answer)
                )
        return expected

    def _guarded(self, act: Callable[[Phone], object], phone: Phone) -> None:
        try:
            act(phone)
        except Exception as fault:  # noqa: BLE001 - raised again by `join`
            self._faults.append(fault)
            self._stop.set()


def logged_pieces(log: Sequence[LogEntry], activity: str) -> Counter[tuple[str, bytes]]:
    """What a log holds of an activity's answers."""
    return Counter(
        (entry.kind, canonical(entry.body))
        for entry in log
        if entry.activity == activity and entry.kind not in CONTROLS
    )


class Facilitator:
    """The console of a room, pressed by a test."""

    def __init__(self, address: str, code: str, console: str) -> None:
        self.code = code
        self.browser = Browser(address)
        self._path = console[console.index("/", 8) :]
        status, _ = self.browser.get(self._path)
        assert status == 200

    def press(self, kind: str, activity: str = "", **fields: str) -> None:
        """Press once; again, on a fresh page, where this one came from a process behind another."""
        until = time.monotonic() + STALE_SECONDS
        while True:
            self.look()
            found = re.search(rb'name="saw" value="(\d+)"', self.browser.page)
            assert found
            sent = {"kind": kind, "activity": activity, "saw": found[1].decode(), **fields}
            status, said = self.browser.post_control(f"/regie/{self.code}/agir", sent)
            if said.get("refused") != "stale" or time.monotonic() > until:
                break
            time.sleep(0.1)
        assert status == 200, said

    def look(self) -> None:
        """Read the console anew, on a new connection: the server may have been another."""
        self.browser.reload()
        status, _ = self.browser.get(f"/regie/{self.code}")
        assert status == 200

    def log(self) -> bytes:
        self.look()
        status, raw = self.browser.get(f"/regie/{self.code}/journal")
        assert status == 200
        return raw

    def close(self) -> None:
        self.browser.close()

    def report(self) -> bytes:
        """The restitution as the console shows it, but for the links that lead back from there."""
        status, raw = self.browser.get(f"/regie/{self.code}/restitution")
        assert status == 200
        document, n = re.subn(rb'<nav class="document-above".*?</nav>\n', b"", raw)
        assert n == 1
        return document
