"""Nobody is named in public: whose name stands in some words."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from mire.programme.evidence.rules import searched

_TITLE_BEFORE = re.compile(
    r"(?<!\w)(?:m|mm|mr|mme|mlle|monsieur|madame|messieurs|mesdames|dr|maitre|me)\.? \Z"
)
_LONGEST_TITLE = 16
"""More letters than any title has, with what stands on both its sides."""


def named_in(words: Iterable[str], people: Collection[tuple[str, str]]) -> list[str]:
    """Return who of some people (given name, family name) is named in words, whatever accents.

    By both names in any order, or by the family name behind « M. » or « Mme »: a family name alone
    may be a plain word, « Petit ». In the order of their names. The words are read once, whatever
    the number of people.
    """
    said = " \n ".join(_plain(each) for each in words)
    found = {
        f"{given} {family}".strip()
        for given, family in people
        if (last := _plain_name(family))
        and last in said
        and _is_named(_plain_name(given), last, said)
    }
    return sorted(found)


def _is_named(first: str, last: str, said: str) -> bool:
    if first and any(
        next(_places(form, said), None) is not None
        for form in (f"{first} {last}", f"{last} {first}")
    ):
        return True
    return any(
        _TITLE_BEFORE.search(said[max(at - _LONGEST_TITLE, 0) : at]) for at in _places(last, said)
    )


def _places(form: str, said: str) -> Iterator[int]:
    """Yield where a form stands as whole words."""
    at = said.find(form)
    while at >= 0:
        if not _is_letter(said[at - 1 : at]) and not _is_letter(
            said[at + len(form) : at + len(form) + 1]
        ):
            yield at
        at = said.find(form, at + 1)


def _is_letter(each: str) -> bool:
    return each.isalnum() or each == "_"


def _plain(words: str) -> str:
    return " ".join(re.sub(r"[-'’,\s]+", " ", searched(words)).split())


_plain_name = lru_cache(maxsize=4_096)(_plain)
