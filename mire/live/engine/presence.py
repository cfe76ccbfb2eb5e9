"""Who is there, in memory only: never stored, never beside an answer's content."""

import threading
import time
from collections import defaultdict
from collections.abc import Set as AbstractSet

ONLINE_SECONDS = 45.0
UNHEARD_SECONDS = 60.0
"""How long after it was given a seat that nobody uses is left alone."""


class Presence:
    """Which seats were heard of lately, and which have answered what is open now.

    Knows that a seat answered, not what; forgets it when the activity closes. After a
    restart it learns again as phones come back and ask for their own answer.
    """

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._lock = threading.Lock()
        self._heard: dict[str, dict[bytes, float]] = defaultdict(dict)
        self._answered: dict[tuple[str, str], set[bytes]] = defaultdict(set)
        self._begun: dict[tuple[str, str], set[bytes]] = defaultdict(set)
        self._unheard: dict[str, dict[bytes, float]] = defaultdict(dict)

    def seated(self, code: str, seat: bytes) -> None:
        """A seat was given; whoever asked for it should be heard of soon."""
        with self._lock:
            self._unheard[code][seat] = time.monotonic()

    def used(self, code: str, seat: bytes) -> None:
        """Whoever asked for this seat opened its page."""
        with self._lock:
            self._unheard[code].pop(seat, None)

    def unheard(self, code: str) -> frozenset[bytes]:
        """Return the seats given a while ago, by this process, that were never heard of since."""
        until = time.monotonic() - UNHEARD_SECONDS
        with self._lock:
            return frozenset(seat for seat, at in self._unheard[code].items() if at <= until)

    def cut(self, code: str, seats: AbstractSet[bytes]) -> None:
        """These seats are no more."""
        with self._lock:
            for seat in seats:
                self._unheard[code].pop(seat, None)

    def heard(self, code: str, seat: bytes) -> bool:
        """A phone gave a sign of life; True when it was not known to be there."""
        now = time.monotonic()
        with self._lock:
            was = self._heard[code].get(seat)
            self._heard[code][seat] = now
            self._unheard[code].pop(seat, None)
        return was is None or now - was > ONLINE_SECONDS

    def left(self, code: str, seat: bytes) -> None:
        """A phone's stream ended."""
        with self._lock:
            self._heard[code].pop(seat, None)

    def answered(self, code: str, activity: str, seat: bytes) -> None:
        """This seat has an answer in the open activity."""
        with self._lock:
            self._answered[code, activity].add(seat)
            self._begun[code, activity].discard(seat)
            self._unheard[code].pop(seat, None)

    def begun(self, code: str, activity: str, seat: bytes) -> None:
        """This seat has an answer, or a change of it, that it has not sent."""
        with self._lock:
            self._begun[code, activity].add(seat)

    def n_begun(self, code: str, activity: str) -> int:
        """How many seats have begun what they have not sent."""
        with self._lock:
            return len(self._begun.get((code, activity), ()))

    def forget(self, code: str, activity: str) -> None:
        """The activity closed: who had answered it is no longer known."""
        with self._lock:
            self._answered.pop((code, activity), None)
            self._begun.pop((code, activity), None)

    def forget_room(self, code: str) -> None:
        """The room leaves memory: nobody has asked for it for long."""
        with self._lock:
            self._heard.pop(code, None)
            self._unheard.pop(code, None)
            for kept in (self._answered, self._begun):
                for key in [each for each in kept if each[0] == code]:
                    del kept[key]

    def online(self, code: str) -> int:
        """How many phones are there."""
        return len(self._present(code))

    def silent_and_gone(self, code: str, activity: str, seats: set[bytes]) -> int:
        """How many of ``seats`` are disconnected without having answered ``activity``.

        0 for a while after the start: what was known before is not known any more.
        """
        if time.monotonic() - self._since < ONLINE_SECONDS:
            return 0
        present = self._present(code)
        with self._lock:
            answered = set(self._answered.get((code, activity), ()))
        return len(seats - present - answered)

    def _present(self, code: str) -> set[bytes]:
        until = time.monotonic() - ONLINE_SECONDS
        with self._lock:
            return {seat for seat, at in self._heard[code].items() if at >= until}
