"""What a programme may be."""

import calendar
from collections.abc import Sequence
from datetime import date

from mire.technique_api.text import Text, text, text_n

WORD_LISTS = {
    "axes": text("Axes du café"),
    "poles": text("Pôles de la grille"),
    "profiles": text("Profils de laboratoire"),
    "headings": text("Rubriques des tables"),
    "criteria": text("Critères"),
    "mentions": text("Mentions"),
}
"""The lists of words that an authority sets for itself."""


CASES, PILOTING = "cases", "piloting"
TRACKS = {
    CASES: text("sessions et cas"),
    PILOTING: text("séminaires et pilotage"),
}
"""The two tracks of a programme, which meet at the note."""


def lanes_of(spans: Sequence[tuple[date, date]]) -> Sequence[int]:
    """Return the lane of each stretch, from 0, so that none overlaps another in its lane.

    Both days of a stretch are its own.
    """
    ends: list[date] = []
    lanes = [0] * len(spans)
    for number in sorted(range(len(spans)), key=lambda each: spans[each]):
        start, end = spans[number]
        lane = next((n for n, taken in enumerate(ends) if taken < start), len(ends))
        if lane == len(ends):
            ends.append(end)
        else:
            ends[lane] = end
        lanes[number] = lane
    return lanes


def month_sentence(starts_on: date, ends_on: date, day: date) -> Text:
    """Say where a day stands in a programme: « 12e mois sur 16 »."""
    total = _months(starts_on, ends_on) + 1
    if day < starts_on:
        return text_n(
            "commence dans %(count)s jour", "commence dans %(count)s jours", (starts_on - day).days
        )
    if day > ends_on:
        return text("terminé")
    return text("mois %(n)s sur %(total)s", n=_months(starts_on, day) + 1, total=total)


def _months(start: date, end: date) -> int:
    months = 12 * (end.year - start.year) + end.month - start.month
    return months - (end.day < start.day)


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last; the calendar's last at most."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
