"""By what an answer came; and, of tables' notes, how many on each, in words."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from mire.technique_api.text import Text, text

PHONE, LAPTOP, PAPER = "phone", "laptop", "paper"

Media = tuple[tuple[str, int], ...]
"""By name, how many were written on it."""

_WORDS: Mapping[str, Callable[[int], Text]] = {
    PHONE: lambda n: text("%(n)s sur téléphone", n=n),
    LAPTOP: lambda n: text("%(n)s sur ordinateur", n=n),
    PAPER: lambda n: text("%(n)s sur papier", n=n),
}


def counted(media: Iterable[str | None]) -> Media:
    """Return how many there are of each medium that is known, by name."""
    known = Counter(each for each in media if each is not None and each in _WORDS)
    return tuple(sorted(known.items()))


def describe_media(media: Sequence[tuple[str, int]]) -> Text | None:
    """Return the sentence that tells them, None when there is nothing to tell."""
    parts = [_WORDS[name](n) for name, n in media if name in _WORDS]
    if not parts:
        return None
    whole = parts[0]
    for part in parts[1:]:
        whole = text("%(first)s, %(second)s", first=whole, second=part)
    return text("Noté par les tables : %(media)s.", media=whole)
