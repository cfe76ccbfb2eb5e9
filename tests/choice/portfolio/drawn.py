"""Elections drawn by Hypothesis, as plain values and as ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

from mire.choice.portfolio.election import BallotKind, Election, Topic, election


@dataclass(frozen=True)
class Drawn:
    """Costs and points by topic's place; ``capacity``; ``is_points``: else approvals."""

    costs: list[Fraction]
    ballots: list[dict[int, Fraction]]
    capacity: Fraction
    is_points: bool = False
    themes: Sequence[tuple[str, ...]] = ()

    @property
    def election(self) -> Election:
        themes = self.themes or [()] * len(self.costs)
        return election(
            [
                Topic(f"t{place}", cost, themes=each)
                for place, (cost, each) in enumerate(zip(self.costs, themes, strict=True))
            ],
            [
                {f"t{topic}": points for topic, points in ballot.items()}
                if self.is_points
                else [f"t{topic}" for topic in ballot]
                for ballot in self.ballots
            ],
            capacity=self.capacity,
            kind=BallotKind.SCORING if self.is_points else BallotKind.APPROVAL,
        )


@st.composite
def drawn(
    draw: st.DrawFn,
    *,
    topics: int = 6,
    voters: int = 9,
    points: bool | None = None,
    free: bool = False,
    dear: int = 12,
) -> Drawn:
    """Few values, so that ties are many; voters who repeat another's ballot."""
    n_topics, n_voters = draw(st.integers(1, topics)), draw(st.integers(1, voters))
    parts = draw(st.sampled_from([1, 1, 3]))
    cost = st.integers(0 if free else 1, dear).map(lambda value: Fraction(value, parts))
    costs = draw(st.lists(cost, min_size=n_topics, max_size=n_topics))
    is_points = draw(st.booleans()) if points is None else points
    point = st.integers(1, 3).map(Fraction) if is_points else st.just(Fraction(1))
    ballot = st.dictionaries(st.integers(0, n_topics - 1), point)
    distinct = draw(st.lists(ballot, min_size=1, max_size=n_voters))
    ballots = [distinct[draw(st.integers(0, len(distinct) - 1))] for _ in range(n_voters)]
    capacity = draw(st.integers(0, int(sum(costs)) + 2).map(Fraction))
    return Drawn(costs, ballots, capacity, is_points)
