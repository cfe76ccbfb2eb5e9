"""Secrets of a meeting: seats, tokens, codes, and the author of a sealed answer.

A seat is 128 random bits that only the phone holds. The database keeps the SHA-256 of it;
an answer's author is an HMAC under a key that is destroyed when the activity closes. From
the database alone, one can't be computed from the other.
"""

import hashlib
import hmac
import re

SEAT_BYTES = 16
TOKEN_BYTES = 24
KEY_BYTES = 32
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
"""Capitals without I, L and O, which look like 1 and 0 (23 letters: 148 million codes)."""
CODE_LENGTH = 6
JOIN_CARD_LENGTH = 8
"""So many that none of some hundred is guessed while a meeting lasts: 23 to the power of 8."""

_HEX = re.compile(r"[0-9a-f]{32}")
_TOKEN = re.compile(r"[0-9a-f]{48}")


def hashed(secret: bytes) -> bytes:
    """Return what the database keeps of a seat, a token or an id: SHA-256, 32 bytes."""
    return hashlib.sha256(secret).digest()


def author_of(key: bytes, seat: bytes) -> bytes:
    """Return the author of an answer: HMAC-SHA-256 of the seat's secret under ``key``."""
    # Not hmac.digest: it lets go of the interpreter's lock, and waits long to have it again.
    return hmac.new(key, seat, "sha256").digest()


def paper_author_of(key: bytes, batch: str, line: int) -> bytes:
    """Return the author of one line of a paper batch; the same batch gives the same."""
    return hmac.digest(key, f"paper {batch} {line}".encode(), "sha256")


def read_seat(written: str | None) -> bytes | None:
    """Return the seat's secret that a cookie carries, None when it is not one."""
    return bytes.fromhex(written) if written and _HEX.fullmatch(written) else None


def read_token(written: str | None) -> bytes | None:
    """Return the token that a cookie or an address carries, None when it is not one."""
    return bytes.fromhex(written) if written and _TOKEN.fullmatch(written) else None


def join_card_from(random: bytes) -> str:
    """Return the code of a card that lets a phone join, drawn from at least 16 random bytes."""
    return _letters(random, JOIN_CARD_LENGTH)


def hashed_join_card(code: str, card: str) -> bytes:
    """Return what the database keeps of a card of the room of this code."""
    return hashed(f"{code} {card}".encode())


def code_from(random: bytes) -> str:
    """Return a room's code drawn from at least 16 random bytes."""
    return _letters(random, CODE_LENGTH)


def read_code(written: str) -> str | None:
    """Return the room's code as people type it (spaces, dashes, small letters), or None."""
    return _read_letters(written, CODE_LENGTH)


def read_join_card(written: str) -> str | None:
    """Return a card's code as people type it (spaces, dashes, small letters), or None."""
    return _read_letters(written, JOIN_CARD_LENGTH)


def _letters(random: bytes, length: int) -> str:
    number, letters = int.from_bytes(random, "big"), []
    for _ in range(length):
        number, index = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[index])
    return "".join(letters)


def _read_letters(written: str, length: int) -> str | None:
    code = re.sub(r"[\s\-\u202f\u00a0]", "", written).upper()
    is_code = len(code) == length and all(letter in CODE_LETTERS for letter in code)
    return code if is_code else None
