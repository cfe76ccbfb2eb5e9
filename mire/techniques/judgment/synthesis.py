"""From mentions to a result: each option's merit profile, the order, what told options apart.

The rule is ``choice.judgment``'s. Who gives an option no mention counts for nothing in it:
profiles are compared by shares, and an option that fewer than eight people judged is set aside.
"""

from collections import Counter
from collections.abc import Sequence

import msgspec
import numpy as np

from mire.analysis.proportions import wilson
from mire.choice.judgment import Judgment, MissingGrades, TieBreak, judge
from mire.technique_api.series import Series
from mire.technique_api.technique import Entry, Verbatim
from mire.technique_api.votes import Graded
from mire.techniques.judgment.config import Config, label, mention_words, mentions
from mire.techniques.judgment.contribution import SILENT, Mark

FEW = 8
"""Under this number of mentions, an option is not ranked: they are counted, and that is said."""


class Given(msgspec.Struct, frozen=True):
    id: str
    option: int
    mention: int | str


class State(msgspec.Struct, frozen=True):
    given: Series[Given] = Series()
    counts: tuple[int, ...] = ()
    """How many answered about each option, from the first on."""


class Line(msgspec.Struct, frozen=True):
    """One option. ``counts``: its mentions, worst first. ``rank`` and ``grade`` (its majority
    mention, from 1): None where too few judged it. ``n_at_least``: how many gave that mention or
    better; ``margin``: Wilson's of their share.
    """  # noqa: D205

    number: int
    n: int
    n_judged: int
    counts: tuple[int, ...]
    rank: int | None = None
    grade: int | None = None
    n_at_least: int = 0
    margin: tuple[float, float] | None = None


class Removed(msgspec.Struct, frozen=True):
    """What was taken from both options: ``n`` of a mention, None where sizes differ; the share."""

    mention: int
    n: int | None
    share: float


class Tie(msgspec.Struct, frozen=True):
    """Two neighbours with the same majority mention, and what told them apart.

    ``mentions``: those that remain (winner's, loser's); None: nothing tells them apart.
    """

    winner: int
    loser: int
    removed: tuple[Removed, ...]
    mentions: tuple[int, int] | None


class Lead(msgspec.Struct, frozen=True):
    """How firm the first place is: the fewest people who would turn it.

    ``n``: so many people who judged ``second``, raising their mention to the best, would put it
    before ``first``; None: not even all of them.
    """

    first: int
    second: int
    n: int | None


class Result(msgspec.Struct, frozen=True):
    """``order``: numbers of the options, best first; those that too few judged come last.

    ``is_even``: every ranked option was judged by as many people. ``lead``: None where the first
    place is shared, or one option alone is ranked.
    """

    n: int
    lines: tuple[Line, ...]
    order: tuple[int, ...]
    ties: tuple[Tie, ...] = ()
    is_even: bool = True
    lead: Lead | None = None

    def line(self, number: int) -> Line:
        return self.lines[number - 1]

    @property
    def ranked(self) -> list[Line]:
        """The options that are ranked, best first."""
        return [self.line(number) for number in self.order if self.line(number).rank]


def start(config: Config) -> State:
    return State(counts=(0,) * len(config.options))


def step(config: Config, state: State, entry: Entry[Mark]) -> State:
    option, mention = entry.body.option, entry.body.mention
    if option > len(config.options):
        return state
    counts = list(state.counts)
    counts[option - 1] += 1
    return State(state.given.appended(Given(entry.id, option, mention)), tuple(counts))


def n_answers(state: State) -> int:
    """How many people answered: each says something of every option."""
    return max(state.counts, default=0)


def verbatims(_state: State) -> Sequence[Verbatim]:
    return []


def synthesis(config: Config, state: State, _rng: np.random.Generator) -> Result:
    seen: list[Counter[int | str]] = [Counter() for _ in config.options]
    for each in state.given:
        seen[each.option - 1][each.mention] += 1
    lines = [
        Line(
            number=number,
            n=found.total(),
            n_judged=found.total() - found[SILENT],
            counts=tuple(found[mention] for mention in mentions(config)),
        )
        for number, found in enumerate(seen, start=1)
    ]
    judged = [line for line in lines if line.n_judged >= FEW]
    if not judged:
        order = tuple(line.number for line in lines)
        return Result(n=n_answers(state), lines=tuple(lines), order=order)
    found = _judge([line.counts for line in judged])
    numbers = [line.number for line in judged]
    for standing in found.ranking:
        line = judged[standing.option]
        n_at_least = sum(line.counts[standing.grade :])
        margin = wilson(n_at_least, line.n_judged)
        lines[line.number - 1] = msgspec.structs.replace(
            line,
            rank=standing.rank,
            grade=standing.grade + 1,
            n_at_least=n_at_least,
            margin=(round(margin.low, 4), round(margin.high, 4)),
        )
    is_even = len({line.n_judged for line in judged}) == 1
    ranked = [numbers[standing.option] for standing in found.ranking]
    return Result(
        n=n_answers(state),
        lines=tuple(lines),
        order=(*ranked, *(line.number for line in lines if line.number not in ranked)),
        ties=tuple(_tie(found, tie, numbers, is_even=is_even) for tie in found.ties),
        is_even=is_even,
        lead=_lead(lines, ranked),
    )


def _judge(tallies: Sequence[Sequence[int]]) -> Judgment:
    return judge(tallies, missing=MissingGrades.RESCALED)


def _tie(found: Judgment, tie: TieBreak, numbers: Sequence[int], *, is_even: bool) -> Tie:
    size = sum(found.ranking[0].profile)
    return Tie(
        winner=numbers[tie.winner],
        loser=numbers[tie.loser],
        removed=tuple(
            Removed(mention + 1, n if is_even else None, round(n / size, 4))
            for mention, n in tie.removed
        ),
        mentions=None if tie.grades is None else (tie.grades[0] + 1, tie.grades[1] + 1),
    )


def _lead(lines: Sequence[Line], ranked: Sequence[int]) -> Lead | None:
    """Look for the fewest people who, raising the second option to the best, put it first."""
    if len(ranked) < 2 or lines[ranked[1] - 1].rank == 1:
        return None
    first, second = (lines[number - 1] for number in ranked[:2])

    def turns(n: int) -> bool:
        standings = _judge([first.counts, _raised(second.counts, n)]).ranking
        return standings[0].option == 1 and standings[1].rank == 2

    low, high = 0, second.n_judged
    if not turns(high):
        return Lead(first.number, second.number, None)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if turns(middle) else (middle, high)
    return Lead(first.number, second.number, high)


def _raised(counts: Sequence[int], n: int) -> list[int]:
    """Return mentions of which the ``n`` worst became the best."""
    left, kept = n, []
    for count in counts:
        taken = min(left, count)
        kept.append(count - taken)
        left -= taken
    kept[-1] += n
    return kept


def graded(config: Config, result: Result) -> Graded:
    """Return how many gave each mention to each option."""
    return Graded(
        mentions=tuple(mention_words(config, mention) for mention in mentions(config)),
        options=tuple(label(config, line.number) for line in result.lines),
        counts=tuple(line.counts for line in result.lines),
    )
