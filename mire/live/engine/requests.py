"""What may be asked of the writer, and the requests about a room itself: create, look, join."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar

from mire.live.engine.rooms import LiveRoom
from mire.live.engine.transaction import Pending, Transaction
from mire.live.state import entries
from mire.live.state.entries import LogEntry
from mire.live.state.room import MOST_SEATS, RoomState, opened, opening_body
from mire.live.store import join_cards, rooms, seats
from mire.runsheet.sheet import Sheet
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

AnswerT = TypeVar("AnswerT")


class Request(Generic[AnswerT]):
    """One thing asked of the writer; ``answered`` is settled after the commit, or refused.

    The engine makes it as it is asked: of a thread that waits, or of a loop that goes on.
    ``code`` is the room's, "" for one that does not exist yet. What a refused request did is
    undone; one that ``refuses_first`` never changes anything before it refuses, and is spared
    the savepoint.
    """

    refuses_first: ClassVar[bool] = False
    code: str
    answered: "Future[AnswerT] | asyncio.Future[AnswerT]"

    def prepare(self, transaction: Transaction) -> None:
        """Say beforehand what will be read, so that a batch reads it at once."""

    def apply(self, transaction: Transaction) -> AnswerT:
        """Do the work; raise :class:`Refusal` where it can't be."""
        raise NotImplementedError


@dataclass(slots=True, eq=False)
class CreateRoom(Request[tuple[str, bytes, bytes]]):
    """Open a room for a sheet; answers (code, console token, projector token).

    ``opening``: the id of its first entry, where it was drawn before; "": one is drawn.
    """

    sheet: Sheet
    is_rehearsal: bool = False
    opening: str = ""
    code: str = field(default="", init=False)

    def apply(self, transaction: Transaction) -> tuple[str, bytes, bytes]:
        """Draw a free code and fresh tokens, and write the opening entry."""
        now = transaction.now
        opening = LogEntry(
            seq=1,
            id=self.opening or transaction.fresh_id(),
            activity="",
            kind=entries.MEETING_OPENED,
            author=None,
            medium=None,
            body=opening_body(self.sheet, is_rehearsal=self.is_rehearsal),
            at=now.replace(microsecond=now.microsecond // 1000 * 1000),
        )
        return add_room(transaction, [opening], opened(opening))


def add_room(
    transaction: Transaction, log: Sequence[LogEntry], state: RoomState, *, wished: str = ""
) -> tuple[str, bytes, bytes]:
    """Add a room whose log gives ``state``, under a free code; return code and both tokens.

    ``wished``: the code that it had elsewhere, kept where it is free.
    """
    random = transaction.random
    code = wished or seats.code_from(random(16))
    while rooms.find_room(transaction.database, code) is not None:
        code = seats.code_from(random(16))
    console, projector = random(seats.TOKEN_BYTES), random(seats.TOKEN_BYTES)
    live = LiveRoom(
        id=int.from_bytes(random(6), "big"),
        code=code,
        console=seats.hashed(console),
        projector=seats.hashed(projector),
        state=state,
    )
    transaction.create(live, log)
    return code, console, projector


@dataclass(slots=True, eq=False)
class Look(Request[None]):
    """Bring a room up to date with the database, and close what is due.

    ``loaded`` is the room as a reader found it, None when it is in memory.
    """

    refuses_first: ClassVar[bool] = True
    code: str
    loaded: LiveRoom | None = None

    def prepare(self, transaction: Transaction) -> None:
        """Give the room that was read beforehand."""
        if self.loaded is not None:
            transaction.offer(self.loaded)

    def apply(self, transaction: Transaction) -> None:
        """Read what is new; the room's state is published after the commit."""
        transaction.room(self.code)


@dataclass(slots=True, eq=False)
class Follow(Request[None]):
    """Read what another process wrote to a room: entries, seats, how many have answered."""

    refuses_first: ClassVar[bool] = True
    code: str

    def apply(self, transaction: Transaction) -> None:
        """Read it; the writer has marked the room as behind."""
        transaction.room(self.code)


@dataclass(slots=True, eq=False)
class TryStorage(Request[None]):
    """Ask the database whether it answers; after an outage, whether it writes."""

    refuses_first: ClassVar[bool] = True
    writes: bool = False
    code: str = field(default="", init=False)

    def apply(self, transaction: Transaction) -> None:
        """Write a room's row as it is, or only read."""
        if self.writes:
            rooms.rewrite_one(transaction.database)
            transaction.has_written = True
        else:
            rooms.read_nothing(transaction.database)


@dataclass(slots=True, eq=False)
class Join(Request[bytes]):
    """Give a phone a new seat; answers its secret, which is kept nowhere else.

    ``card``: what was typed of a card, where the meeting asks one; it serves once.
    """

    refuses_first: ClassVar[bool] = True
    code: str
    card: str = ""

    def apply(self, transaction: Transaction) -> bytes:
        """Keep the seat's hash; raise Refusal where nobody may join, or not with this card."""
        pending = transaction.room(self.code)
        if pending.state.ended_at is not None:
            raise Refusal(
                text("La réunion est terminée : on ne peut plus la rejoindre."), code="ended"
            )
        if pending.n_seats >= MOST_SEATS:
            raise Refusal(
                text("Cette réunion est pleine : %(most)s téléphones au plus.", most=MOST_SEATS),
                code="full",
            )
        if transaction.join_cards(pending):
            use_join_card(transaction, pending, self.card)
        secret = transaction.random(seats.SEAT_BYTES)
        pending.new_seats.append(seats.hashed(secret))
        return secret


def use_join_card(transaction: Transaction, pending: Pending, written: str) -> None:
    """Let a card serve, once. Raise Refusal, before anything is changed, where it can't.

    ``written``: as a person types it.
    """
    card = seats.read_join_card(written)
    hashed = b"" if card is None else seats.hashed_join_card(pending.room.code, card)
    cards = transaction.join_cards(pending)
    if hashed not in cards:
        raise Refusal(
            text("Cette carte n'est pas de cette réunion : vérifiez ses huit lettres."),
            path=("carte",),
            code="no_card",
        )
    if cards[hashed]:
        raise Refusal(
            text(
                "Cette carte a déjà servi, ou elle est annulée : demandez-en une autre à la "
                "personne qui anime."
            ),
            path=("carte",),
            code="used_card",
        )
    join_cards.use_join_card(transaction.database, pending.room.id, hashed)
    pending.join_cards = {**cards, hashed: True}
    transaction.note_written(pending)


@dataclass(slots=True, eq=False)
class CutSeats(Request[int]):
    """Take seats back; answers how many. A phone that comes back with one joins anew."""

    code: str
    seats: frozenset[bytes]

    def apply(self, transaction: Transaction) -> int:
        """Delete those that the room has."""
        pending = transaction.room(self.code)
        cut = self.seats & pending.room.seats
        rooms.delete_some_seats(transaction.database, pending.room.id, sorted(cut))
        transaction.note_written(pending)
        pending.cut_seats |= cut
        return len(cut)


@dataclass(slots=True, eq=False)
class FindSeat(Request[bool]):
    """Whether a seat, given by another process, is one of this room's; memory learns it."""

    refuses_first: ClassVar[bool] = True
    code: str
    seat: bytes

    def apply(self, transaction: Transaction) -> bool:
        """Look for the seat's hash."""
        pending = transaction.room(self.code)
        seat = seats.hashed(self.seat)
        if seat in pending.room.seats or seat in pending.new_seats:
            return True
        is_known = rooms.has_seat(transaction.database, pending.room.id, seat)
        if is_known:
            pending.found_seats.append(seat)
        return is_known
