"""Free text as it is kept: what a person typed, less what nobody can see."""

import re
import unicodedata
from collections.abc import Sequence

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text_n

# Control characters but the newline, halves of surrogate pairs, and invisible marks that turn
# the direction of the words around them: one answer could disguise another, or the page that
# quotes it.
_UNSEEN = re.compile(
    "[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u202a-\\u202e\\u2066-\\u2069]"
)


def without_unseen(given: str) -> str:
    """Return a text without the characters that nobody can see and that disguise others."""
    return _UNSEEN.sub("", given.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def tidy(given: str | None, *, limit: int, path: Sequence[str | int]) -> str | None:
    """Return the text in NFC, with plain newlines, without control characters; None if blank.

    Raise :class:`Refusal` at ``path`` when more than ``limit`` characters are left: a text is
    never cut behind its author's back.
    """
    if given is None:
        return None
    kept = unicodedata.normalize("NFC", without_unseen(given)).strip()
    if len(kept) > limit:
        over = len(kept) - limit
        raise Refusal(
            text_n(
                "Ce texte dépasse la limite de %(limit)s caractères : retirez-en %(count)s.",
                "Ce texte dépasse la limite de %(limit)s caractères : retirez-en %(count)s.",
                over,
                limit=limit,
            ),
            path=path,
            code="length",
        )
    return kept or None


MOST_WHOLE = 999_999_999


def read_whole(written: str, *, most: int = MOST_WHOLE) -> int | None:
    """Return a whole number, 0 or more, as it is typed; None for anything else, or above ``most``.

    A text of thousands of digits, which Python refuses to convert, is no number either.
    """
    is_number = written.isascii() and written.isdigit() and len(written) <= len(str(MOST_WHOLE))
    number = int(written) if is_number else None
    return number if number is not None and number <= most else None
