"""Saying things in the reader's language: texts, days, hours, durations, shares.

The language is Django's active one; message ids are French (technique_api.text).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from mire.technique_api.text import Text

NARROW = "\u202f"


def translate(words: Text | Mapping[str, Any] | str | float | None) -> str:
    """Return a text, or its JSON primitives, in the active language; other values as they are."""
    if words is None:
        return ""
    if isinstance(words, Text):
        words = words.primitive()
    if isinstance(words, float):
        return str(format_decimal(words, format="#,##0.###", locale=_locale()))
    if not isinstance(words, Mapping):
        return str(words)
    msgid = str(words["msgid"])
    count = words.get("count")
    params = {name: translate(value) for name, value in words.get("params", {}).items()}
    if words.get("plural") is None or count is None:
        chosen = gettext(msgid)
    else:
        chosen = ngettext(msgid, str(words["plural"]), count)
        params["count"] = str(count)
    return chosen % params if params else chosen.replace("%%", "%")


def local(at: datetime) -> datetime:
    """Return a time in the installation's own zone."""
    return at.astimezone(timezone.get_current_timezone())


def day(at: date) -> str:
    """Return a day in words: « 21 mars 2018 », « 1er mars 2018 », "21 March 2018"."""
    said = format_date(at, "d MMMM y", locale=_locale())
    return f"1er{said[1:]}" if _locale() == "fr" and at.day == 1 else said


def month(at: date) -> str:
    """Return a month in words: « mars 2018 », "March 2018"."""
    return format_date(at, "MMMM y", locale=_locale())


def hour(at: datetime) -> str:
    """Return a time of day: « 9 h 30 », "9:30 am"."""
    if _locale() == "fr":
        minutes = f"{NARROW}{at.minute:02d}" if at.minute else ""
        return f"{at.hour}{NARROW}h{minutes}"
    return format_time(at, "h:mm a", locale="en").replace("\u202f", " ").lower()


def weekday(at: date) -> str:
    """Return a day with its name: « mercredi 21 mars 2018 », "Wednesday 21 March 2018"."""
    return format_date(at, "EEEE d MMMM y", locale=_locale())


def weekday_alone(at: date) -> str:
    """Return the name of a day: « mercredi », "Wednesday"."""
    return format_date(at, "EEEE", locale=_locale())


def span(starts: datetime, ends: datetime) -> str:
    """Return when something is: « mercredi 21 mars 2018, de 9 h à 10 h 30 »."""
    return gettext("%(day)s, de %(start)s à %(end)s") % {
        "day": weekday(starts),
        "start": hour(starts),
        "end": hour(ends),
    }


def duration(n: int) -> str:
    """Return minutes as people say a length: « 1 h 30 », "1 h 30 min"; under an hour, minutes."""
    hours, rest = divmod(n, 60)
    if not hours:
        return minutes(n)
    space = NARROW if _locale() == "fr" else " "
    after = f"{space}{rest:02d}" if rest and _locale() == "fr" else f" {rest} min" if rest else ""
    return f"{hours}{space}h{after}"


def percent(share: float | None, decimals: int = 0) -> str:
    """Return a share from 0 to 1 as a percentage: « 25 % », "25%"; None gives nothing.

    Never 0 for some, nor 100 for nearly all: 499 of 500 are « 99,8 % ».
    """
    if share is None:
        return ""
    of_hundred = 100 * share
    written = number(of_hundred, decimals) if decimals else str(round(of_hundred))
    if 0 < share < 1 and written in ("0", "100"):
        written = number(min(max(round(of_hundred, 1), 0.1), 99.9), 1)
    return f"{written}{NARROW}%" if _locale() == "fr" else f"{written}%"


def minutes(n: int | None) -> str:
    """Return minutes: « 12 min »; None gives nothing."""
    return "" if n is None else f"{n}{NARROW}min" if _locale() == "fr" else f"{n} min"


def number(value: float | Fraction | None, decimals: int = 2) -> str:
    """Return a number: « 12 500,25 », "12,500.25", ``decimals`` at most; None gives nothing."""
    if value is None:
        return ""
    exact = Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else value
    pattern = "#,##0." + "#" * decimals if decimals else "#,##0"
    return str(format_decimal(exact, format=pattern, locale=_locale()))


def number_columns(rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """Return which columns of a table (their cells as said) are of figures; the first is none."""
    unsaid = ("", "—", gettext("sans objet"))
    return frozenset(
        column
        for column in range(1, min(map(len, rows), default=0))
        if all(row[column] in unsaid or row[column].lstrip("-−")[:1].isdigit() for row in rows)
    )


def listed(items: Sequence[str]) -> str:
    """Return items in a sentence: « a, b et c », "a, b, and c"; no item gives nothing."""
    return str(format_list(list(items), locale=_locale())) if items else ""


def quoted(name: str) -> str:
    """Return a name between the language's quotation marks."""
    return gettext("« %(name)s »") % {"name": name}


def _locale() -> str:
    return (get_language() or "fr").split("-")[0]
