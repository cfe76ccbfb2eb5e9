"""Free text as it is kept: what a person typed, less what nobody can see."""

import unicodedata
from collections.abc import Sequence

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text_n

# Invisible marks that turn the direction of the words around them: one answer could disguise
# another, or the page that quotes it.
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy(given: str | None, *, limit: int, path: Sequence[str | int]) -> str | None:
    """Return the text in NFC, with plain newlines, without control characters; None if blank.

    Raise :class:`Refusal` at ``path`` when more than ``limit`` characters are left: a text is
    never cut behind its author's back.
    """
    if given is None:
        return None
    lines = given.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = "".join(c for c in lines if c == "\n" or not _is_unseen(c))
    kept = unicodedata.normalize("NFC", seen).strip()
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


def _is_unseen(character: str) -> bool:
    return character in _DIRECTIONS or unicodedata.category(character) in {"Cc", "Cs"}
