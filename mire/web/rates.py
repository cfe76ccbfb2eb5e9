"""How often one seat or one address may ask, in memory only and forgotten at once.

A bucket of tokens a key; a room of five hundred phones behind one address still works, for
addresses are only counted when they name rooms that do not exist.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

MOST_KEYS = 20_000


class Rate:
    """At most ``burst`` at once and ``per_second`` in the long run, for each key."""

    def __init__(self, *, per_second: float, burst: int) -> None:
        self.per_second = per_second
        self.burst = float(burst)
        self._left: OrderedDict[str | bytes, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, key: str | bytes, cost: float = 1.0) -> bool:
        """Take ``cost`` from the key's bucket; False when it holds too little."""
        now = time.monotonic()
        with self._lock:
            left, at = self._left.pop(key, (self.burst, now))
            left = min(self.burst, left + (now - at) * self.per_second)
            is_allowed = left >= cost
            self._left[key] = (left - cost if is_allowed else left, now)
            while len(self._left) > MOST_KEYS:
                self._left.popitem(last=False)
        return is_allowed

    def refill(self, is_meant: Callable[[str | bytes], bool]) -> None:
        """Forget the keys that are meant: their buckets are full again."""
        with self._lock:
            for key in [each for each in self._left if is_meant(each)]:
                del self._left[key]

    def has_left(self, key: str | bytes) -> bool:
        """Say whether the key's bucket would allow once more; take nothing from it."""
        now = time.monotonic()
        with self._lock:
            left, at = self._left.get(key, (self.burst, now))
        return min(self.burst, left + (now - at) * self.per_second) >= 1.0


unknown_codes = Rate(per_second=0.5, burst=30)
"""Codes and keys that lead nowhere, by address: 30 mistakes, then one every two seconds."""

sign_ins = Rate(per_second=1 / 30, burst=20)
"""Links and codes of the office that open nothing, by address."""

codes_asked = Rate(per_second=1 / 20, burst=30)
"""Codes that one address asks for: an authority's agents often share one."""

codes_sent = Rate(per_second=1 / 300, burst=3)
"""Messages to one e-mail address, whether or not it has an account."""

code_mistakes = Rate(per_second=1 / 600, burst=9)
"""Wrong codes for one e-mail address, from wherever: three codes of three tries."""

joins = Rate(per_second=1, burst=600)
"""Seats given to one address in one meeting: a room of five hundred at once, then one a second."""

answers = Rate(per_second=5, burst=40)
"""Answers and questions of one seat."""

notes_of_a_seat = Rate(per_second=0.2, burst=20)
notes_of_a_table = Rate(per_second=0.5, burst=60)
"""What one phone writes for its table, and what one table writes in all."""

remarks = Rate(per_second=0.2, burst=120)
"""Remarks on what a team heard, by address: a whole meeting may answer from one building."""

checks = Rate(per_second=0.2, burst=20)
"""What phones found in one meeting's room, the day before."""


streams_tried = Rate(per_second=1, burst=30)
"""Streams that phones try, by address."""


def too_often() -> Refusal:
    """Return what is said to who sends too much at once."""
    return Refusal(text("Trop d'envois à la fois : attendez quelques secondes."), code="too_often")


def check_table(code: str, activity: str, table: str | None, seat: bytes | None) -> None:
    """Raise Refusal when a phone, or its table, writes too much; ``seat`` None: a facilitator."""
    if seat is None:
        return
    is_allowed = notes_of_a_seat.allows(seat) and notes_of_a_table.allows(
        f"{code} {activity} {table}"
    )
    if not is_allowed:
        raise too_often()
