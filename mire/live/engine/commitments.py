"""The register of commitments: named, apart from the log, confirmed later by a private link.

Nothing of it enters a log, a report or an export but totals, and those only from the threshold
on. Who commits holds the link; the register keeps the link's hash. Taking a commitment back
deletes its row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from mire.live.engine.readers import Reading
from mire.live.engine.requests import Request
from mire.live.engine.rooms import RoomView
from mire.live.engine.transaction import Pending, Transaction
from mire.live.state.commitments import (
    DAYS_TO_CONFIRM,
    Commitment,
    activity_apart,
    days_to_say_kept,
)
from mire.live.state.room import ActivityState, Phase, RoomState
from mire.live.store import seats
from mire.live.store.commitments import (
    delete_commitment,
    delete_lapsed_commitments,
    read_commitments,
    write_commitments,
)
from mire.live.store.database import Database
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

MOST_COMMITMENTS = 2_000
MOST_CARDS = 200
LINK_BYTES = 16


class UnknownCommitment(Refusal):
    """The link leads nowhere, any more or ever: nobody is told which."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "Cette page n'existe pas, ou plus : une proposition qui n'est pas confirmée à "
                "temps s'efface d'elle-même, et on peut la retirer à tout moment."
            ),
            code="no_room",
        )


@dataclass(slots=True, eq=False)
class OfferCommitment(Request[None]):
    """Keep a commitment offered on a phone.

    ``secret`` is its private link's, drawn when the form was shown: a form that is sent twice,
    or sent again after the back button, is one commitment.
    """

    code: str
    activity: str
    secret: bytes
    offered: bytes

    def apply(self, transaction: Transaction) -> None:
        """Write it; raise Refusal when the offer is not open."""
        register = _Register(transaction, self.code)
        activity = activity_apart(register.pending.state, self.activity)
        if activity.phase not in (Phase.OPEN, Phase.CLOSING):
            raise Refusal(
                text("Cette page n'est pas ouverte : elle s'ouvre pendant la réunion."),
                code="not_open",
            )
        if len(register.named()) >= MOST_COMMITMENTS:
            raise Refusal(
                text("Cette page a reçu trop d'envois : voyez la personne qui anime."), code="full"
            )
        link = seats.hashed(self.secret)
        known = next((each for each in register.rows if each.link == link), None)
        if known is not None and (known.is_confirmed or known.card):
            raise Refusal(
                text("Cette proposition est déjà confirmée : son lien privé la montre."),
                code="id_taken",
            )
        register.write([register.offered(activity, link, self.offered)])


@dataclass(slots=True, eq=False)
class PrintCards(Request[list[tuple[str, bytes]]]):
    """Prepare paper cards; answers (number, secret of its private link) for each.

    The secrets are printed and kept nowhere else.
    """

    code: str
    n: int

    def apply(self, transaction: Transaction) -> list[tuple[str, bytes]]:
        """Draw numbers that no other card of the meeting has."""
        register = _Register(transaction, self.code)
        state = register.pending.state
        activity_apart(state)
        taken = {each.card for each in register.rows}
        if not 1 <= self.n <= MOST_CARDS or len(taken) + self.n > MOST_COMMITMENTS:
            raise Refusal(text("De 1 à %(most)s cartes à la fois.", most=MOST_CARDS), path=("n",))
        made: list[tuple[str, bytes]] = []
        while len(made) < self.n:
            card = f"{1_000 + int.from_bytes(transaction.random(4), 'big') % 9_000}"
            if card not in taken:
                taken.add(card)
                made.append((card, transaction.random(LINK_BYTES)))
        last = max(register.today, state.sheet.meeting.starts.date())
        last += timedelta(days=DAYS_TO_CONFIRM)
        register.write(
            [
                Commitment(seats.hashed(secret), card, "", b"", last, last, is_confirmed=False)
                for card, secret in made
            ]
        )
        return made


@dataclass(slots=True, eq=False)
class EnterCards(Request[int]):
    """Type in cards that were filled in: (number, contribution), all of them or none.

    Each card's link was printed on the part that its author keeps. Answers how many.
    """

    code: str
    activity: str
    cards: Sequence[tuple[str, bytes]]

    def apply(self, transaction: Transaction) -> int:
        """Write each in its card's own row; raise Refusal for a card unknown or used."""
        register = _Register(transaction, self.code)
        activity = activity_apart(register.pending.state, self.activity)
        if activity.opened_at is None:
            raise Refusal(
                text("Une carte se saisit une fois la séquence ouverte."), code="not_open"
            )
        blank = {each.card: each for each in register.rows if each.card and not each.name}
        filled = []
        for card, offered in self.cards:
            known = blank.pop(card, None)
            if known is None:
                raise Refusal(
                    text("Aucune carte vierge ne porte le numéro « %(card)s ».", card=card),
                    path=("card",),
                    code="unknown",
                )
            filled.append(register.offered(activity, known.link, offered, card=card))
        register.write(filled)
        return len(filled)


@dataclass(slots=True, eq=False)
class ConfirmCommitment(Request[None]):
    """Commit again, as the form stands now, by the private link."""

    code: str
    activity: str
    secret: bytes
    offered: bytes

    def apply(self, transaction: Transaction) -> None:
        """Write it as confirmed; raise Refusal before its first day."""
        register = _Register(transaction, self.code)
        known = _found(register.rows, self.secret)
        if register.today < known.first_day:
            raise Refusal(
                text("Laissez passer une nuit : vous pourrez confirmer à partir de demain."),
                code="early",
            )
        activity = activity_apart(register.pending.state, self.activity)
        offered = register.offered(activity, known.link, self.offered, card=known.card)
        register.write(
            [
                replace(
                    offered,
                    first_day=known.first_day,
                    last_day=known.last_day,
                    is_confirmed=True,
                    kept=known.kept,
                )
            ]
        )


@dataclass(slots=True, eq=False)
class SayKept(Request[None]):
    """Say which offers of a confirmed commitment were kept, by its private link.

    ``kept``: by the offers' numbers; one left out is not told. What was said before is replaced.
    """

    code: str
    secret: bytes
    kept: Mapping[int, bool]

    def apply(self, transaction: Transaction) -> None:
        """Write it; raise Refusal on any other day than those when all are asked."""
        register = _Register(transaction, self.code)
        known = _found(register.rows, self.secret)
        first, last = days_to_say_kept(register.pending.state)
        if not known.is_confirmed or not first <= register.today <= last:
            raise Refusal(
                text(
                    "Cela se dit trois mois après la réunion, pendant un mois, une fois la "
                    "proposition confirmée."
                ),
                code="early" if register.today < first else "late",
            )
        register.write([replace(known, kept=tuple(sorted(self.kept.items())))])


@dataclass(slots=True, eq=False)
class WithdrawCommitment(Request[None]):
    """Take a commitment back: its row is deleted; one that is not there is gone already.

    By its private link, or (``id``) by a facilitator whom its author asked.
    """

    code: str
    secret: bytes = b""
    id: str = ""

    def apply(self, transaction: Transaction) -> None:
        """Delete it."""
        register = _Register(transaction, self.code)
        link = seats.hashed(self.secret)
        if not self.secret:
            link = next((each.link for each in register.rows if each.id == self.id), b"")
        delete_commitment(transaction.database, register.pending.room.id, link)
        transaction.unclean.add("live_pledge")


@dataclass(slots=True, eq=False)
class ForgetCommitments(Request[None]):
    """Delete what was not confirmed in time, in one meeting or (``code`` "") in all."""

    code: str = ""

    def apply(self, transaction: Transaction) -> None:
        """Delete it; in all meetings a day late, so that no time zone loses one."""
        if self.code:
            _Register(transaction, self.code)
            return
        today = transaction.now.date() - timedelta(days=1)
        if delete_lapsed_commitments(transaction.database, today):
            transaction.unclean.add("live_pledge")


@dataclass(frozen=True, slots=True)
class ReadCommitment(Reading[Commitment]):
    """What a private link leads to."""

    code: str
    secret: bytes

    def finds_lapsed(self, database: Database, room: RoomView, now: datetime) -> bool:
        """Say whether the register holds what was not confirmed in time."""
        return has_lapsed_in(database, room, now)

    def read(self, database: Database, room: RoomView, now: datetime) -> Commitment:
        """Return it; raise :class:`UnknownCommitment`."""
        return _found(read_commitments(database, room.id), self.secret)


@dataclass(frozen=True, slots=True)
class ReadCommitments(Reading[list[Commitment]]):
    """Every commitment of a meeting, by name; blank cards left out."""

    code: str

    def finds_lapsed(self, database: Database, room: RoomView, now: datetime) -> bool:
        """Say whether the register holds what was not confirmed in time."""
        return has_lapsed_in(database, room, now)

    def read(self, database: Database, room: RoomView, now: datetime) -> list[Commitment]:
        """Return them."""
        return [each for each in read_commitments(database, room.id) if each.name]


class _Register:
    """A meeting's register in a transaction: what was not confirmed in time is gone."""

    def __init__(self, transaction: Transaction, code: str) -> None:
        self._transaction = transaction
        self.pending: Pending = transaction.room(code)
        self.today = _day_in(self.pending.state, transaction.at(self.pending))
        id = self.pending.room.id
        if delete_lapsed_commitments(transaction.database, self.today, id):
            transaction.unclean.add("live_pledge")
        self.rows = read_commitments(transaction.database, id)

    def named(self) -> list[Commitment]:
        """Return those that somebody made: blank cards left out."""
        return [each for each in self.rows if each.name]

    def offered(
        self, activity: ActivityState, link: bytes, offered: bytes, *, card: str = ""
    ) -> Commitment:
        """Return an unconfirmed commitment, its days counted from today."""
        answers = activity.technique.expect_answers()
        assert answers.author is not None
        return Commitment(
            link=link,
            card=card,
            name=answers.author(answers.read_contribution(activity.config, offered)),
            offered=offered,
            first_day=self.today + timedelta(days=1),
            last_day=self.today + timedelta(days=DAYS_TO_CONFIRM),
            is_confirmed=False,
        )

    def write(self, written: Sequence[Commitment]) -> None:
        """Write them."""
        write_commitments(self._transaction.database, self.pending.room.id, written)
        self._transaction.unclean.add("live_pledge")


def has_lapsed_in(database: Database, room: RoomView, now: datetime) -> bool:
    """Say whether a room's register holds what was not confirmed in time."""
    today = _day_in(room.state, now)
    return any(each.has_lapsed(today) for each in read_commitments(database, room.id))


def _day_in(state: RoomState, now: datetime) -> date:
    return now.astimezone(state.sheet.meeting.starts_at.tzinfo).date()


def _found(rows: Sequence[Commitment], secret: bytes) -> Commitment:
    link = seats.hashed(secret)
    for each in rows:
        if each.link == link and each.name:
            return each
    raise UnknownCommitment
