"""Days counted as French texts count them: calendar, clear, working days, months."""

import calendar
import enum
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from mire.technique_api.text import Text, text, text_n

DAY = timedelta(days=1)
SATURDAY = 5
FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
"""Public holidays that keep their day (code du travail, L. 3133-1); Easter gives three more."""


class Count(enum.StrEnum):
    """How a delay is counted."""

    CALENDAR = "calendar"
    CLEAR = "clear"  # « jours francs »: neither the first day nor the last one counts
    WORKING = "working"  # Saturdays, Sundays and public holidays left out
    MONTHS = "months"  # clear too: the day after the same day of another month


COUNT_WORDS = {
    Count.CALENDAR: text("jours, tous comptés"),
    Count.CLEAR: text("jours francs"),
    Count.WORKING: text("jours ouvrés"),
    Count.MONTHS: text("mois francs"),
}


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Which days are worked: ``is_alsace_moselle`` adds Good Friday and the day after Christmas."""

    is_alsace_moselle: bool = False

    def holds(self, on: date) -> bool:
        """Say whether a day is worked: no Saturday, Sunday or public holiday."""
        return on.weekday() < SATURDAY and on not in public_holidays(
            on.year, is_alsace_moselle=self.is_alsace_moselle
        )

    def at_or_before(self, on: date) -> date:
        """Return the last worked day up to this one."""
        while not self.holds(on):
            on -= DAY
        return on

    def at_or_after(self, on: date) -> date:
        """Return the first worked day from this one."""
        while not self.holds(on):
            on += DAY
        return on


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher's algorithm)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, kept = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    quarter, left = divmod(rest, 4)
    weekday = (32 + 2 * kept + 2 * quarter - epact - left) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@cache
def public_holidays(year: int, *, is_alsace_moselle: bool = False) -> frozenset[date]:
    """Return the public holidays of a year in France."""
    sunday = easter(year)
    moving = [1, 39, 50]  # Easter Monday, Ascension, Whit Monday
    found = {date(year, month, day) for month, day in FIXED}
    found |= {sunday + timedelta(days=each) for each in moving}
    if is_alsace_moselle:
        found |= {sunday - 2 * DAY, date(year, 12, 26)}
    return frozenset(found)


def before(on: date, delay: int, count: Count, worked: WorkingDays) -> date:
    """Return the last day that leaves such a delay before another one."""
    match count:
        case Count.CALENDAR:
            return on - delay * DAY
        case Count.CLEAR:
            return on - (delay + 1) * DAY
        case Count.MONTHS:
            return _months_from(on, -delay) - DAY
    for _each in range(delay):
        on = worked.at_or_before(on - DAY)
    return on


def after(on: date, delay: int, count: Count, worked: WorkingDays) -> date:
    """Return the last day of such a delay, counted from another one."""
    match count:
        case Count.CALENDAR:
            return on + delay * DAY
        case Count.CLEAR:
            return on + (delay + 1) * DAY
        case Count.MONTHS:
            return _months_from(on, delay) + DAY
    for _each in range(delay):
        on = worked.at_or_after(on + DAY)
    return on


def _months_from(on: date, months: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def delay_words(delay: int, count: Count) -> Text:
    """Say a delay: « 5 jours francs », « 1 jour ouvré », « 2 mois francs »."""
    match count:
        case Count.CALENDAR:
            return text_n("%(count)s jour", "%(count)s jours", delay)
        case Count.CLEAR:
            return text_n("%(count)s jour franc", "%(count)s jours francs", delay)
        case Count.WORKING:
            return text_n("%(count)s jour ouvré", "%(count)s jours ouvrés", delay)
    return text_n("%(count)s mois franc", "%(count)s mois francs", delay)
