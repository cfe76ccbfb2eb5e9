"""Who may see and do what in a room, read from cookies. Every secret is checked hashed.

A cookie is named for its room, so that one browser may hold a phone's seat in one meeting
and the console of another.
"""

import hmac
import re
from collections.abc import Mapping

from django.core import signing

from mire.live.engine.rooms import RoomView
from mire.live.store import seats
from mire.live.views.screens import Surface

SEAT_COOKIE = "siege_{code}"
CONSOLE_COOKIE = "regie_{code}"
PROJECTOR_COOKIE = "ecran_{code}"
DESK_COOKIE = "pupitre_{code}"
"""Tells the consoles of a room apart; gives no right of its own."""

GRANT_SECONDS = 12 * 3600
"""A day of work: who leads by right asks the office again the day after."""

SEAT_SECONDS = 24 * 3600
TOKEN_SECONDS = 30 * 24 * 3600


_signer = signing.TimestampSigner(salt="mire.console")


def seat_of(cookies: Mapping[str, str], code: str) -> bytes | None:
    """Return the seat's secret that a browser holds in a room, None when it holds none."""
    return seats.read_seat(cookies.get(SEAT_COOKIE.format(code=code)))


def is_seated(room: RoomView, seat: bytes | None) -> bool:
    """Say whether a seat is one of the room's, as far as memory knows."""
    return seat is not None and seats.hashed(seat) in room.seats


def may_watch(room: RoomView, surface: Surface, cookies: Mapping[str, str]) -> bool:
    """Say whether the browser may see a surface that is not a phone's."""
    if surface in (Surface.CONSOLE, Surface.REMOTE):
        written = cookies.get(CONSOLE_COOKIE.format(code=room.code))
        return holds(room.console, written) or is_granted(room, written)
    if surface is Surface.PROJECTOR:
        is_projector = holds(room.projector, cookies.get(PROJECTOR_COOKIE.format(code=room.code)))
        return is_projector or may_watch(room, Surface.CONSOLE, cookies)
    return False


def grant(room: RoomView) -> str:
    """Return what a cookie holds for who leads the room by right, without its secret address.

    It lapses after ``GRANT_SECONDS``, and with the room's secret addresses.
    """
    return _signer.sign_object([room.code, room.console.hex()[:16]])


def is_granted(room: RoomView, written: str | None) -> bool:
    """Say whether a cookie holds a grant of the room that is still good."""
    if not written or ":" not in written:
        return False
    try:
        told = _signer.unsign_object(written, max_age=GRANT_SECONDS)
    except signing.BadSignature:
        return False
    return bool(told == [room.code, room.console.hex()[:16]])


def may_lead(room: RoomView, cookies: Mapping[str, str]) -> bool:
    """Say whether this console may act: nobody has the hand, or it has."""
    hand = room.state.hand
    return hand is None or hand.desk == desk_of(cookies, room.code)


def desk_of(cookies: Mapping[str, str], code: str) -> str:
    """Return which console of the room this browser is, "" when it is none yet."""
    return read_desk(cookies.get(DESK_COOKIE.format(code=code), ""))


def read_desk(written: str) -> str:
    """Return a console's number as it is written, "" when it is none."""
    return written if re.fullmatch(r"[0-9a-f]{12}", written) else ""


def holds(kept: bytes, written: str | None) -> bool:
    """Say whether a token, as an address or a cookie writes it, is the one kept hashed."""
    token = seats.read_token(written)
    return token is not None and hmac.compare_digest(kept, seats.hashed(token))
