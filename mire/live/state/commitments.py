"""Commitments: what one is, and what may be said of several. Pure; no log holds any of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mire.live.state.room import ActivityState, RoomState
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime
from mire.technique_api.text import text

DAYS_TO_CONFIRM = 7
"""From the day after the offer on: it is counted once it was made again, at rest."""

KEPT_AFTER, KEPT_FOR = 90, 30
"""Days after the meeting when who committed is asked whether it was kept, and for how many days."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """One commitment. ``id`` names it on facilitators' pages and opens nothing.

    ``link`` is the hash of its private link. ``offered`` is the contribution's canonical JSON.
    ``card`` is the number of the paper card that it came by, "" for a phone; a card that nobody
    filled in yet has no ``name``. It can be confirmed from ``first_day`` to ``last_day``, both
    included; after that, unconfirmed, it is deleted. ``kept``: for each offer, by its number and
    in their order, whether its author said later that it was kept; an offer not told is left out.
    """

    link: bytes
    card: str
    name: str
    offered: bytes
    first_day: date
    last_day: date
    is_confirmed: bool
    kept: tuple[tuple[int, bool], ...] = ()

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits of a hash of the link's hash."""
        return hashlib.sha256(self.link).hexdigest()[:16]

    def has_lapsed(self, today: date) -> bool:
        """Say whether it was not confirmed in time."""
        return not self.is_confirmed and self.last_day < today


@dataclass(frozen=True, slots=True)
class Tally:
    """What may be said of confirmed commitments: so many people at least, None under the threshold.

    ``offers`` says it of each offer, in order; ``kept`` and ``unkept``, how many said later that
    they kept it, or did not (empty while they may still say it). People may confirm several: no
    count is had from the others by subtraction. Counts are rounded down to a multiple of the
    threshold, so that one commitment taken back leaves no trace in what two readers compare.
    """

    n: int | None
    offers: tuple[int | None, ...]
    kept: tuple[int | None, ...] = ()
    unkept: tuple[int | None, ...] = ()


def tally(
    given: Sequence[Sequence[int]],
    n_offers: int,
    threshold: int,
    said: Sequence[Sequence[tuple[int, bool]]] | None = None,
) -> Tally:
    """Count confirmed commitments; ``given`` holds, of each person, the offers' numbers from 1.

    ``said``: of each person, which they kept or not; None while they may still say it.
    """
    numbers = range(1, n_offers + 1)

    def counted(
        rows: Sequence[Sequence[object]], wanted: Sequence[object]
    ) -> tuple[int | None, ...]:
        return tuple(_at_least(sum(one in row for row in rows), threshold) for one in wanted)

    return Tally(
        n=_at_least(len(given), threshold),
        offers=counted(given, numbers),
        kept=() if said is None else counted(said, [(number, True) for number in numbers]),
        unkept=() if said is None else counted(said, [(number, False) for number in numbers]),
    )


def _at_least(n: int, threshold: int) -> int | None:
    return n // threshold * threshold or None


def are_settled(commitments: Sequence[Commitment], meeting_day: date, today: date) -> bool:
    """Say whether nobody may confirm any more: before, each new total would tell of one person."""
    return today > meeting_day + timedelta(days=DAYS_TO_CONFIRM) and all(
        each.is_confirmed for each in commitments
    )


def days_to_say_kept(state: RoomState) -> tuple[date, date]:
    """Return the first and the last day on which who committed may say whether it was kept.

    The same days for all, and totals after them: each new total would tell of one person. They
    count from the day when commitments were opened, or the meeting's own when it is later.
    """
    meeting = state.sheet.meeting
    day = meeting.starts.date()
    activity = apart_in(list(state.activities.values()))
    if activity is not None and activity.opened_at is not None:
        day = max(day, activity.opened_at.astimezone(meeting.starts_at.tzinfo).date())
    first = day + timedelta(days=KEPT_AFTER)
    return first, first + timedelta(days=KEPT_FOR)


def apart_in(activities: Sequence[ActivityState]) -> ActivityState | None:
    """Return the activity of a meeting that collects commitments, None when it has none."""
    return next((each for each in activities if each.regime is Regime.APART), None)


def activity_apart(state: RoomState, slug: str | None = None) -> ActivityState:
    """Return the activity that collects commitments (that one, when ``slug`` says which)."""
    activities = state.activities
    found = apart_in(list(activities.values())) if slug is None else activities.get(slug)
    if found is None or found.regime is not Regime.APART:
        raise Refusal(text("Cette réunion ne propose pas d'engagements."), code="no_room")
    return found
