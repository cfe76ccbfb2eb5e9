"""What a reading says of each theme: where it was said, by whom alone, who says the contrary.

Pure. An anonymous activity is told by heading only when no theme then has fewer texts under one
heading than the programme's threshold: all of its headings, or none, so that nothing is had by
taking one figure off another.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST_PLACES = 12
"""Columns of a figure, at most; the smallest places stand together in the last."""


@dataclass(frozen=True, slots=True)
class Read:
    """A text of a reading, and where its readers put it.

    ``heading``: station or heading under which it was said; ``table``: what tells its table from
    all others, ``table_words`` names it; ``theme``: a theme's key, "" for none; ``reason``: why it
    was set aside. Of an anonymous activity, neither table is kept.
    """

    key: str
    text: str
    meeting: str
    activity: str
    heading: str = ""
    table: str = ""
    table_words: str = ""
    is_anonymous: bool = False
    theme: str = ""
    reason: str = ""
    is_opposed: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Texts by theme and column: ``rows`` has the columns of ``names``, in order, by theme."""

    names: Sequence[str]
    rows: Mapping[str, Sequence[int]]


def by_place(texts: Sequence[Read], themes: Iterable[str], *, threshold: int, rest: str) -> Counts:
    """Count each theme's texts by activity and heading; ``rest`` names the smallest, together."""
    whole = _told_whole(texts, threshold)
    places = {
        each.key: (
            each.meeting,
            each.activity,
            "" if (each.meeting, each.activity) in whole else each.heading,
        )
        for each in texts
    }
    meetings_of = defaultdict(set)
    for each in texts:
        meetings_of[each.activity].add(each.meeting)

    def name(each: Read) -> str:
        meeting, activity, heading = places[each.key]
        said = (meeting if len(meetings_of[activity]) > 1 else "", activity, heading)
        return " · ".join(filter(None, said)) or meeting

    return _counted(texts, themes, {each.key: name(each) for each in texts}, rest)


def by_meeting(texts: Sequence[Read], themes: Iterable[str], *, rest: str) -> Counts:
    """Count each theme's texts by meeting."""
    return _counted(texts, themes, {each.key: each.meeting for each in texts}, rest)


def alone(texts: Sequence[Read], themes: Iterable[str]) -> dict[str, list[Read]]:
    """Return the themes of which one table alone spoke, and what it said; none of one table."""
    if len({each.table for each in texts if each.table}) < 2:
        return {}
    found = {}
    for theme in themes:
        held = [each for each in texts if each.theme == theme]
        if held and held[0].table and len({each.table for each in held}) == 1:
            found[theme] = held
    return found


def _told_whole(texts: Sequence[Read], threshold: int) -> set[tuple[str, str]]:
    """Return the anonymous activities whose headings would show a group under the threshold."""
    cells = Counter(
        (each.meeting, each.activity, each.heading, each.theme, bool(each.reason))
        for each in texts
        if each.is_anonymous
    )
    return {(cell[0], cell[1]) for cell, n in cells.items() if n < threshold}


def _counted(
    texts: Sequence[Read], themes: Iterable[str], columns: Mapping[str, str], rest: str
) -> Counts:
    sizes = Counter(columns[each.key] for each in texts if each.theme)
    names = list(dict.fromkeys(columns[each.key] for each in texts if each.theme))
    if len(names) > MOST_PLACES:
        largest = {name for name, _ in sizes.most_common(MOST_PLACES - 1)}
        names = [*(name for name in names if name in largest), rest]
    cells = Counter(
        (each.theme, columns[each.key] if columns[each.key] in names else rest)
        for each in texts
        if each.theme
    )
    return Counts(names, {theme: [cells[theme, name] for name in names] for theme in themes})
