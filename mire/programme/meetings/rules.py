"""Kinds of meetings, and where one stands: pure."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from mire.programme.programmes.rules import CASES, PILOTING
from mire.technique_api.text import Text, text

KINDS: dict[str, Text] = {
    "session": text("session"),
    "seminar": text("séminaire de direction"),
    "debrief": text("retour à chaud"),
    "steering": text("GT Labo"),
    "restitution": text("restitution"),
    "relay": text("réunion des relais"),
}
"""The kinds of meetings, in a programme's usual order; a run sheet may name another."""


ON_CASES = frozenset({"session", "debrief", "relay"})
"""The kinds of meetings that stand on the track of sessions and cases; others pilot."""


def track_of(kind: str) -> str:
    """Return the track of a programme on which a kind of meeting stands."""
    return CASES if kind in ON_CASES else PILOTING


def kind_words(kind: str) -> Text:
    """Return the words of a kind; one that Mire doesn't know is said as it is written."""
    return KINDS.get(kind, text("« %(name)s »", name=kind))


class Standing(StrEnum):
    """Where a meeting stands."""

    PREPARED = "prepared"
    PAST = "past"  # its day is over, and no room was opened for it here
    OPEN = "open"
    ENDED = "ended"


STANDING_WORDS = {
    Standing.PREPARED: text("en préparation"),
    Standing.PAST: text("passée, sans salle ici"),
    Standing.OPEN: text("salle ouverte"),
    Standing.ENDED: text("terminée"),
}


def standing_of(*, opened_at: datetime | None, ended_at: datetime | None) -> Standing:
    """Say where a meeting stands."""
    if ended_at is not None:
        return Standing.ENDED
    return Standing.PREPARED if opened_at is None else Standing.OPEN


def standing_on(standing: Standing, held_on: date, *, today: date) -> Standing:
    """Say where a meeting stands on a day: one in preparation whose day is over is past."""
    return Standing.PAST if standing is Standing.PREPARED and held_on < today else standing


HALF_A_DAY = 270
"""A meeting of as many minutes, or fewer, counts as half a day of somebody's time."""


def days_of(minutes: int) -> Decimal:
    """Return the days that a meeting takes of who comes: a half, or a whole one."""
    return Decimal("0.5") if minutes <= HALF_A_DAY else Decimal(1)


AFTERNOON = 13
"""The hour from which somebody signs for the afternoon."""


def is_whole_day(starts: datetime, minutes: int) -> bool:
    """Say whether a meeting (its local start) has a morning and an afternoon to sign for."""
    ends = starts + timedelta(minutes=minutes)
    noon = starts.replace(hour=AFTERNOON, minute=0, second=0, microsecond=0)
    return minutes > HALF_A_DAY and starts < noon < ends


def by_department(person: Any) -> tuple[bool, str, str, str]:
    """Return what sorts people on an attendance sheet: department, name; no department last."""
    department = person.department
    return (
        department is None,
        "" if department is None else department.name,
        person.family_name,
        person.given_name,
    )
