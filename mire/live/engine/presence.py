"""Who is there, in memory only: never stored, never beside an answer's content."""

import threading
import time
from collections import defaultdict
from collections.abc import Set as AbstractSet

import msgspec

ONLINE_SECONDS = 45.0
ELSEWHERE_SECONDS = 12.0
"""How long what another process told of who is with it is believed."""
UNHEARD_SECONDS = 60.0
"""How long after it was given a seat that nobody uses is left alone."""


class Present(msgspec.Struct, frozen=True):
    """How many are with one process, by counts alone.

    ``online`` is by the name under which they are heard of, the room's code or that of a screen;
    ``begun`` and ``accounted`` by activity: seats that began what they have not sent, seats that
    are there or have answered.
    """

    online: dict[str, int] = {}
    begun: dict[str, int] = {}
    accounted: dict[str, int] = {}


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
        self._elsewhere: dict[str, dict[str, tuple[Present, float]]] = defaultdict(dict)

    def here(self, code: str) -> Present:
        """Return how many of a room are with this process."""
        with self._lock:
            names = [each for each in self._heard if each.partition(" ")[0] == code]
            answered = {key[1]: set(got) for key, got in self._answered.items() if key[0] == code}
            begun = {key[1]: len(got) for key, got in self._begun.items() if key[0] == code}
        present = self._present(code)
        return Present(
            online={each: n for each in names if (n := len(self._present(each)))},
            begun={activity: n for activity, n in begun.items() if n},
            accounted={
                activity: len(present | got) for activity, got in answered.items() if present | got
            },
        )

    def hear_of(self, process: str, code: str, present: Present) -> None:
        """Another process told how many of a room are with it."""
        with self._lock:
            self._elsewhere[code][process] = present, time.monotonic()

    def _others(self, code: str) -> list[Present]:
        until = time.monotonic() - ELSEWHERE_SECONDS
        with self._lock:
            if code not in self._elsewhere:
                return []
            return [present for present, at in self._elsewhere[code].values() if at >= until]

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
            n_here = len(self._begun.get((code, activity), ()))
        return n_here + sum(each.begun.get(activity, 0) for each in self._others(code))

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
            self._elsewhere.pop(code, None)
            for kept in (self._answered, self._begun):
                for key in [each for each in kept if each[0] == code]:
                    del kept[key]

    def online(self, code: str) -> int:
        """How many phones are there."""
        others = self._others(code.partition(" ")[0])
        return len(self._present(code)) + sum(each.online.get(code, 0) for each in others)

    def silent_and_gone(self, code: str, activity: str, seats: set[bytes]) -> int:
        """How many of ``seats`` are disconnected without having answered ``activity``.

        0 for a while after the start: what was known before is not known any more.
        """
        if time.monotonic() - self._since < ONLINE_SECONDS:
            return 0
        present = self._present(code)
        with self._lock:
            answered = set(self._answered.get((code, activity), ()))
        elsewhere = sum(
            each.accounted.get(activity, each.online.get(code, 0)) for each in self._others(code)
        )
        return max(0, len(seats - present - answered) - elsewhere)

    def _present(self, code: str) -> set[bytes]:
        until = time.monotonic() - ONLINE_SECONDS
        with self._lock:
            return {seat for seat, at in self._heard[code].items() if at >= until}
