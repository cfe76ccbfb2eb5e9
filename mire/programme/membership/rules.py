"""What is said of a person's days, and who may touch which role: pure."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from mire.programme.people.rules import Right
from mire.technique_api.text import Text, text

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
