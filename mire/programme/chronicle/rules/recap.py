"""« Résumé des épisodes précédents »: made of what introduces each, within a length."""

import re
from collections.abc import Sequence

from mire.programme.chronicle.rules.kinds import MOST_RECAP

CUT = "…"
_END = re.compile(r"(?<=[.!?…])[\s\u00a0\u202f]*»?\s+(?=[A-ZÀ-Ý«0-9])")


def recap_of(leads: Sequence[str], *, most: int = MOST_RECAP) -> str:
    """Return the first sentence of each lead, the first episode's first, in ``most`` letters.

    Where they are too many, the oldest go first, and « … » says so; the last one is always told,
    cut between words where it is too long alone. "" where nothing came before.
    """
    told = [first_sentence(each) for each in leads]
    told = [each for each in told if each]
    if not told:
        return ""
    kept: list[str] = []
    for n, each in enumerate(reversed(told), 1):
        whole = " ".join([each, *kept])
        room = most if n == len(told) else most - len(CUT) - 1
        if len(whole) > room:
            break
        kept.insert(0, each)
    if not kept:
        return shortened(told[-1], most)
    return " ".join(kept if len(kept) == len(told) else [CUT, *kept])


def first_sentence(words: str) -> str:
    """Return the first sentence of some words, in one line."""
    line = " ".join(words.split())
    found = _END.search(line)
    return line[: found.end()].strip() if found else line


def shortened(words: str, most: int) -> str:
    """Return words cut after the last whole one that fits, with « … »."""
    if len(words) <= most:
        return words
    cut = words[: most - len(CUT)]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:.") + CUT
