"""The rules written out from their definitions, voter by voter, in fractions.

Nothing is shared with ``mire.choice.portfolio`` but the inputs: topics by index, costs, ballots
as a list a voter of points by topic.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

Ballots = Sequence[dict[int, Fraction]]
Worth = Callable[[int, Fraction], Fraction]  # a topic and the points one gave it → its utility


def by_cost(costs: Sequence[Fraction]) -> Worth:
    return lambda topic, points: points * costs[topic]


def by_number(_costs: Sequence[Fraction]) -> Worth:
    return lambda _topic, points: points


def first_of_tied(costs: Sequence[Fraction], ballots: Ballots, tied: Sequence[int]) -> int:
    """Lower cost, then more supporters, then the order of the election."""
    return min(tied, key=lambda t: (costs[t], -sum(t in ballot for ballot in ballots), t))


def equal_shares(
    costs: Sequence[Fraction], ballots: Ballots, worth: Worth, endowment: Fraction
) -> list[int]:
    left = [endowment for _ in ballots]
    chosen: list[int] = []
    while True:
        rates = {}
        for topic in range(len(costs)):
            if topic not in chosen:
                pairs = [
                    (left[v], worth(topic, ballot[topic]))
                    for v, ballot in enumerate(ballots)
                    if topic in ballot
                ]
                rate = least_rate(costs[topic], pairs)
                if rate is not None:
                    rates[topic] = rate
        if not rates:
            return chosen
        least = min(rates.values())
        topic = first_of_tied(costs, ballots, [t for t, rate in rates.items() if rate == least])
        chosen.append(topic)
        for v, ballot in enumerate(ballots):
            if topic in ballot:
                left[v] -= min(left[v], least * worth(topic, ballot[topic]))


def least_rate(cost: Fraction, supporters: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    """The least ρ at which Σ min(left, ρ × utility) reaches the cost; (left, utility) each."""
    if not supporters or sum(left for left, _ in supporters) < cost:
        return None
    if cost == 0:
        return Fraction(0)

    def together(rate: Fraction) -> Fraction:
        return sum((min(left, rate * utility) for left, utility in supporters), Fraction(0))

    low = Fraction(0)
    for high in sorted({left / utility for left, utility in supporters}):
        if together(high) >= cost:
            slope = sum(utility for left, utility in supporters if left / utility >= high)
            return low + (cost - together(low)) / slope
        low = high
    raise AssertionError


def fits(costs: Sequence[Fraction], capacity: Fraction, chosen: Sequence[int]) -> bool:
    return sum((costs[topic] for topic in chosen), Fraction(0)) <= capacity


def addable(
    costs: Sequence[Fraction], ballots: Ballots, capacity: Fraction, chosen: Sequence[int]
) -> list[int]:
    return [
        topic
        for topic in range(len(costs))
        if topic not in chosen
        and any(topic in ballot for ballot in ballots)
        and fits(costs, capacity, [*chosen, topic])
    ]


def completed(
    costs: Sequence[Fraction],
    ballots: Ballots,
    worth: Worth,
    capacity: Fraction,
    step: Fraction,
    completion: str,
) -> tuple[list[int], Fraction]:
    """Equal shares and its completion, one endowment after the other; topics, endowment."""
    endowment = capacity / len(ballots)
    kept = [t for t in range(len(costs)) if costs[t] <= capacity]
    only = [{t: p for t, p in ballot.items() if t in kept} for ballot in ballots]
    chosen = equal_shares(costs, only, worth, endowment)
    if completion == "none":
        return chosen, endowment
    supported = {topic for ballot in only for topic in ballot}
    while completion.startswith("add1") and set(chosen) != supported:
        if completion != "add1-overspend" and not addable(costs, only, capacity, chosen):
            break
        after = equal_shares(costs, only, worth, endowment + step)
        if not fits(costs, capacity, after):
            break
        chosen, endowment = after, endowment + step
    if completion in ("add1-greedy", "greedy"):
        chosen = [*chosen, *greedy(costs, only, worth, capacity, chosen)]
    if completion == "greedy-overspend":
        chosen = [*chosen, *overspent(costs, only, worth, capacity, chosen)]
    return chosen, endowment


def overspent(
    costs: Sequence[Fraction],
    ballots: Ballots,
    worth: Worth,
    capacity: Fraction,
    chosen: Sequence[int],
) -> list[int]:
    """What greedy adds until the first topic that does not fit, which is taken and is the last."""
    added: list[int] = []
    supported = {topic for ballot in ballots for topic in ballot}
    while left := sorted(supported - {*chosen, *added}):
        free = [topic for topic in left if costs[topic] == 0]
        gain = {
            topic: sum(
                (worth(topic, ballot[topic]) for ballot in ballots if topic in ballot), Fraction(0)
            )
            / costs[topic]
            for topic in left
            if not free
        }
        best = free or [topic for topic in left if gain[topic] == max(gain.values())]
        added.append(first_of_tied(costs, ballots, best))
        if not fits(costs, capacity, [*chosen, *added]):
            break
    return added


def greedy(
    costs: Sequence[Fraction],
    ballots: Ballots,
    worth: Worth,
    capacity: Fraction,
    chosen: Sequence[int] = (),
) -> list[int]:
    added: list[int] = []
    while able := addable(costs, ballots, capacity, [*chosen, *added]):
        free = [topic for topic in able if costs[topic] == 0]
        gain = {
            topic: sum(
                (worth(topic, ballot[topic]) for ballot in ballots if topic in ballot), Fraction(0)
            )
            / costs[topic]
            for topic in able
            if not free
        }
        best = free or [topic for topic in able if gain[topic] == max(gain.values())]
        added.append(first_of_tied(costs, ballots, best))
    return added


def phragmen(costs: Sequence[Fraction], ballots: Ballots, capacity: Fraction) -> list[int]:
    """Everybody earns at one speed; a topic is bought when its supporters have its cost."""
    since = [Fraction(0) for _ in ballots]  # when each had nothing for the last time
    chosen: list[int] = []
    while True:
        moments = {}
        for topic in range(len(costs)):
            fans = [v for v, ballot in enumerate(ballots) if topic in ballot]
            if topic not in chosen and fans and costs[topic] <= capacity:
                moments[topic] = (costs[topic] + sum(since[v] for v in fans)) / len(fans)
        if not moments:
            return chosen
        now = min(moments.values())
        tied = [topic for topic, moment in moments.items() if moment == now]
        if not all(fits(costs, capacity, [*chosen, topic]) for topic in tied):
            return chosen
        topic = first_of_tied(costs, ballots, tied)
        chosen.append(topic)
        since = [now if topic in ballot else at for at, ballot in zip(since, ballots, strict=True)]
