"""What roles give the right to, and what is said of a group: pure, on plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from mire.technique_api.text import Text, text, text_n


class Right(StrEnum):
    """What a role lets its holder do in a programme."""

    ADMINISTRATOR = "administrator"
    FACILITATOR = "facilitator"
    AMBASSADOR = "ambassador"
    MANAGEMENT = "management"
    READER = "reader"


RIGHT_WORDS = {
    Right.ADMINISTRATOR: text("administrer le programme"),
    Right.FACILITATOR: text("préparer et animer les réunions"),
    Right.AMBASSADOR: text("lire et contribuer"),
    Right.MANAGEMENT: text("décider"),
    Right.READER: text("lire"),
}


@dataclass(frozen=True, slots=True)
class DefaultRole:
    """A role that a new programme has until it words its own."""

    slug: str
    name: str
    plural: str
    right: Right | None
    is_group: bool = False


# Data of a French authority, in its language: each programme changes them (invariant 10).
DEFAULT_ROLES = (
    DefaultRole("administrator", "administrateur ou administratrice", "administrateurs et "
                "administratrices", Right.ADMINISTRATOR),
    DefaultRole("resident", "résident ou résidente", "résidents et résidentes", Right.FACILITATOR),
    DefaultRole("home-resident", "résident ou résidente à domicile",
                "résidents et résidentes à domicile", Right.FACILITATOR),
    DefaultRole("ambassador", "ambassadeur ou ambassadrice", "ambassadeurs et ambassadrices",
                Right.AMBASSADOR, is_group=True),
    DefaultRole("relay", "relais", "relais", Right.READER),
    DefaultRole("director", "directeur ou directrice", "directeurs et directrices", Right.READER),
    DefaultRole("chief-executive", "directeur général ou directrice générale des services",
                "direction générale des services", Right.MANAGEMENT),
    DefaultRole("deputy-chief-executive",
                "directeur général adjoint ou directrice générale adjointe",
                "directions générales adjointes", Right.MANAGEMENT),
    DefaultRole("plan-pilot", "pilote du plan", "pilotes du plan", Right.READER),
    DefaultRole("elected-member", "élu ou élue", "élus et élues", Right.READER),
    DefaultRole("guest", "invité ou invitée", "invités et invitées", None),
)  # fmt: skip


def is_current(starts_on: date, ends_on: date | None, day: date) -> bool:
    """Say whether a stretch of days, its last included (None: without end), holds a day."""
    return starts_on <= day and (ends_on is None or day <= ends_on)


def days_granted(
    letters: Iterable[tuple[Decimal, date, date | None]], *, start: date, end: date
) -> Decimal:
    """Return the days that mission letters grant from a day to a day, both included.

    ``letters``: days a month, first day, last day or None. A month counts by the share of its
    days that the letter holds, so that letters of half a month grant half.
    """
    granted = Decimal(0)
    for a_month, starts_on, ends_on in letters:
        first, last = max(starts_on, start), min(ends_on or end, end)
        while first <= last:
            month_end = _last_of_month(first)
            held = (min(month_end, last) - first).days + 1
            granted += a_month * held / month_end.day
            first = month_end + timedelta(days=1)
    return granted.quantize(Decimal("0.1"))


def _last_of_month(day: date) -> date:
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return following - timedelta(days=1)


SESSIONS_WITHOUT = 3
"""Who missed so many sessions in a row, the last ones, may want news."""


def may_want_news(came: Sequence[bool]) -> bool:
    """Say whether somebody missed the last sessions held while they were in the group.

    ``came``: for each of these sessions, the oldest first, whether they came.
    """
    return len(came) >= SESSIONS_WITHOUT and not any(came[-SESSIONS_WITHOUT:])


def group_sentence(n: int, joined: int, plural: str | Text, since: str) -> Text:
    """Say how large the group is and how many joined of late: « 17 ambassadeurs, 5 depuis… »."""
    if not n:
        return text("Le groupe n'a encore personne.")
    if not joined:
        return text("%(n)s %(who)s.", n=n, who=plural)
    return text_n(
        "%(n)s %(who)s, dont %(count)s depuis %(since)s.",
        "%(n)s %(who)s, dont %(count)s depuis %(since)s.",
        joined,
        n=n,
        who=plural,
        since=since,
    )


def fatigue_sentence(n_sessions: int, shares: Sequence[float]) -> Text | None:
    """Say how the group's presence moved over its last sessions; None under six sessions.

    ``shares``: for each session, the oldest first, the share of the group that came. It is of the
    group, never of a person.
    """
    if n_sessions < 2 * SESSIONS_WITHOUT:
        return None
    late = sum(shares[-SESSIONS_WITHOUT:]) / SESSIONS_WITHOUT
    early = sum(shares[-2 * SESSIONS_WITHOUT : -SESSIONS_WITHOUT]) / SESSIONS_WITHOUT
    return text(
        "Aux trois dernières sessions, %(late)s %% du groupe est venu ; %(early)s %% aux trois "
        "d'avant.",
        late=round(100 * late),
        early=round(100 * early),
    )
