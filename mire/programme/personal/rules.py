"""What an erasure leaves of a person in the journal: pure, on plain values."""

from collections.abc import Collection
from typing import Any

STUB = "une personne effacée"
"""What stands in the journal in place of a name. It is stored: pages translate it."""

SHORTEST = 5
"""A name of fewer letters is not looked for inside other words: « Paul » is in « paulownia »."""


def without(value: Any, names: Collection[str]) -> Any:
    """Return a value of JSON with each of these names replaced by the stub, whatever capitals.

    A string that is a name is replaced whole; a longer one has the names in it replaced, but for
    those shorter than ``SHORTEST``.
    """
    if isinstance(value, dict):
        return {name: without(each, names) for name, each in value.items()}
    if isinstance(value, list):
        return [without(each, names) for each in value]
    if not isinstance(value, str):
        return value
    for name in sorted(names, key=lambda each: (-len(each), each)):
        if value.casefold() == name.casefold():
            return STUB
        if len(name) >= SHORTEST:
            value = _replaced(value, name)
    return value


def mentions(text: str, names: Collection[str]) -> bool:
    """Say whether a text holds one of these names."""
    return bool(without(text, names) != text)


def _replaced(text: str, name: str) -> str:
    """Return the text with the name replaced where it stands, letter for letter but capitals."""
    low, sought, found = text.lower(), name.lower(), []
    if len(low) != len(text):  # a capital that becomes two letters: places would no longer agree
        return text.replace(name, STUB)
    start = 0
    while (at := low.find(sought, start)) >= 0:
        found.append(text[start:at])
        start = at + len(sought)
    return STUB.join([*found, text[start:]])
