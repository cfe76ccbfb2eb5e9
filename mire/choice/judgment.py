"""Majority judgment: grades instead of votes, compared by the exact rule.

Balinski & Laraki, *Majority Judgment* (MIT Press, 2011), ch. 1 and 13: an option's majority
grade is its median, the lower one for even counts. Ties are broken by removing one majority
grade from each option, again and again, until their majority grades differ. The first
difference is found here from the counts, so that billions of ballots cost no more than ten.

See ``docs/algorithms/judgment.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cmp_to_key
from itertools import accumulate
from math import lcm

USUAL_GRADES = (
    "À rejeter",
    "Insuffisant",
    "Passable",
    "Assez bien",
    "Bien",
    "Très bien",
    "Excellent",
)
"""The seven usual French mentions, from the worst to the best."""


class MissingGrades(StrEnum):
    """What to do when options did not receive the same number of grades."""

    REFUSE = "refuse"
    STATIC = "static"  # those who gave none are counted with one grade, the worst by default
    MEDIAN = "median"  # with the option's own majority grade
    RESCALED = "rescaled"  # every profile is brought to the same size


class JudgmentRefused(ValueError):
    """The tallies can't be judged. ``option`` is the index of the one at fault, or None."""

    def __init__(self, reason: str, option: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.option = option


@dataclass(frozen=True, slots=True)
class Standing:
    """How one option comes out.

    ``rank`` starts at 1; equal options share one. ``grade`` is the index of the majority
    grade, ``profile`` the counts that were compared, from the worst grade to the best,
    ``received`` how many grades it was really given.
    """

    option: int
    rank: int
    grade: int
    profile: tuple[int, ...]
    received: int


@dataclass(frozen=True, slots=True)
class TieBreak:
    """How two options of the same majority grade were told apart, or were not.

    ``removed``: (grade, how many of it were taken from each), by grade. ``grades``: the
    majority grades that remain then, (winner's, loser's); None when nothing told them apart.
    """

    winner: int
    loser: int
    removed: tuple[tuple[int, int], ...]
    grades: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Judgment:
    """The ranking, best first (equal options in the order given), and each tie explained.

    ``set_aside``: options that too few people judged, in the order given; ``most``: how many
    grades the option that got most received.
    """

    ranking: tuple[Standing, ...]
    ties: tuple[TieBreak, ...]
    set_aside: tuple[int, ...]
    most: int


def judge(
    tallies: Sequence[Sequence[int]],
    *,
    missing: MissingGrades = MissingGrades.REFUSE,
    default: int = 0,
    participants: int | None = None,
    threshold: int = 1,
) -> Judgment:
    """Rank options by their ``tallies``: ``tallies[option][grade]``, worst grade first.

    Ballots need not be linkable: counts are enough. ``default`` is the grade that STATIC gives
    to those who gave none; ``participants`` how many could grade (None: as many as graded the
    option that most did). An option that some, but fewer than ``threshold``, graded is set
    aside; when nobody graded it, ``missing`` says what it counts for. Raises
    :class:`JudgmentRefused` for an empty election, rows of different lengths, negative or absent
    counts, and totals that differ unless ``missing`` says what to do with them.
    """
    received = [sum(tally) for tally in _checked(tallies)]
    profiles = _completed(_checked(tallies), missing, default, participants, threshold)

    def better_first(left: int, right: int) -> int:
        return _compared(profiles[right], profiles[left])[0]

    order = sorted(profiles, key=cmp_to_key(better_first))
    standings: list[Standing] = []
    ties: list[TieBreak] = []
    for place, option in enumerate(order, 1):
        rank, profile = place, profiles[option]
        if standings:
            before = standings[-1]
            sign, removed, grades = _compared(before.profile, profile)
            if sign == 0:
                rank = before.rank
            if removed:
                ties.append(TieBreak(before.option, option, removed, grades))
        standings.append(Standing(option, rank, majority_grade(profile), profile, received[option]))
    aside = tuple(option for option in range(len(received)) if option not in profiles)
    return Judgment(tuple(standings), tuple(ties), aside, max(received))


def majority_value(profile: Sequence[int], most: int) -> tuple[int, ...]:
    """Return the first grades of a profile's majority value, ``most`` of them at most.

    That is its majority grade, then the one that is so once it is removed, and so on.
    """
    total = sum(profile)
    middle, ends = (total + 1) // 2, list(accumulate(profile))
    steps = ((turn + 1) // 2 for turn in range(min(most, total)))
    places = (
        middle + (step if (turn % 2 == 1) == (total % 2 == 0) else -step)
        for turn, step in enumerate(steps)
    )
    return tuple(next(grade for grade, end in enumerate(ends) if end >= each) for each in places)


def majority_grade(profile: Sequence[int]) -> int:
    """Return the lower median grade of a profile that is not empty."""
    position, reached = (sum(profile) + 1) // 2, 0
    for grade, count in enumerate(profile):
        reached += count
        if reached >= position:
            return grade
    raise JudgmentRefused("an empty profile has no majority grade")


def _checked(tallies: Sequence[Sequence[int]]) -> list[list[int]]:
    if not tallies:
        raise JudgmentRefused("there is no option")
    width = len(tallies[0])
    for option, tally in enumerate(tallies):
        if len(tally) != width or width == 0:
            raise JudgmentRefused("this option has another number of grades", option)
        if any(isinstance(count, bool) or not isinstance(count, int) for count in tally):
            raise JudgmentRefused("counts are whole numbers", option)
        if any(count < 0 for count in tally):
            raise JudgmentRefused("a count is negative", option)
    if not any(sum(tally) for tally in tallies):
        raise JudgmentRefused("nobody gave a grade")
    return [list(tally) for tally in tallies]


def _completed(
    tallies: list[list[int]],
    missing: MissingGrades,
    default: int,
    participants: int | None,
    threshold: int,
) -> dict[int, tuple[int, ...]]:
    """Return the profiles to compare, by option; those set aside are left out."""
    totals = [sum(tally) for tally in tallies]
    most = max(totals) if participants is None else participants
    if most < max(totals):
        raise JudgmentRefused("there are more grades than participants", totals.index(max(totals)))
    if not 0 <= default < len(tallies[0]):
        raise JudgmentRefused("the default is not one of the grades")
    for option, (tally, total) in enumerate(zip(tallies, totals, strict=True)):
        if total == most:
            continue
        if missing is MissingGrades.REFUSE:
            raise JudgmentRefused("this option did not receive as many grades", option)
        if missing is MissingGrades.STATIC:
            tally[default] += most - total
        elif total == 0:
            raise JudgmentRefused("nobody graded this option", option)
        elif missing is MissingGrades.MEDIAN:
            tally[majority_grade(tally)] += most - total
    kept = {
        option: tally
        for option, (tally, total) in enumerate(zip(tallies, totals, strict=True))
        if total == 0 or total >= threshold
    }
    if missing is MissingGrades.RESCALED:
        size = lcm(*(totals[option] for option in kept))
        return {
            option: tuple(count * (size // totals[option]) for count in tally)
            for option, tally in kept.items()
        }
    return {option: tuple(tally) for option, tally in kept.items()}


def _compared(
    left: Sequence[int], right: Sequence[int]
) -> tuple[int, tuple[tuple[int, int], ...], tuple[int, int] | None]:
    """Compare two profiles of one size: (1, 0 or −1; what is removed first; grades then).

    Removing the lower median again and again takes the sorted grades from the middle
    outwards, one side after the other, whatever the grades are. So two options are told
    apart at the first place, in that order, where their sorted grades differ.
    """
    total = sum(left)
    middle = (total + 1) // 2
    differing = [
        (start, end, mine, theirs)
        for start, end, mine, theirs in _runs(left, right)
        if mine != theirs
    ]
    below = max((min(end, middle) for start, end, *_ in differing if start <= middle), default=0)
    above = min(
        (max(start, middle + 1) for start, end, *_ in differing if end > middle), default=total + 1
    )
    place = min((below, above), key=lambda place: _turn(place, total))
    turn = _turn(place, total)
    if not 1 <= place <= total:
        return 0, _counts(left, 1, total), None
    mine, theirs = next(
        (mine, theirs) for start, end, mine, theirs in differing if start <= place <= end
    )
    sign = 1 if mine > theirs else -1
    lowest, highest = _removed(turn, total)
    return sign, _counts(left, lowest, highest), (max(mine, theirs), min(mine, theirs))


def _runs(left: Sequence[int], right: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """Return runs of places (from, to, left's grade, right's grade), places from 1."""
    runs: list[tuple[int, int, int, int]] = []
    mine, theirs, start = 0, 0, 1
    left_ends, right_ends = list(accumulate(left)), list(accumulate(right))
    while start <= left_ends[-1]:
        while left_ends[mine] < start:
            mine += 1
        while right_ends[theirs] < start:
            theirs += 1
        end = min(left_ends[mine], right_ends[theirs])
        runs.append((start, end, mine, theirs))
        start = end + 1
    return runs


def _turn(place: int, total: int) -> int:
    """Return after how many removals the grade at ``place`` is the lower median.

    Past the ends (0 and total + 1), a turn that never comes.
    """
    if not 1 <= place <= total:
        return total + 1
    middle = (total + 1) // 2
    if place <= middle:
        return 2 * (middle - place) - (1 if total % 2 and place < middle else 0)
    return 2 * (place - middle) - (0 if total % 2 else 1)


def _removed(turn: int, total: int) -> tuple[int, int]:
    """Return the places that are gone after ``turn`` removals: (lowest, highest)."""
    middle = (total + 1) // 2
    if turn == 0:
        return middle + 1, middle
    after = turn - 1  # those that went after the middle, one side after the other
    first, second = (after + 1) // 2, after // 2
    down, up = (first, second) if total % 2 else (second, first)
    return middle - down, middle + up


def _counts(profile: Sequence[int], lowest: int, highest: int) -> tuple[tuple[int, int], ...]:
    """Return how many of each grade lie at places lowest to highest, the absent left out."""
    counted, start = [], 1
    for grade, count in enumerate(profile):
        inside = min(highest, start + count - 1) - max(lowest, start) + 1
        if inside > 0:
            counted.append((grade, inside))
        start += count
    return tuple(counted)
