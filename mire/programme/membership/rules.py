"""What is said of a person's days and of the group, and who may touch which role: pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from mire.programme.people.rules import Right, is_current
from mire.technique_api.text import Text, text, text_n

REASONS = (Right.FACILITATOR,)
"""Who reads why somebody left, beside the administrator."""


def may_touch(right: str, rights: Collection[Right]) -> bool:
    """Say whether who has ``rights`` may give or change a role that gives ``right``.

    A role of administrator is an administrator's to give: nobody makes themselves one.
    """
    return right != Right.ADMINISTRATOR or Right.ADMINISTRATOR in rights


def overlaps(
    spans: Iterable[tuple[date, date | None]], starts_on: date, ends_on: date | None
) -> bool:
    """Say whether a stretch of days meets one of ``spans``; all include their last day."""
    return any(
        (ends_on is None or first <= ends_on) and (last is None or starts_on <= last)
        for first, last in spans
    )


@dataclass(frozen=True, slots=True)
class Month:
    """The group over a month: how many came in, left, and were there at its end."""

    first: date
    joined: int
    left: int
    n: int


def months_of(
    people: Sequence[Sequence[tuple[date, date | None]]], start: date, end: date
) -> list[Month]:
    """Return the group month by month from a day to a day.

    ``people``: for each, the stretches of days in the group, which don't meet; the last day of a
    stretch is included, so that they are out from the next.
    """
    found = []
    first = start.replace(day=1)
    while first <= end:
        following = (first + timedelta(days=32)).replace(day=1)
        last = min(end, following - timedelta(days=1))
        gone = last if last == end else last + timedelta(days=1)
        spans = [span for stretches in people for span in stretches]
        found.append(
            Month(
                first,
                sum(first <= begun <= last for begun, _ in spans),
                sum(over is not None and first <= over < gone for _, over in spans),
                sum(begun <= last and (over is None or over >= gone) for begun, over in spans),
            )
        )
        first = following
    return found


def newcomers(
    people: Sequence[Sequence[tuple[date, date | None]]], on: date
) -> tuple[int, date | None]:
    """Return how many of the group came in the month of its last arrival, and that month.

    (0, None) when that month is more than six months ago, or when everybody came in then.
    """
    begun = [
        max(starts_on for starts_on, ends_on in each if is_current(starts_on, ends_on, on))
        for each in people
        if any(is_current(*span, on) for span in each)
    ]
    if not begun:
        return 0, None
    month = max(begun).replace(day=1)
    n = sum(each >= month for each in begun)
    if n == len(begun) or on - month > timedelta(days=183):
        return 0, None
    return n, month


def joined_spans(
    spans: Iterable[tuple[date, date | None]],
) -> list[tuple[date, date | None]]:
    """Return stretches of days in order, those that meet or follow each other made one."""
    joined: list[tuple[date, date | None]] = []
    for starts_on, ends_on in sorted(spans, key=lambda span: span[0]):
        if joined:
            first, last = joined[-1]
            if last is None:
                break
            if starts_on <= last + timedelta(days=1):
                joined[-1] = (first, None if ends_on is None else max(last, ends_on))
                continue
        joined.append((starts_on, ends_on))
    return joined


def days_sentence(granted: Decimal, spent: Decimal) -> Text:
    """Say how a person's days stand: granted so far, given, left."""
    if not granted:
        return text("Jours donnés : %(spent)s. Aucune lettre de mission.", spent=_said(spent))
    left = granted - spent
    if left < 0:
        return text(
            "Jours donnés : %(spent)s, sur %(granted)s accordés à ce jour : %(over)s de trop.",
            spent=_said(spent),
            granted=_said(granted),
            over=_said(-left),
        )
    return text(
        "Jours donnés : %(spent)s, sur %(granted)s accordés à ce jour ; il en reste %(left)s.",
        spent=_said(spent),
        granted=_said(granted),
        left=_said(left),
    )


def _said(days: Decimal) -> float | int:
    return int(days) if days == int(days) else float(days)


@dataclass(frozen=True, slots=True)
class Reach:
    """Which departments took part in which sessions; no row says which department it is.

    ``sessions``: title, day, how many departments, the oldest first. ``rows``: for each department,
    whether somebody of it came to each session; who came most often first. ``n_lately``: how many
    came since ``since``; ``n_never``: how many never came.
    """

    sessions: Sequence[tuple[str, date, int]]
    rows: Sequence[Sequence[bool]]
    since: date
    n_lately: int
    n_never: int


def reach_of_sessions(
    sessions: Sequence[tuple[str, date, Collection[str]]], departments: Collection[str], today: date
) -> Reach:
    """Say which departments sessions reached: title, day, those from which somebody came.

    ``since`` is the first day of the month before last.
    """
    since = (today.replace(day=1) - timedelta(days=32)).replace(day=1)
    held = sorted(sessions, key=lambda each: (each[1], each[0]))
    rows = sorted(
        ([each in came for _, _, came in held] for each in departments), key=lambda row: -sum(row)
    )
    lately = [came for _, day, came in held if day >= since]
    return Reach(
        [(title, day, len(set(came) & set(departments))) for title, day, came in held],
        rows,
        since,
        sum(any(each in came for came in lately) for each in departments),
        sum(not any(row) for row in rows),
    )


def reach_sentence(reach: Reach, since: str) -> Text:
    """Say how many departments took part of late, and how many never did; ``since`` in words."""
    n = len(reach.rows)
    if not n:
        return text("Aucune direction n'est encore inscrite.")
    if not reach.sessions:
        return text("Aucune session n'a encore de présences notées.")
    if reach.sessions[-1][1] < reach.since:
        return _said_of_the_last(reach, since)
    never = text_n(
        "%(count)s n'y est jamais venue", "%(count)s n'y sont jamais venues", reach.n_never
    )
    if not reach.n_lately:
        return text(
            "Aucune des %(n)s directions n'a pris part à une session depuis %(since)s ; %(never)s.",
            n=n,
            since=since,
            never=never,
        )
    lately = text_n(
        "%(count)s direction sur %(n)s a pris part à une session depuis %(since)s",
        "%(count)s directions sur %(n)s ont pris part à une session depuis %(since)s",
        reach.n_lately,
        n=n,
        since=since,
    )
    if not reach.n_never:
        return text("%(lately)s ; chacune est venue au moins une fois.", lately=lately)
    return text("%(lately)s ; %(never)s.", lately=lately, never=never)


def _said_of_the_last(reach: Reach, since: str) -> Text:
    """Say that no session was held of late, and who came to the last one."""
    came = text_n(
        "%(count)s direction sur %(n)s est venue",
        "%(count)s directions sur %(n)s sont venues",
        reach.sessions[-1][2],
        n=len(reach.rows),
    )
    never = text_n(
        "%(count)s n'est venue à aucune", "%(count)s ne sont venues à aucune", reach.n_never
    )
    if not reach.n_never:
        never = text("chacune est venue au moins une fois")
    return text(
        "Aucune session n'a de présences notées depuis %(since)s. À la dernière, %(came)s ; "
        "%(never)s.",
        since=since,
        came=came,
        never=never,
    )
