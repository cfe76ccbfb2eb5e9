"""Ranked ballots: Condorcet's winner, and Schulze's order where there is none.

M. Schulze, *A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method*, Social Choice and Welfare 36 (2011). A *path* leads from one
option to another by comparisons that are each won; it is as strong as its weakest one. An
option comes before another when its strongest path there is stronger than the one back.

See ``docs/algorithms/ranked.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Ranking = Sequence[Sequence[int]]
"""Options by tiers, best first; those of one tier are equal."""
Integers = NDArray[np.int64]

MOST_VOTERS = 2**53


class Omitted(StrEnum):
    """What a ballot says of the options that it does not rank."""

    BELOW = "below"  # they come after all that it ranks, equal among themselves
    SILENT = "silent"  # nothing: it does not count where one of them is compared


class Strength(StrEnum):
    """How strong a won comparison is."""

    WINNING_VOTES = "winning-votes"  # voters for it
    MARGINS = "margins"  # voters for it, less those against


class RankedRefused(ValueError):
    """Ballots that can't be counted. ``ballot`` and ``option`` are places, or None."""

    def __init__(self, reason: str, ballot: int | None = None, option: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.ballot = ballot
        self.option = option


@dataclass(frozen=True, slots=True)
class Ballot:
    """One order of options, and how many voters gave it."""

    tiers: Ranking
    count: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where an option comes: ``rank`` is 1 and one more for each option that comes before it.

    Options with the same rank may be apart from others in different ways: Schulze's relation
    leaves them without an order, and so does this one.
    """

    option: int
    rank: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Why one option comes before another, or why neither does (``is_tied``).

    ``votes``: voters who put ``first`` before ``second``, and the contrary. ``path``: options on
    the strongest path from ``first`` to ``second``, both included, and ``strength`` its; ``back``
    and ``back_strength`` the same the other way. An empty path of strength 0: there is none.
    """

    first: int
    second: int
    votes: tuple[int, int]
    path: tuple[int, ...]
    strength: int
    back: tuple[int, ...]
    back_strength: int
    is_tied: bool


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """The order, best first (equal ranks in the order given), and all that it rests on.

    ``condorcet``: the option that wins every comparison, if there is one. ``winners``: options
    before which none comes. ``votes[i, j]``: voters who put i before j. ``paths[i, j]``: how
    strong the strongest path from i to j is, 0 for none. ``comparisons``: one for each pair.
    """

    order: tuple[Place, ...]
    condorcet: int | None
    winners: tuple[int, ...]
    votes: Integers
    paths: Integers
    comparisons: tuple[Comparison, ...]


def ranked(
    ballots: Sequence[Ballot],
    *,
    n_options: int,
    omitted: Omitted = Omitted.BELOW,
    strength: Strength = Strength.WINNING_VOTES,
) -> Ranked:
    """Rank options 0 to ``n_options`` - 1 by weak, maybe truncated orders.

    Raises :class:`RankedRefused` for no option, no voter, an option that is not one of them or
    is ranked twice on a ballot, a count that is no whole number from 0.
    """
    places, counts = _places(ballots, n_options, omitted)
    votes = np.zeros((n_options, n_options), np.int64)
    for option in range(n_options):
        ahead = places[:, [option]] < places
        if omitted is Omitted.SILENT:
            ahead &= (places[:, [option]] >= 0) & (places >= 0)
        votes[option] = (ahead * counts[:, None]).sum(axis=0)
    won = votes > votes.T
    links = np.where(won, votes if strength is Strength.WINNING_VOTES else votes - votes.T, 0)
    paths, before = _strongest(links)
    ahead = paths > paths.T
    n_before = ahead.sum(axis=0).tolist()
    order = sorted(range(n_options), key=lambda option: (n_before[option], option))
    return Ranked(
        order=tuple(Place(option, n_before[option] + 1) for option in order),
        condorcet=next(
            (option for option in range(n_options) if won[option].sum() == n_options - 1), None
        ),
        winners=tuple(option for option in order if n_before[option] == 0),
        votes=votes,
        paths=paths,
        comparisons=tuple(
            _comparison(
                *((one, other) if not ahead[other, one] else (other, one)), votes, paths, before
            )
            for place, one in enumerate(order)
            for other in order[place + 1 :]
        ),
    )


def _places(
    ballots: Sequence[Ballot], n_options: int, omitted: Omitted
) -> tuple[Integers, Integers]:
    """Return each ballot's tier of each option (omitted: last, or -1), and the ballots' counts."""
    if n_options < 1:
        raise RankedRefused("there is no option")
    places = np.full((len(ballots), n_options), -1, np.int64)
    counts = np.zeros(len(ballots), np.int64)
    total = 0
    for row, ballot in enumerate(ballots):
        if type(ballot.count) is not int or ballot.count < 0:
            raise RankedRefused("a count is a whole number from 0", row)
        total += ballot.count
        if total > MOST_VOTERS:
            raise RankedRefused("there are too many voters", row)
        counts[row] = ballot.count
        for tier, options in enumerate(ballot.tiers):
            for option in options:
                if not 0 <= option < n_options:
                    raise RankedRefused("this option is not one of them", row, option)
                if places[row, option] >= 0:
                    raise RankedRefused("this option is ranked twice", row, option)
                places[row, option] = tier
        if omitted is Omitted.BELOW:
            places[row, places[row] < 0] = len(ballot.tiers)
    if total == 0:
        raise RankedRefused("nobody voted")
    return places, counts


def _strongest(links: Integers) -> tuple[Integers, Integers]:
    """Return how strong the strongest path of each pair is, and the option before its end."""
    n = len(links)
    paths = links.copy()
    before = np.repeat(np.arange(n)[:, None], n, axis=1)
    for middle in range(n):
        through = np.minimum(paths[:, [middle]], paths[[middle], :])
        better = through > paths
        paths = np.where(better, through, paths)
        before = np.where(better, before[[middle], :], before)
    np.fill_diagonal(paths, 0)
    return paths, before


def _comparison(
    first: int, second: int, votes: Integers, paths: Integers, before: Integers
) -> Comparison:
    strength, back = int(paths[first, second]), int(paths[second, first])
    return Comparison(
        first=first,
        second=second,
        votes=(int(votes[first, second]), int(votes[second, first])),
        path=_path(first, second, paths, before),
        strength=strength,
        back=_path(second, first, paths, before),
        back_strength=back,
        is_tied=strength == back,
    )


def _path(first: int, last: int, paths: Integers, before: Integers) -> tuple[int, ...]:
    if not paths[first, last]:
        return ()
    path = [last]
    while path[-1] != first:
        path.append(int(before[first, path[-1]]))
    return tuple(reversed(path))
