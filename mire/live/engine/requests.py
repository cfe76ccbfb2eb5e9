"""What may be asked of a room. Each request does its part of a transaction's work."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from mire.live.engine.rooms import LiveRoom
from mire.live.engine.transaction import Pending, Work
from mire.live.state import controls, entries
from mire.live.state.controls import Command
from mire.live.state.entries import Draft, LogEntry, canonical
from mire.live.state.fold import FACILITATOR
from mire.live.state.room import MOST_SEATS, ActivityState, Phase, opened, opening_body
from mire.live.store import box, seats
from mire.live.store.box import Sealed
from mire.runsheet.sheet import Sheet
from mire.technique_api import media
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Piece, Regime, Verbatim
from mire.technique_api.text import text

AnswerT = TypeVar("AnswerT")


class Request(Generic[AnswerT]):
    """One thing asked; ``answered`` is settled after the commit, or refused.

    ``code`` is the room's, "" for one that does not exist yet.
    """

    code: str
    answered: "Future[AnswerT]"

    def prepare(self, work: Work) -> None:
        """Say beforehand what will be read, so that a batch reads it at once."""

    def apply(self, work: Work) -> AnswerT:
        """Do the work; raise :class:`Refusal` before changing anything."""
        raise NotImplementedError


@dataclass(slots=True, eq=False)
class CreateRoom(Request[tuple[str, bytes, bytes]]):
    """Open a room for a sheet; answers (code, console token, projector token)."""

    sheet: Sheet
    is_rehearsal: bool = False
    code: str = field(default="", init=False)
    answered: "Future[tuple[str, bytes, bytes]]" = field(default_factory=Future)

    def apply(self, work: Work) -> tuple[str, bytes, bytes]:
        """Draw a free code and fresh tokens, and write the opening entry."""
        code = seats.code_from(work.random(16))
        while work.database.execute("SELECT 1 FROM live_room WHERE code = ?", (code,)):
            code = seats.code_from(work.random(16))
        console, projector = work.random(seats.TOKEN_BYTES), work.random(seats.TOKEN_BYTES)
        opening = LogEntry(
            seq=1,
            id=work.fresh_id(),
            activity="",
            kind=entries.MEETING_OPENED,
            author=None,
            medium=None,
            body=opening_body(self.sheet, is_rehearsal=self.is_rehearsal),
            at=work.now.replace(microsecond=work.now.microsecond // 1000 * 1000),
        )
        live = LiveRoom(
            id=int.from_bytes(work.random(6), "big"),
            code=code,
            console=seats.hashed(console),
            projector=seats.hashed(projector),
            state=opened(opening),
        )
        work.create(live, opening)
        return code, console, projector


@dataclass(slots=True, eq=False)
class Look(Request[LiveRoom]):
    """Bring a room up to date with the database, and close what is due."""

    code: str
    answered: "Future[LiveRoom]" = field(default_factory=Future)

    def apply(self, work: Work) -> LiveRoom:
        """Return the room; its state is published after the commit."""
        return work.room(self.code).room


@dataclass(slots=True, eq=False)
class Join(Request[bytes]):
    """Give a phone a new seat; answers its secret, which is kept nowhere else."""

    code: str
    answered: "Future[bytes]" = field(default_factory=Future)

    def apply(self, work: Work) -> bytes:
        """Keep the seat's hash."""
        pending = work.room(self.code)
        if pending.state.ended_at is not None:
            raise Refusal(
                text("La réunion est terminée : on ne peut plus la rejoindre."), code="ended"
            )
        if len(pending.room.seats) + len(pending.new_seats) >= MOST_SEATS:
            raise Refusal(
                text("Cette réunion est pleine : %(most)s téléphones au plus.", most=MOST_SEATS),
                code="full",
            )
        secret = work.random(seats.SEAT_BYTES)
        pending.new_seats.append(seats.hashed(secret))
        return secret


@dataclass(slots=True, eq=False)
class FindSeat(Request[bool]):
    """Whether a seat, given another process's doing, is one of this room's."""

    code: str
    seat: bytes
    answered: "Future[bool]" = field(default_factory=Future)

    def apply(self, work: Work) -> bool:
        """Look for the seat's hash."""
        pending = work.room(self.code)
        seat = seats.hashed(self.seat)
        if seat in pending.room.seats or seat in pending.new_seats:
            return True
        return work.find_seat(pending, seat)


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of an answer that is safe.

    ``status``: "stored"; "superseded" (a later answer of this seat stands); "counted"
    (closed, and this very answer had been counted). ``revision`` is the one that stands.
    """

    status: str
    revision: int


@dataclass(slots=True, eq=False)
class Answer(Request[Stored]):
    """An answer to an activity. ``body`` is the contribution's canonical JSON.

    ``seat`` tells whose it is in a sealed regime; in the group regime a table speaks, and it
    is not read.
    """

    code: str
    activity: str
    seat: bytes
    id: str
    revision: int
    body: bytes
    medium: str = media.PHONE
    answered: "Future[Stored]" = field(default_factory=Future)
    _author: bytes = b""

    def prepare(self, work: Work) -> None:
        """Ask for what this seat already has in the box."""
        try:
            pending = work.room(self.code)
        except Refusal:
            return
        if key := pending.keys.get(self.activity):
            self._author = seats.author_of(key, self.seat)
            work.expect(box.ballot_name(pending.room.id, self.activity), self._author)

    def apply(self, work: Work) -> Stored:
        """Keep the answer, or say why not."""
        pending = work.room(self.code)
        activity = pending.state.activities.get(self.activity)
        if activity is None or activity.regime in (Regime.NONE, Regime.APART):
            raise Refusal(text("Cette séquence n'attend pas de réponse."), code="no_answers")
        receipt = seats.hashed(self.id.encode())
        is_late = activity.phase is Phase.CLOSED
        if activity.regime.is_sealed:
            if is_late:
                return self._after_closing(work, pending, receipt)
            must_be_open(activity)
            author = self._author or seats.author_of(pending.keys[self.activity], self.seat)
            sealed = Sealed(author, self.revision, receipt, media.PHONE, self.body.decode())
            standing = work.put(pending, activity, sealed)
            if standing is sealed or standing.receipt == receipt:
                if standing.body != sealed.body:
                    raise _taken()
                return Stored("stored", standing.revision)
            return Stored("superseded", standing.revision)
        if pending.state.ended_at is not None:
            raise Refusal(text("La réunion est terminée : plus rien n'y change."), code="ended")
        if not (is_late and activity.regime is Regime.GROUP):
            must_be_open(activity)
        return self._append(work, pending, activity)

    def _after_closing(self, work: Work, pending: Pending, receipt: bytes) -> Stored:
        if work.is_receipt(pending, self.activity, receipt):
            return Stored("counted", self.revision)
        pending.late.append((self.activity, receipt))
        raise Refusal(
            text(
                "Cette question est close : votre réponse est arrivée trop tard, elle n'est pas "
                "comptée."
            ),
            code="late",
        )

    def _append(self, work: Work, pending: Pending, activity: ActivityState) -> Stored:
        technique = activity.technique
        contribution = technique.read_contribution(activity.config, self.body)
        pieces = technique.split(contribution)
        table = technique.author(contribution) if technique.author else None
        drafts = [
            Draft(
                activity.sheet.id,
                piece.kind,
                piece.body,
                table,
                self.medium,
                self.id if number == 0 else f"{self.id}-{number}",
            )
            for number, piece in enumerate(pieces)
        ]
        for draft in drafts:
            known = work.entry_of(pending, str(draft.id))
            if known is None:
                continue
            is_same = (known.author, known.activity, known.kind) == (
                draft.author,
                draft.activity,
                draft.kind,
            )
            if is_same and canonical(known.body) == canonical(draft.body):
                return Stored("stored", self.revision)
            raise _taken()
        _admitted(activity, pieces)
        work.append(pending, drafts)
        return Stored("stored", self.revision)


@dataclass(slots=True, eq=False)
class OwnAnswer(Request[tuple[bytes, int] | None]):
    """What a seat has in the box of an open ballot: (contribution's JSON, revision)."""

    code: str
    activity: str
    seat: bytes
    answered: "Future[tuple[bytes, int] | None]" = field(default_factory=Future)

    def prepare(self, work: Work) -> None:
        """Ask for what this seat already has in the box."""
        try:
            pending = work.room(self.code)
        except Refusal:
            return
        if key := pending.keys.get(self.activity):
            author = seats.author_of(key, self.seat)
            work.expect(box.ballot_name(pending.room.id, self.activity), author)

    def apply(self, work: Work) -> tuple[bytes, int] | None:
        """Return the answer; None when there is none or the ballot is not open."""
        pending = work.room(self.code)
        key = pending.keys.get(self.activity)
        if key is None or pending.state.activities[self.activity].phase is Phase.CLOSED:
            return None
        author = seats.author_of(key, self.seat)
        ballot = box.ballot_name(pending.room.id, self.activity)
        standing = work.sealed(ballot, [author])[author]
        return None if standing is None else (standing.body.encode(), standing.revision)


@dataclass(slots=True, eq=False)
class Control(Request[int]):
    """What a facilitator does; answers the room's version afterwards."""

    code: str
    command: Command
    answered: "Future[int]" = field(default_factory=Future)

    def apply(self, work: Work) -> int:
        """Decide, then append what was decided."""
        pending = work.room(self.code)
        n_seats = len(pending.room.seats) + len(pending.new_seats)
        drafts = controls.decide(pending.state, self.command, n_seats=n_seats, now=work.at(pending))
        if self.command.kind == entries.MEETING_ENDED:
            drafts = [Draft("", each.kind, {"n_joined": n_seats}, each.author) for each in drafts]
        work.append(pending, drafts)
        return pending.state.version


@dataclass(slots=True, eq=False)
class Direct(Request[int]):
    """What a facilitator asked of a technique itself: pieces that it made, out of the way.

    ``saw`` is how many such pieces there were when it was asked. Answers how many there are.
    """

    code: str
    activity: str
    saw: int
    pieces: Sequence[Piece]
    answered: "Future[int]" = field(default_factory=Future)

    def apply(self, work: Work) -> int:
        """Append them, unless someone asked something else meanwhile."""
        pending = work.room(self.code)
        activity = pending.state.activities.get(self.activity)
        if activity is None or activity.technique.direct is None:
            raise Refusal(text("Cette séquence n'existe pas dans ce conducteur."), code="unknown")
        if pending.state.ended_at is not None:
            raise Refusal(text("La réunion est terminée : plus rien n'y change."), code="ended")
        if self.saw != activity.n_directed:
            raise Refusal(
                text(
                    "Quelqu'un vient d'agir sur cette réunion : votre écran est maintenant à "
                    "jour, relisez-le, puis recommencez si besoin."
                ),
                code="stale",
            )
        _admitted(activity, self.pieces)
        work.append(
            pending,
            [Draft(self.activity, piece.kind, piece.body, FACILITATOR) for piece in self.pieces],
        )
        return self.saw + len(self.pieces)


@dataclass(slots=True, eq=False)
class Erase(Request[None]):
    """Erase a text, or a named entry, at the request of the person whom it names."""

    code: str
    entry: str
    answered: "Future[None]" = field(default_factory=Future)

    def apply(self, work: Work) -> None:
        """Leave a stub, and an entry that says so; the same for words that the text corrected."""
        pending = work.room(self.code)
        found = work.entry_of(pending, self.entry)
        texts = {
            verbatim.id: verbatim
            for activity in pending.state.activities.values()
            for verbatim in _all_texts(activity)
        }
        if found is None or (found.id not in texts and not _is_named(pending, found)):
            raise Refusal(text("Ce texte n'existe pas, ou il est déjà occulté."), code="unknown")
        before = texts[found.id].before if found.id in texts else ()
        for id in (*reversed(before), found.id):
            work.erase(pending, id)


@dataclass(slots=True, eq=False)
class ReadLog(Request[list[LogEntry]]):
    """The whole log of a room, as it is stored."""

    code: str
    answered: "Future[list[LogEntry]]" = field(default_factory=Future)

    def apply(self, work: Work) -> list[LogEntry]:
        """Return it in order."""
        return work.log(self.code)


def _all_texts(activity: ActivityState) -> Sequence[Verbatim]:
    """Return every text of the log, read or masked, standing or taken back."""
    technique, state = activity.technique, activity.state
    gone = [] if technique.withdrawn is None else technique.withdrawn(state)
    return [*technique.verbatims(state), *gone]


def _is_named(pending: Pending, entry: LogEntry) -> bool:
    activity = pending.state.activities.get(entry.activity)
    if activity is None or entry.kind in entries.CONTROLS:
        return False
    sign = activity.technique.signatures
    is_signed = sign is not None and any(each.id == entry.id for each in sign(activity.state))
    return is_signed or (activity.regime is Regime.NAMED and entry.author is not None)


def _admitted(activity: ActivityState, pieces: Sequence[Piece]) -> None:
    """Raise :class:`Refusal` where what entered before leaves no place for these pieces."""
    technique = activity.technique
    if technique.admit is not None:
        read = [technique.read_piece(each.kind, each.body) for each in pieces]
        technique.admit(activity.config, activity.state, read)


def must_be_open(activity: ActivityState) -> None:
    """Raise :class:`Refusal` unless answers are open."""
    if activity.phase not in (Phase.OPEN, Phase.CLOSING):
        raise Refusal(
            text("Cette question n'est pas encore ouverte : attendez un instant."),
            code="not_open",
        )


def _taken() -> Refusal:
    return Refusal(
        text("Cet envoi porte le numéro d'un autre : rechargez la page, puis répondez à nouveau."),
        code="id_taken",
    )
