"""What a cell means: a name whatever the hand that typed it, a whole number, a day."""

import re
import unicodedata
from datetime import date

MOST_DIGITS = 15


def folded(name: str) -> str:
    """Return a name without what a hand adds or forgets: capitals, accents, spaces, dashes."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = (each for each in plain if not unicodedata.combining(each))
    return " ".join(re.sub(r"[\s_’'‐‑–-]+", " ", "".join(letters)).split())


def read_count(written: str, *, digits: int = MOST_DIGITS) -> int | None:
    """Return a whole number of 0 or more, thousands apart or not, « 12,0 » too; None if it isn't.

    Raises OverflowError for a whole number of more than ``digits`` digits.
    """
    plain = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", "", written)
    if not re.fullmatch(r"[0-9]+([.,]0+)?", plain):
        return None
    whole = re.split(r"[.,]", plain)[0].lstrip("0") or "0"
    if len(whole) > digits:
        raise OverflowError(whole)
    return int(whole)


def read_day(written: str) -> date | None:
    """Return the date of « 2017-03-14 » or, as France writes it, « 14/03/2017 »; None if neither.

    A midnight beside it, as exports write, is left out.
    """
    plain = re.sub(r"[ T]00:00(:00(\.0+)?)?$", "", written)
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", plain, re.ASCII):
        year, month, day = map(int, found.groups())
    elif found := re.fullmatch(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", plain, re.ASCII):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
