"""Reading one person of a programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mire.programme.people.models import MissionLetter, Person, Presence, Role
from mire.programme.people.rules import days_granted, is_current
from mire.programme.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody holds or held. ``left_because`` is None for who may not read it."""

    key: str
    kind: str
    name: str
    right: str
    is_group: bool
    starts_on: date
    ends_on: date | None
    manager_agreed_on: date | None
    left_because: str | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class HeldLetter:
    """A mission letter of somebody."""

    key: str
    days_a_month: Decimal
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class GivenTime:
    """Time given on a day: at a meeting (its key), or noted by hand (``what``)."""

    on: date
    days: Decimal
    meeting: str
    what: str


@dataclass(frozen=True, slots=True)
class PersonFile:
    """What a programme knows of somebody. ``granted`` runs up to the day asked for."""

    roles: Sequence[HeldRole]
    letters: Sequence[HeldLetter]
    times: Sequence[GivenTime]
    granted: Decimal
    spent: Decimal


def file_of(
    programme: Programme, person: Person, *, on: date, with_reasons: bool
) -> PersonFile | None:
    """Return what a programme knows of a person on a day, the latest first. Three queries.

    None when they never had a role there. ``with_reasons``: whoever asks may read why they left.
    """
    roles = [
        HeldRole(
            role.key,
            role.kind.slug,
            role.kind.name,
            role.kind.right,
            role.kind.is_group,
            role.starts_on,
            role.ends_on,
            role.manager_agreed_on,
            role.left_because if with_reasons else None,
            is_current(role.starts_on, role.ends_on, on),
        )
        for role in Role.objects.filter(kind__programme=programme, person=person)
        .select_related("kind")
        .order_by("-starts_on", "-pk")
    ]
    if not roles:
        return None
    letters = [
        HeldLetter(each.key, each.days_a_month, each.starts_on, each.ends_on)
        for each in MissionLetter.objects.filter(programme=programme, person=person).order_by(
            "-starts_on", "-pk"
        )
    ]
    times = [
        GivenTime(each.on, each.days, each.meeting, each.what)
        for each in Presence.objects.filter(programme=programme, person=person).order_by(
            "-on", "-pk"
        )
    ]
    granted = days_granted(
        [(each.days_a_month, each.starts_on, each.ends_on) for each in letters],
        start=programme.starts_on,
        end=min(on, programme.ends_on),
    )
    spent = sum((each.days for each in times if each.on <= on), Decimal(0))
    return PersonFile(roles, letters, times, granted, spent)


def role_of(programme: Programme, person: Person, key: str) -> Role | None:
    """Return a role of a person in a programme, None when there is none. One query."""
    return (
        Role.objects.select_related("kind__programme", "person")
        .filter(kind__programme=programme, person=person, key=key)
        .first()
    )


def letter_of(programme: Programme, person: Person, key: str) -> MissionLetter | None:
    """Return a mission letter of a person in a programme, None when there is none. One query."""
    return MissionLetter.objects.filter(programme=programme, person=person, key=key).first()
