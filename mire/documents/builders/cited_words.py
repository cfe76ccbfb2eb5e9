"""What can be cited, in the reader's words: what it says, where it was said."""

from datetime import datetime

from mire.programme.thread.rules import Citable, Said
from mire.words import words


def said_in_words(said: Said) -> str:
    """Return words that the thread holds in the reader's language; a time is its day."""
    if isinstance(said, datetime):
        return words.day(words.local(said))
    return words.translate(said)


def where_said(citable: Citable) -> str:
    """Return where something was said, without its day: « Séminaire · Café · table 3 »."""
    said = [part for _what, part in citable.origin if not isinstance(part, datetime)]
    return " · ".join(filter(None, map(said_in_words, said)))
