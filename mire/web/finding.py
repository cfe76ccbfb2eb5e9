"""The room of a code, for who types it, follows it, or holds one of its secrets.

Only codes that lead nowhere are counted, by address. When an address has made too many
mistakes, who behind it holds a seat or a key of a room still finds it.
"""

from collections.abc import Mapping

from mire.live.engine.engine import Engine
from mire.live.engine.rooms import RoomView, UnknownRoom
from mire.live.store import seats
from mire.live.views.screens import Surface
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web import rates, rights


def known_room(engine: Engine, written: str) -> RoomView | None:
    """Return the room of a code if it is in memory, without waiting."""
    code = seats.read_code(written)
    return engine.known(code) if code else None


def find_room_of(
    engine: Engine, written: str, *, address: str, cookies: Mapping[str, str], key: str = ""
) -> RoomView:
    """Return the room of a code as it was typed; raise a Refusal when there is none.

    ``address`` asks; ``cookies`` and ``key``, the one of a secret address, are what it holds.
    """
    known = known_room(engine, written)
    if known is not None:
        return known
    code = seats.read_code(written)
    is_out = not rates.unknown_codes.has_left(address)
    if code is None or (is_out and not _holds_something(code, cookies, key)):
        raise _counted(address)
    try:
        room = engine.room(code)
    except UnknownRoom:
        raise _counted(address) from None
    if is_out and not _holds_a_secret(room, cookies, key):
        raise _counted(address)
    return room


def _counted(address: str) -> Refusal:
    """Count a mistake; return what is said of it."""
    if rates.unknown_codes.allows(address):
        return UnknownRoom()
    return Refusal(text("Trop d'essais : attendez une minute, puis recommencez."), code="too_often")


def _holds_something(code: str, cookies: Mapping[str, str], key: str) -> bool:
    return bool(key) or any(
        name.format(code=code) in cookies
        for name in (rights.SEAT_COOKIE, rights.CONSOLE_COOKIE, rights.PROJECTOR_COOKIE)
    )


def _holds_a_secret(room: RoomView, cookies: Mapping[str, str], key: str) -> bool:
    return (
        rights.is_seated(room, rights.seat_of(cookies, room.code))
        or rights.may_watch(room, Surface.PROJECTOR, cookies)
        or rights.holds(room.console, key)
        or rights.holds(room.projector, key)
    )
