"""Raising the endowment step by step, until the capacity is used or would be overspent.

Outcomes don't follow from one another: each endowment is a run of its own. Where steps are small
beside the endowment, most runs are spared by this. For one and the same sequence of purchases,
everybody has at a higher endowment at least what he has at a lower one after each purchase (by
induction: the rate is lower, and what is left, max(left − rate × points, 0), grows with what one
had and falls with the rate). So a topic's rate never grows with the endowment. Let the runs at
two endowments buy the same sequence. If at each purchase the rate at the lower one is under every
other topic's rate at the higher one, then all runs in between buy that sequence too. So they do
where the two rates are exactly the same: the rate is that in between, no other topic's is lower,
and the topics that may equal it do so at the higher endowment, where they lost the tie.

Steps are tried further and further apart as long as that holds, and one by one where it doesn't.
"""

from collections.abc import Callable
from fractions import Fraction

from mire.choice.portfolio.equal_shares import Run, run
from mire.choice.portfolio.market import Market, addable, fits

MOST_RUNS = 20_000


class TooManySteps(ValueError):
    """The steps are so small that :data:`MOST_RUNS` runs don't lead to the end."""

    def __init__(self, endowment: Fraction, step: Fraction) -> None:
        super().__init__(f"after {MOST_RUNS} runs, at {endowment}, by {step}")
        self.endowment = endowment
        self.step = step


def raised(
    market: Market,
    first: Run,
    step: Fraction,
    *,
    stops_when_full: bool,
    run: Callable[[Market, Fraction], Run] = run,
) -> tuple[Run, int]:
    """Return the run at the last endowment before one that overspends, and how many were made.

    ``first`` is the run to begin with, within the capacity; ``run`` makes the others.
    ``stops_when_full``: stop as soon as nothing more fits into the capacity. Raises
    :class:`TooManySteps`.
    """
    known = {0: first}
    n_runs = 1

    def at(number: int) -> Run:
        nonlocal n_runs
        if number not in known:
            if n_runs == MOST_RUNS:
                raise TooManySteps(first.endowment + number * step, step)
            known[number] = run(market, first.endowment + number * step)
            n_runs += 1
        return known[number]

    here, stride = 0, 1
    while True:
        current = at(here)
        if _is_all(market, current) or (stops_when_full and not addable(market, current.topics)):
            return current, n_runs
        ahead = at(here + stride)
        if _same_between(current, ahead):
            here, stride = here + stride, stride * 2
        elif stride > 1:
            stride //= 2
            continue
        elif not fits(market, ahead.topics):
            return current, n_runs
        else:
            here += 1
        known = {number: each for number, each in known.items() if number >= here}


def _is_all(market: Market, outcome: Run) -> bool:
    """Say whether nothing is left to buy at any endowment."""
    gone = set(outcome.topics).union(*(market.rivals[topic] for topic in outcome.topics))
    return gone.issuperset(market.open)


def _same_between(low: Run, high: Run) -> bool:
    """Say whether every endowment between two surely buys what both buy."""
    return low.topics == high.topics and all(
        cheap.at_most < dear.others or (cheap.exact is not None and cheap.exact == dear.exact)
        for cheap, dear in zip(low.purchases, high.purchases, strict=True)
    )
