"""The register of commitments: named, apart from the log, confirmed later by a private link.

Nothing of it enters a log, a report or an export but totals, and those only from the threshold
on. Who made a promise holds its link; the register keeps the link's hash, the name, what was
offered and two days, never a seat nor a time. Taking a promise back deletes its row.
"""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date, timedelta

from mire.live.engine.requests import Request
from mire.live.engine.transaction import Pending, Work
from mire.live.state.room import ActivityState, Phase
from mire.live.store import seats
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime
from mire.technique_api.text import text

DAYS_TO_CONFIRM = 7
"""From the day after the offer on: a promise is counted once it was made again, at rest."""

MOST_PLEDGES = 2_000
MOST_CARDS = 200
LINK_BYTES = 16


@dataclass(frozen=True, slots=True)
class Pledge:
    """One promise. ``id`` names it on facilitators' pages and opens nothing.

    ``offered`` is the contribution's canonical JSON. ``card`` is the number of the paper card
    that it came by, "" for a phone. It can be confirmed from ``first_day`` to ``last_day``,
    both included; after that, unconfirmed, it is deleted.
    """

    id: str
    card: str
    name: str
    offered: bytes
    first_day: date
    last_day: date
    is_confirmed: bool


class UnknownPledge(Refusal):
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
class Offer(Request[None]):
    """Keep a promise made on a phone.

    ``secret`` is its private link's, drawn when the form was shown: a form that is sent twice,
    or sent again after the back button, is one promise.
    """

    code: str
    activity: str
    secret: bytes
    offered: bytes
    answered: "Future[None]" = field(default_factory=Future)

    def apply(self, work: Work) -> None:
        """Write it; raise Refusal when the offer is not open."""
        pending, today = _room(work, self.code)
        activity = _apart(pending, self.activity)
        if activity.phase not in (Phase.OPEN, Phase.CLOSING):
            raise Refusal(
                text("Cette page n'est pas ouverte : elle s'ouvre pendant la réunion."),
                code="not_open",
            )
        if len(_pledges(work, pending.room.id)) >= MOST_PLEDGES:
            raise Refusal(
                text("Cette page a reçu trop d'envois : voyez la personne qui anime."), code="full"
            )
        link = seats.hashed(self.secret)
        known = next((each for at, each in _rows(work, pending.room.id) if at == link), None)
        if known is not None and (known.is_confirmed or known.card):
            raise Refusal(
                text("Cette proposition est déjà confirmée : son lien privé la montre."),
                code="id_taken",
            )
        _write(work, pending, self.secret, "", activity, self.offered, today)


@dataclass(slots=True, eq=False)
class PrintCards(Request[list[tuple[str, bytes]]]):
    """Prepare paper cards; answers (number, secret of its private link) for each.

    The secrets are printed and kept nowhere else.
    """

    code: str
    n: int
    answered: "Future[list[tuple[str, bytes]]]" = field(default_factory=Future)

    def apply(self, work: Work) -> list[tuple[str, bytes]]:
        """Draw numbers that no other card of the meeting has."""
        pending, today = _room(work, self.code)
        _apart(pending)
        taken = {pledge.card for _, pledge in _rows(work, pending.room.id)}
        if not 1 <= self.n <= MOST_CARDS or len(taken) + self.n > MOST_PLEDGES:
            raise Refusal(text("De 1 à %(most)s cartes à la fois.", most=MOST_CARDS), path=("n",))
        made: list[tuple[str, bytes]] = []
        while len(made) < self.n:
            card = f"{1_000 + int.from_bytes(work.random(4), 'big') % 9_000}"
            if card not in taken:
                taken.add(card)
                made.append((card, work.random(LINK_BYTES)))
        meeting_day = pending.state.sheet.meeting.starts.date()
        last = max(today, meeting_day) + timedelta(days=DAYS_TO_CONFIRM)
        work.database.execute_many(
            "INSERT INTO live_pledge (room, link, card, name, offered, first_day, last_day) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            sorted(
                (
                    pending.room.id,
                    seats.hashed(secret),
                    card,
                    "",
                    "",
                    last.isoformat(),
                    last.isoformat(),
                )
                for card, secret in made
            ),
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
    answered: "Future[int]" = field(default_factory=Future)

    def apply(self, work: Work) -> int:
        """Write each in its card's own row; raise Refusal for a card unknown or used."""
        pending, today = _room(work, self.code)
        activity = _apart(pending, self.activity)
        if activity.opened_at is None:
            raise Refusal(
                text("Une carte se saisit une fois la séquence ouverte."), code="not_open"
            )
        blank = _cards(work, pending.room.id)
        links = []
        for card, _ in self.cards:
            link = blank.pop(card, None)
            if link is None:
                raise Refusal(
                    text("Aucune carte vierge ne porte le numéro « %(card)s ».", card=card),
                    path=("card",),
                    code="unknown",
                )
            links.append(link)
        for (card, offered), link in zip(self.cards, links, strict=True):
            _write(work, pending, b"", card, activity, offered, today, link=link)
        return len(links)


@dataclass(slots=True, eq=False)
class ReadPledge(Request[Pledge]):
    """What a private link leads to."""

    code: str
    secret: bytes
    answered: "Future[Pledge]" = field(default_factory=Future)

    def apply(self, work: Work) -> Pledge:
        """Return it; raise :class:`UnknownPledge`."""
        pending, _today = _room(work, self.code)
        return _found(work, pending, self.secret)


@dataclass(slots=True, eq=False)
class Confirm(Request[None]):
    """Make a promise again, as it stands now, by its private link."""

    code: str
    activity: str
    secret: bytes
    offered: bytes
    answered: "Future[None]" = field(default_factory=Future)

    def apply(self, work: Work) -> None:
        """Write it as confirmed; raise Refusal before its first day."""
        pending, today = _room(work, self.code)
        known = _found(work, pending, self.secret)
        if today < known.first_day:
            raise Refusal(
                text("Laissez passer une nuit : vous pourrez confirmer à partir de demain."),
                code="early",
            )
        activity = _apart(pending, self.activity)
        link = seats.hashed(self.secret)
        _write(
            work,
            pending,
            self.secret,
            known.card,
            activity,
            self.offered,
            today,
            link=link,
            kept=known,
        )


@dataclass(slots=True, eq=False)
class Withdraw(Request[None]):
    """Take a promise back: its row is deleted; one that is not there is gone already.

    By its private link, or (``id``) by a facilitator whom its author asked.
    """

    code: str
    secret: bytes = b""
    id: str = ""
    answered: "Future[None]" = field(default_factory=Future)

    def apply(self, work: Work) -> None:
        """Delete it."""
        pending, _today = _room(work, self.code)
        link = (
            seats.hashed(self.secret)
            if self.secret
            else next(
                (link for link, each in _rows(work, pending.room.id) if each.id == self.id), b""
            )
        )
        work.database.execute(
            "DELETE FROM live_pledge WHERE room = ? AND link = ?", (pending.room.id, link)
        )
        work.unclean.add("live_pledge")


@dataclass(slots=True, eq=False)
class ReadPledges(Request[list[Pledge]]):
    """Every promise of a meeting, by name; blank cards left out."""

    code: str
    answered: "Future[list[Pledge]]" = field(default_factory=Future)

    def apply(self, work: Work) -> list[Pledge]:
        """Return them."""
        pending, _today = _room(work, self.code)
        return _pledges(work, pending.room.id)


@dataclass(slots=True, eq=False)
class ForgetPledges(Request[None]):
    """Delete, in every meeting, what was not confirmed in time."""

    code: str = field(default="", init=False)
    answered: "Future[None]" = field(default_factory=Future)

    def apply(self, work: Work) -> None:
        """Delete it, a day late so that no time zone loses one."""
        _forget(work, work.now.date() - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Tally:
    """What may be said of confirmed promises: so many people at least, None under the threshold.

    ``offers`` says it of each offer, in order. People may confirm several: no count is had from
    the others by subtraction. Counts are rounded down to a multiple of the threshold, so that
    one promise taken back leaves no trace in what two readers compare.
    """

    n: int | None
    offers: tuple[int | None, ...]


def tally(given: Sequence[Sequence[int]], n_offers: int, threshold: int) -> Tally:
    """Count confirmed promises; ``given`` holds, of each person, the offers' numbers from 1."""
    counts = [sum(number in each for each in given) for number in range(1, n_offers + 1)]
    return Tally(
        n=_at_least(len(given), threshold),
        offers=tuple(_at_least(n, threshold) for n in counts),
    )


def _at_least(n: int, threshold: int) -> int | None:
    return n // threshold * threshold or None


def are_settled(pledges: Sequence[Pledge], meeting_day: date, today: date) -> bool:
    """Say whether nobody may confirm any more: before, each new total would tell of one person."""
    return today > meeting_day + timedelta(days=DAYS_TO_CONFIRM) and all(
        each.is_confirmed for each in pledges
    )


def apart_in(activities: Sequence[ActivityState]) -> ActivityState | None:
    """Return the sequence of commitments of a meeting, None when it has none."""
    return next((each for each in activities if each.regime is Regime.APART), None)


def _room(work: Work, code: str) -> tuple[Pending, date]:
    """Return the room and the day there; what was not confirmed in time is gone."""
    pending = work.room(code)
    today = work.at(pending).astimezone(pending.state.sheet.meeting.starts_at.tzinfo).date()
    _forget(work, today, pending.room.id)
    return pending, today


def _forget(work: Work, today: date, room: int | None = None) -> None:
    """Delete what should have been confirmed before ``today``, in one meeting or in all."""
    lapsed = work.database.execute(
        "SELECT room, link FROM live_pledge WHERE is_confirmed = 0 AND last_day < ?",
        (today.isoformat(),),
    )
    for in_room, link in lapsed:
        if room is None or in_room == room:
            work.database.execute(
                "DELETE FROM live_pledge WHERE room = ? AND link = ?", (in_room, bytes(link))
            )
            work.unclean.add("live_pledge")


def _apart(pending: Pending, slug: str | None = None) -> ActivityState:
    activities = pending.state.activities
    found = apart_in(list(activities.values())) if slug is None else activities.get(slug)
    if found is None or found.regime is not Regime.APART:
        raise Refusal(text("Cette réunion ne propose pas d'engagements."), code="no_room")
    return found


def _write(
    work: Work,
    pending: Pending,
    secret: bytes,
    card: str,
    activity: ActivityState,
    offered: bytes,
    today: date,
    *,
    link: bytes | None = None,
    kept: Pledge | None = None,
) -> None:
    """Write a promise in its row; ``kept``: it is confirmed, and its days stay as they were."""
    technique = activity.technique
    assert technique.author is not None
    name = technique.author(technique.read_contribution(activity.config, offered))
    first = kept.first_day if kept else today + timedelta(days=1)
    last = kept.last_day if kept else today + timedelta(days=DAYS_TO_CONFIRM)
    work.database.execute(
        "INSERT INTO live_pledge "
        "(room, link, card, name, offered, first_day, last_day, is_confirmed) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (room, link) DO UPDATE SET "
        "name = excluded.name, offered = excluded.offered, first_day = excluded.first_day, "
        "last_day = excluded.last_day, is_confirmed = excluded.is_confirmed",
        (
            pending.room.id,
            link or seats.hashed(secret),
            card,
            name,
            offered.decode(),
            first.isoformat(),
            last.isoformat(),
            int(kept is not None),
        ),
    )
    work.unclean.add("live_pledge")


def _found(work: Work, pending: Pending, secret: bytes) -> Pledge:
    link = seats.hashed(secret)
    for known, pledge in _rows(work, pending.room.id):
        if known == link and pledge.name:
            return pledge
    raise UnknownPledge


def _rows(work: Work, room: int) -> list[tuple[bytes, Pledge]]:
    rows = work.database.execute(
        "SELECT link, card, name, offered, first_day, last_day, is_confirmed FROM live_pledge "
        "WHERE room = ? ORDER BY name, link",
        (room,),
    )
    return [
        (
            bytes(link),
            Pledge(
                seats.hashed(bytes(link)).hex()[:16],
                str(card),
                str(name),
                str(offered).encode(),
                date.fromisoformat(str(first)),
                date.fromisoformat(str(last)),
                bool(is_confirmed),
            ),
        )
        for link, card, name, offered, first, last, is_confirmed in rows
    ]


def _pledges(work: Work, room: int) -> list[Pledge]:
    return [pledge for _, pledge in _rows(work, room) if pledge.name]


def _cards(work: Work, room: int) -> dict[str, bytes]:
    """Return the cards that nobody filled in yet: number → hash of its link."""
    return {
        pledge.card: link for link, pledge in _rows(work, room) if pledge.card and not pledge.name
    }
