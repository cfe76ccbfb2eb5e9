"""How often one seat or one address may ask, in memory only and forgotten at once.

A bucket of tokens a key; a room of five hundred phones behind one address still works, for
addresses are only counted when they name rooms that do not exist.
"""

import threading
import time
from collections import OrderedDict

MOST_KEYS = 20_000


class Rate:
    """At most ``burst`` at once and ``per_second`` in the long run, for each key."""

    def __init__(self, *, per_second: float, burst: int) -> None:
        self._per_second = per_second
        self._burst = float(burst)
        self._left: OrderedDict[str | bytes, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, key: str | bytes, cost: float = 1.0) -> bool:
        """Take ``cost`` from the key's bucket; False when it holds too little."""
        now = time.monotonic()
        with self._lock:
            left, at = self._left.pop(key, (self._burst, now))
            left = min(self._burst, left + (now - at) * self._per_second)
            is_allowed = left >= cost
            self._left[key] = (left - cost if is_allowed else left, now)
            while len(self._left) > MOST_KEYS:
                self._left.popitem(last=False)
        return is_allowed

    def has_left(self, key: str | bytes) -> bool:
        """Say whether the key's bucket would allow once more; take nothing from it."""
        now = time.monotonic()
        with self._lock:
            left, at = self._left.get(key, (self._burst, now))
        return min(self._burst, left + (now - at) * self._per_second) >= 1.0


unknown_codes = Rate(per_second=0.5, burst=30)
"""Codes and keys that lead nowhere, by address: 30 mistakes, then one every two seconds."""

joins = Rate(per_second=1, burst=600)
"""Seats given to one address in one meeting: a room of five hundred at once, then one a second."""

answers = Rate(per_second=5, burst=40)
"""Answers and questions of one seat."""

checks = Rate(per_second=0.2, burst=20)
"""What phones found in one meeting's room, the day before."""

streams_tried = Rate(per_second=1, burst=30)
"""Streams that phones try, by address."""
