"""Public pages that were made a moment ago, so that a link that many follow costs little.

A page is made again as soon as somebody acts in the office (the journal's last line is another; it
is looked at four times a second), and after a few seconds in any case.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse

SECONDS, MOST_BYTES = 5.0, 16_000_000
LINE_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Token:
    """What a page was made from: the journal's last line, and the day."""

    line: tuple[int, str] | None
    day: date


@dataclass(frozen=True, slots=True)
class Made:
    """An answer as it was made."""

    token: Token
    at: float
    content: bytes
    headers: tuple[tuple[str, str], ...]


class Pages:
    """Answers by address, the least lately used forgotten first."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        """Begin with none; ``most``: bytes of all of them."""
        self._most = most
        self._made: OrderedDict[tuple[str, str], Made] = OrderedDict()
        self.n_bytes = 0
        self._lock = threading.Lock()

    def found(self, address: tuple[str, str], token: Token, at: float) -> HttpResponse | None:
        """Return the answer of an address, None where it has to be made (again)."""
        with self._lock:
            kept = self._made.get(address)
            if kept is None:
                return None
            if kept.token != token or at - kept.at > SECONDS:
                self._forget(address)
                return None
            self._made.move_to_end(address)
        answer = HttpResponse(kept.content)
        for name, value in kept.headers:
            answer[name] = value
        return answer

    def keep(self, address: tuple[str, str], token: Token, at: float, answer: HttpResponse) -> None:
        """Keep an answer; nothing of one that is larger than all that is kept."""
        made = Made(token, at, answer.content, tuple(answer.items()))
        if len(made.content) > self._most:
            return
        with self._lock:
            if address in self._made:
                self._forget(address)
            self._made[address] = made
            self.n_bytes += len(made.content)
            while self.n_bytes > self._most:
                self._forget(next(iter(self._made)))

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._made.clear()
            self.n_bytes = 0

    def _forget(self, address: tuple[str, str]) -> None:
        self.n_bytes -= len(self._made.pop(address).content)


class LastLine:
    """The journal's last line, read again after ``LINE_SECONDS`` alone: a query is most of a page.

    Two threads that read it at once both do: nothing is lost.
    """

    def __init__(self) -> None:
        self._read: tuple[float, tuple[int, str] | None] | None = None

    def at(self, now: float, read: Callable[[], tuple[int, str] | None]) -> tuple[int, str] | None:
        """Return the last line as it was at most ``LINE_SECONDS`` ago."""
        known = self._read
        if known is None or not 0 <= now - known[0] < LINE_SECONDS:
            known = self._read = (now, read())
        return known[1]


pages = Pages()
last = LastLine()
