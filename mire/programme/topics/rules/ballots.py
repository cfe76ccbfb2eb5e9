"""Ballots as people type them: a line a ballot, the numbers of the topics that it supports."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from mire.technique_api.free_text import read_whole
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

Ballots: TypeAlias = Sequence[tuple[tuple[int, ...], int]]
"""Topics' numbers, ascending, and how many ballots support exactly these; in that order."""

FEWEST, MOST = 8, 2_000
"""Fewer people than this decide aloud: a ballot there would say who wanted what."""

TIMES = re.compile(r"^(?P<marked>.*?)\s*[x×*]\s*(?P<n>\d{1,4})$")
BLANK = ("blanc", "blank", "-")


def read_ballots(typed: str, *, topics: Collection[int]) -> Ballots:
    """Read ballots: « 3 7 12 », « 3, 7 × 4 » for four that are the same, « blanc » for none.

    Their order is not kept. Raises a ``Refusal`` naming ``ballots`` and the line.
    """
    counted: Counter[tuple[int, ...]] = Counter()
    for number, line in enumerate(typed.splitlines(), 1):
        said = line.strip()
        if not said:
            continue
        times = TIMES.match(said)
        n = int(times["n"]) if times else 1
        marked = times["marked"] if times else said
        counted[_marked(marked, number, topics)] += n
    return _kept(counted)


def ballots_among(cast: Ballots, topics: Mapping[int, int | None]) -> Ballots:
    """Return ballots of a meeting as those of a choice.

    ``topics``: for each option of the meeting the topic that it is, None for none of them: what
    supports nothing else is an empty ballot. Raises a ``Refusal`` naming ``ballots``.
    """
    counted: Counter[tuple[int, ...]] = Counter()
    for supported, n in cast:
        found = {topic for each in supported if (topic := topics[each]) is not None}
        counted[tuple(sorted(found))] += n
    return _kept(counted)


def _kept(counted: Mapping[tuple[int, ...], int]) -> Ballots:
    n_ballots = sum(counted.values())
    if n_ballots < FEWEST:
        raise Refusal(
            text(
                "Il faut %(fewest)s bulletins au moins : à moins, on choisit par un tour de "
                "parole ; un bulletin y dirait qui voulait quoi.",
                fewest=FEWEST,
            ),
            path=("ballots",),
            code="few",
        )
    if n_ballots > MOST:
        raise Refusal(
            text("%(most)s bulletins au plus.", most=MOST), path=("ballots",), code="many"
        )
    return sorted((marked, n) for marked, n in counted.items() if n)


def _marked(said: str, line: int, topics: Collection[int]) -> tuple[int, ...]:
    if said.strip().casefold() in BLANK:
        return ()
    found = set()
    for part in said.replace(",", " ").replace(";", " ").split():
        number = read_whole(part)
        if number is None or number not in topics:
            raise Refusal(
                text(
                    "Ligne %(line)s : « %(part)s » n'est le numéro d'aucun sujet à choisir.",
                    line=line,
                    part=part[:20],
                ),
                path=("ballots",),
                code="value",
            )
        found.add(number)
    return tuple(sorted(found))


def read_groups(typed: str, *, topics: Collection[int]) -> list[list[int]]:
    """Read groups of which one topic at most is taken, a line each: « 3, 7 ».

    Raises a ``Refusal`` naming ``excludes`` for a line with fewer than two topics, or no topic.
    """
    found = []
    for number, line in enumerate(typed.splitlines(), 1):
        if not line.strip():
            continue
        group = list(_marked(line, number, topics))
        if len(group) < 2:
            raise Refusal(
                text("Ligne %(line)s : donnez au moins deux numéros.", line=number),
                path=("excludes",),
                code="few",
            )
        found.append(group)
    return found
