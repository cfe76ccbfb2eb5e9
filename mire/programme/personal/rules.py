"""What an erasure leaves of a person in the journal: pure, on plain values."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

STUB = "une personne effacée"
"""What stands in the journal in place of a name. It is stored: pages translate it."""

SHORTEST = 5
"""A name of fewer letters is not looked for inside other words: « Paul » is in « paulownia »."""

TITLES = ("M.", "Mr", "Mme", "Mlle", "Monsieur", "Madame", "Mademoiselle", "Dr", "Docteur")
"""What stands before a family name."""

_MARKS = "\u0300-\u036f"
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")
_BETWEEN = re.compile(r"[\s*_~`,'’\-\u2010-\u2015]{1,8}")
_HYPHENS = frozenset("-\u2010\u2011")


def titled(family: str) -> frozenset[str]:
    """Return how somebody is called by a family name alone: « Mme Roy-Martin »."""
    family = family.strip()
    return frozenset(f"{title} {family}" for title in TITLES) if family else frozenset()


def without(value: Any, names: Collection[str]) -> Any:
    """Return a value of JSON with each of these names replaced by the stub, whatever capitals.

    A string that is a name is replaced whole; a longer one has the names in it replaced, but for
    those shorter than ``SHORTEST``. A name of several words is found in any of its orders too,
    whatever accents, hyphens and light marks: « Roy Martin **Lea** » for « Léa Roy-Martin ».
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
        if len(name) >= SHORTEST and not _is_titled(name):
            value = _replaced(value, name)
    return _replaced_otherwise(value, _forms(frozenset(names)))


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


def _is_titled(name: str) -> bool:
    """Say whether a name is a title and a family name, which others' names may begin with."""
    return name.split(" ", 1)[0] in TITLES


def _replaced_otherwise(text: str, forms: dict[str, list[tuple[str, ...]]]) -> str:
    """Return the text with names replaced where they are written another way, as whole words."""
    if forms.keys().isdisjoint(_words(text)):
        return text
    found = [(_folded(each[0]), each.start(), each.end()) for each in _WORD.finditer(text)]
    kept, done, at = [], 0, 0
    while at < len(found):
        n = next((len(e) for e in forms.get(found[at][0], ()) if _stands(e, found, at, text)), 0)
        if n:
            kept += [text[done : found[at][1]], STUB]
            done = found[at + n - 1][2]
        at += n or 1
    return "".join([*kept, text[done:]])


def _stands(form: tuple[str, ...], found: list[tuple[str, int, int]], at: int, text: str) -> bool:
    """Say whether the words of a form follow one another at a place, alone there."""
    here = found[at : at + len(form)]
    if tuple(word for word, _start, _end in here) != form:
        return False
    for (word, _start, end), (_next, start, _end) in pairwise(here):
        between = text[end:start]
        if word in _FOLDED_TITLES:
            between = between.removeprefix(".") or " "
        if not _BETWEEN.fullmatch(between):
            return False
    start, end = here[0][1], here[-1][2]
    goes_on = text[end : end + 1] in _HYPHENS and text[end + 1 : end + 2].isalnum()
    comes_on = text[start - 1 : start] in _HYPHENS and text[max(start - 2, 0) : start - 1].isalnum()
    return not goes_on and not comes_on


@lru_cache(maxsize=32)
def _forms(names: frozenset[str]) -> dict[str, list[tuple[str, ...]]]:
    """Return all the orders of each name of several words, by its first word, the longest first."""
    forms: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        words = tuple(_words(name))
        if len(name) < SHORTEST or len(words) < 2 or "@" in name:
            continue
        turns = 1 if _is_titled(name) else len(words)
        for turn in range(turns):
            form = words[turn:] + words[:turn]
            if form not in forms.setdefault(form[0], []):
                forms[form[0]].append(form)
    for each in forms.values():
        each.sort(key=lambda form: (-len(form), form))
    return forms


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text, without accents, in lower case."""
    return (_folded(each) for each in _WORD.findall(text))


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(each for each in plain if not unicodedata.combining(each))


_FOLDED_TITLES = frozenset(word for title in TITLES for word in _words(title))
