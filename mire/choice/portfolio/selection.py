"""Choosing: a rule, completed and constrained, from an election to the topics it takes on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from mire.choice.portfolio import equal_shares
from mire.choice.portfolio.election import Amount, Election, ElectionRefused, amount
from mire.choice.portfolio.equal_shares import Run
from mire.choice.portfolio.greedy import Unfit, greedy
from mire.choice.portfolio.market import Blocs, Market, blocs, market
from mire.choice.portfolio.phragmen import Sequence as Arrivals
from mire.choice.portfolio.phragmen import phragmen
from mire.choice.portfolio.raising import raised
from mire.choice.portfolio.terms import (
    RAISING,
    Bounds,
    Completion,
    Constraints,
    ConstraintsRefused,
    Rule,
    Utility,
    bounds,
)
from mire.choice.portfolio.themes import best_for_themes, can_complete, missing_themes


class How(StrEnum):
    """What a topic was taken for."""

    MUST_HAVE = "must-have"
    THEME = "theme"  # so that a theme has a topic
    RULE = "rule"
    COMPLETION = "completion"  # added greedily to what the rule left


@dataclass(frozen=True, slots=True)
class Taken:
    """A topic taken on; ``themes``: those that it was taken for, when that is why."""

    topic: int
    how: How
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """Topics among which the rule could not tell; the first was taken, by ``decided_by``.

    "cost": the least cost; "supporters": among equal costs, the most supporters; "order": the
    first in the election.
    """

    topics: tuple[int, ...]
    decided_by: str


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The terms that a choice was made on."""

    rule: Rule
    utility: Utility
    completion: Completion
    step: Fraction
    bounds: Bounds


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What is taken on, in the order in which it was, and what led to it.

    ``endowment``: what each voter could spend in the end (None but for equal shares). ``run``
    and ``sequence``: the rule's own account; ``n_runs``: runs that raising the endowment took.
    ``market``: what the rule chose from, once what constraints demand had been taken.
    """

    election: Election
    voters: Blocs
    terms: Terms
    taken: tuple[Taken, ...]
    cost: Fraction
    endowment: Fraction | None
    ties: tuple[Tie, ...]
    market: Market
    run: Run | None
    sequence: Arrivals | None
    n_runs: int

    @property
    def topics(self) -> tuple[int, ...]:
        """The topics taken, in order."""
        return tuple(each.topic for each in self.taken)

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids, in order."""
        return tuple(self.election.topics[topic].id for topic in self.topics)


def choose(
    election: Election,
    *,
    rule: Rule = Rule.EQUAL_SHARES,
    utility: Utility = Utility.COST,
    completion: Completion = Completion.NONE,
    step: Amount = 1,
    constraints: Constraints | None = None,
) -> Choice:
    """Return the topics that a rule takes on.

    ``completion`` and ``step`` (by which it raises each endowment, in the unit of costs) are for
    equal shares alone. What must be had is taken first, its cost from everybody's share alike;
    a theme that the rule leaves without a topic makes its best supported one a must, and the
    rule begins again. Raises :class:`ElectionRefused` for a step that is no positive amount,
    :class:`ConstraintsRefused`, and ``raising.TooManySteps``.
    """
    exact = amount(step)
    if exact is None or exact <= 0:
        raise ElectionRefused("not_an_amount", "election", None, "step", step)
    limits = bounds(election, constraints or Constraints())
    return chosen(election, blocs(election), Terms(rule, utility, completion, exact, limits))


Runner = Callable[[Market, Fraction, Sequence[int]], Run]
"""Makes a run of equal shares: the market, the endowment, topics that were taken before."""


def _run(shop: Market, endowment: Fraction, _taken: Sequence[int]) -> Run:
    return equal_shares.run(shop, endowment)


def chosen(election: Election, voters: Blocs, terms: Terms, run: Runner = _run) -> Choice:
    """Return the choice on terms already checked, by voters already grouped."""
    limits = terms.bounds
    taken = [Taken(topic, How.MUST_HAVE) for topic in limits.must_have]
    if limits.themes and not can_complete(election, limits, limits.must_have):
        raise ConstraintsRefused("themes_out_of_reach", "themes", limits.themes)
    while True:
        choice = _by_rule(election, voters, terms, taken, run)
        missing = missing_themes(election, limits, choice.topics)
        if not missing:
            return choice
        best = best_for_themes(election, voters, limits, [each.topic for each in taken], missing)
        for_themes = tuple(theme for theme in missing if theme in election.topics[best].themes)
        taken.append(Taken(best, How.THEME, for_themes))


def _by_rule(
    election: Election, voters: Blocs, terms: Terms, taken: list[Taken], make: Runner
) -> Choice:
    before = [each.topic for each in taken]
    shop = market(election, voters, terms.bounds, terms.utility, before)
    topics: tuple[int, ...]
    tied: list[tuple[int, ...]]
    added: tuple[tuple[int, ...], ...] = ()
    run = sequence = None
    n_runs = 1
    match terms.rule:
        case Rule.EQUAL_SHARES:
            run = make(shop, shop.capacity / shop.n_voters, before)
            if terms.completion in RAISING:
                stops = terms.completion is not Completion.ADD1_OVERSPEND
                run, n_runs = raised(
                    shop,
                    run,
                    terms.step,
                    stops_when_full=stops,
                    run=lambda shop, endowment: make(shop, endowment, before),
                )
            topics = run.topics
            tied = [purchase.tied for purchase in run.purchases]
            if terms.completion in {Completion.ADD1_GREEDY, Completion.GREEDY}:
                added = greedy(shop, topics)
            elif terms.completion is Completion.GREEDY_OVERSPEND:
                added = greedy(shop, topics, unfit=Unfit.TAKEN)
        case Rule.PHRAGMEN:
            sequence = phragmen(shop)
            topics = sequence.topics
            tied = [arrival.tied for arrival in sequence.arrivals]
        case Rule.GREEDY | Rule.GREEDY_STRICT:
            strict = terms.rule is Rule.GREEDY_STRICT
            groups = greedy(shop, unfit=Unfit.LAST if strict else Unfit.SKIPPED)
            topics, tied = tuple(group[0] for group in groups), list(groups)
    every = [
        *taken,
        *(Taken(topic, How.RULE) for topic in topics),
        *(Taken(group[0], How.COMPLETION) for group in added),
    ]
    return Choice(
        election=election,
        voters=voters,
        terms=terms,
        taken=tuple(every),
        cost=sum((election.topics[each.topic].cost for each in every), Fraction(0)),
        endowment=None if run is None else run.endowment,
        ties=tuple(_tie(shop, group) for group in [*tied, *added] if len(group) > 1),
        market=shop,
        run=run,
        sequence=sequence,
        n_runs=n_runs,
    )


def _tie(shop: Market, topics: tuple[int, ...]) -> Tie:
    """Return a tie and what decided it: what sets its first topic apart from its second."""
    first, second = topics[:2]
    if shop.costs[first] != shop.costs[second]:
        return Tie(topics, "cost")
    if shop.supports[first].n != shop.supports[second].n:
        return Tie(topics, "supporters")
    return Tie(topics, "order")
