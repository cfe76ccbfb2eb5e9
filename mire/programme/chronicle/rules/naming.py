"""Nobody is named in public: whose name stands in some words."""

import re
from collections.abc import Collection, Iterable

from mire.programme.evidence.rules import searched

_TITLES = r"(?:m|mm|mr|mme|mlle|monsieur|madame|messieurs|mesdames|dr|maitre|me)\.?"


def named_in(words: Iterable[str], people: Collection[tuple[str, str]]) -> list[str]:
    """Return who of some people (given name, family name) is named in words, whatever accents.

    By both names in any order, or by the family name behind « M. » or « Mme »: a family name alone
    may be a plain word, « Petit ». In the order of their names.
    """
    said = " \n ".join(_plain(each) for each in words)
    found = set()
    for given, family in people:
        first, last = _plain(given), _plain(family)
        forms = [f"{_TITLES} {re.escape(last)}"] if last else []
        if first and last:
            forms += [
                f"{re.escape(first)} {re.escape(last)}",
                f"{re.escape(last)} {re.escape(first)}",
            ]
        if any(re.search(rf"(?<!\w){form}(?!\w)", said) for form in forms):
            found.add(f"{given} {family}".strip())
    return sorted(found)


def _plain(words: str) -> str:
    return " ".join(re.sub(r"[-'’,\s]+", " ", searched(words)).split())
