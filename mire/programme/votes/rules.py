"""Which ballots a choice may take, and which name an option of a meeting stands for: pure."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from mire.live.state.results import result_of
from mire.live.state.room import ActivityState, RoomState
from mire.programme.evidence.rules import searched
from mire.technique_api.technique import Regime

FEWEST = 8
"""Fewer ballots than this would say who wanted what, whatever a programme's threshold."""

LITTLE = frozenset(
    ("les", "des", "une", "aux", "pour", "dans", "par", "sur", "avec", "que", "qui", "the", "and",
     "for", "with")
)  # fmt: skip
"""Words that tell nothing apart."""

KeyT = TypeVar("KeyT")
OtherT = TypeVar("OtherT")
Words = frozenset[str]


def may_take(room: RoomState, activity: ActivityState, *, threshold: int) -> bool:
    """Say whether a choice may take an activity's ballots: ended, anonymous, and enough of them.

    ``threshold``: the programme's of today; the meeting's own counts too. What people signed, what
    tables said and what a rehearsal gave are no ballots.
    """
    if room.ended_at is None or room.is_rehearsal or activity.regime is not Regime.BALLOT:
        return False
    least = fewest(room, threshold=threshold)
    return activity.n_answers >= least and result_of(room, activity) is not None


def fewest(room: RoomState, *, threshold: int) -> int:
    """Return how many must have answered for a choice to take it."""
    return max(FEWEST, threshold, room.sheet.meeting.threshold)


def matched(options: Sequence[str], names: Mapping[KeyT, str]) -> dict[int, KeyT]:
    """Return for options (from 1) the key of the name that says the same, where one does.

    The same words, whatever their accents and plurals; else more than half of the words of the
    shorter one, where nothing else is as near, from either side. No key is given twice.
    """
    left = {number: _words(each) for number, each in enumerate(options, 1)}
    free = {key: _words(each) for key, each in names.items()}
    found: dict[int, KeyT] = {}
    for least in (1.0, 0.0):
        for number, key in _pairs(left, free, least):
            found[number] = key
            del left[number], free[key]
    return found


def _pairs(
    some: Mapping[KeyT, Words], others: Mapping[OtherT, Words], least: float
) -> list[tuple[KeyT, OtherT]]:
    """Return those that are nearest to each other, at least so alike."""
    nearest = {key: _nearest(said, others, least) for key, said in some.items()}
    back = {key: _nearest(said, some, least) for key, said in others.items()}
    return [
        (key, other) for key, other in nearest.items() if other is not None and back[other] == key
    ]


def _nearest(said: Words, others: Mapping[KeyT, Words], least: float) -> KeyT | None:
    """Return the nearest, None where none is near or two are as near."""
    near = [(alike, key) for key, each in others.items() if (alike := _alike(said, each)) > 0]
    near = [each for each in near if each[0] >= least]
    best = max((alike for alike, _key in near), default=0.0)
    first = [key for alike, key in near if alike == best]
    return first[0] if len(first) == 1 else None


def _alike(one: Words, other: Words) -> float:
    """Return the share of all words that both have; 0 unless it is most of the shorter one's."""
    both = len(one & other)
    return both / len(one | other) if 2 * both > min(len(one), len(other)) else 0.0


def _words(said: str) -> Words:
    every = [
        each.rstrip("sx") if len(each) > 3 else each
        for each in re.findall(r"[^\W_]+", searched(said))
    ]
    told = [each for each in every if len(each) > 2 and each not in LITTLE]
    return frozenset(told or every)
