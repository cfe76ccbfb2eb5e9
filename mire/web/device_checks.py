"""What phones find in a meeting's room, the day before. Kept in memory alone."""

import threading
from collections import OrderedDict, deque
from typing import Annotated, Any

import msgspec

MOST_ROOMS = 200
MOST_FOUND = 8

Milliseconds = Annotated[float, msgspec.Meta(ge=0, le=600_000)]


class Found(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a phone found. ``stream``: whether server-sent events come as they are sent.

    ``page_ms`` is how long the page took to load, ``trip_ms`` the median of five round
    trips, ``clock_s`` how far ahead the phone's own clock is (it is not used).
    """

    stream: bool
    page_ms: Milliseconds
    trip_ms: Milliseconds
    clock_s: Annotated[int, msgspec.Meta(ge=-(10**10), le=10**10)]


_found: OrderedDict[str, deque[tuple[str, Found]]] = OrderedDict()
_lock = threading.Lock()


def found_in(code: str) -> list[dict[str, Any]]:
    """Return what phones found in a room, latest first."""
    with _lock:
        kept = list(_found.get(code, ()))
    return [{"at": at, **msgspec.structs.asdict(found)} for at, found in reversed(kept)]


def keep_found(code: str, at: str, found: Found) -> None:
    """Keep what a phone found in a room, at a time in words."""
    with _lock:
        _found.setdefault(code, deque(maxlen=MOST_FOUND)).append((at, found))
        _found.move_to_end(code)
        while len(_found) > MOST_ROOMS:
            _found.popitem(last=False)
