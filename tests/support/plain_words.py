"""Sentences as one types them."""

from typing import Any

from mire.words.words import translate


def typed(said: Any) -> str:
    """Return a text, or words of a page, with the signs of print as a keyboard has them."""
    words = said if isinstance(said, str) else translate(said)
    for printed, key in (("’", "'"), ("&#x27;", "'"), ("\u202f", " "), ("\xa0", " ")):
        words = words.replace(printed, key)
    return words
