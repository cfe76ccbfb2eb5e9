"""Keys of the office's rows: what stands in an address says nothing of how many there are."""

import hashlib
import secrets

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Digits and letters that nobody confuses when they are read aloud."""

LENGTH = 11
"""31^11: about 54 bits. A key is no secret: it only may not be counted or guessed in passing."""


def new_key() -> str:
    """Return a key that no other row has, but for one chance in 10^10 among a million rows."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def new_salt() -> str:
    """Return a random word that nobody can try: 128 bits, in hexadecimal digits."""
    return secrets.token_hex(16)


def is_key(written: str) -> bool:
    """Say whether a text is a key: so many of these letters, and nothing else."""
    return len(written) == LENGTH and all(letter in LETTERS for letter in written)


def key_from(*parts: str) -> str:
    """Return the key that these words always give: rows made again keep their addresses."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return "".join(letters)
