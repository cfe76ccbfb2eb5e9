"""At least one topic a theme: can it be had, and which topic makes sure of it."""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm

from mire.choice.portfolio.election import Election
from mire.choice.portfolio.market import Blocs
from mire.choice.portfolio.terms import Bounds, ConstraintsRefused

LARGEST = 2**60


def missing_themes(election: Election, bounds: Bounds, chosen: Sequence[int]) -> list[str]:
    """Return the themes that must have a topic and have none among ``chosen``."""
    there = {theme for topic in chosen for theme in election.topics[topic].themes}
    return [theme for theme in bounds.themes if theme not in there]


def best_for_themes(
    election: Election, voters: Blocs, bounds: Bounds, taken: Sequence[int], themes: Sequence[str]
) -> int:
    """Return the topic with most supporters that has one of ``themes``.

    Only topics that, added to ``taken``, still leave a way to every theme that must have one;
    equal ones by lower cost, then in order. There is one when ``taken`` can be completed.
    """
    wanted = set(themes)
    able = [
        topic
        for topic, each in enumerate(election.topics)
        if wanted & set(each.themes) and topic not in bounds.set_aside
    ]
    able.sort(key=lambda topic: (-voters.supports[topic].n, election.topics[topic].cost, topic))
    return next(topic for topic in able if can_complete(election, bounds, [*taken, topic]))


def can_complete(election: Election, bounds: Bounds, taken: Sequence[int]) -> bool:
    """Say whether topics can be added to ``taken`` so that every constraint holds."""
    topics = election.topics
    if any(bounds.rivals[topic] & set(taken) for topic in taken):
        return False
    left = election.capacity - sum(topics[topic].cost for topic in taken)
    places = len(topics) if bounds.most_topics is None else bounds.most_topics - len(taken)
    if left < 0 or places < 0:
        return False
    missing = missing_themes(election, bounds, taken)
    out = bounds.set_aside.union(taken, *(bounds.rivals[topic] for topic in taken))
    able = [
        topic
        for topic, each in enumerate(topics)
        if topic not in out and each.cost <= left and set(missing) & set(each.themes)
    ]
    if len(missing) <= 1:
        return not missing or (places > 0 and bool(able))
    return _can_cover(election, bounds, able, missing, places, left)


def _can_cover(
    election: Election,
    bounds: Bounds,
    able: Sequence[int],
    missing: Sequence[str],
    places: int,
    left: Fraction,
) -> bool:
    """Say whether some of the ``able`` cover the themes within what is left: exact, by CP-SAT."""
    from ortools.sat.python import cp_model

    costs = [election.topics[topic].cost for topic in able]
    scale = lcm(left.denominator, *(cost.denominator for cost in costs))
    numbers = [int(cost * scale) for cost in costs]
    budget = int(left * scale)
    common = gcd(*numbers) or 1
    numbers, budget = [number // common for number in numbers], budget // common
    if sum(numbers) > LARGEST:
        raise ConstraintsRefused("too_precise", "themes", missing)
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in able]
    model.add(cp_model.LinearExpr.weighted_sum(taken, numbers) <= budget)
    model.add(sum(taken) <= places)
    for theme in missing:
        model.add_bool_or(
            [
                taken[place]
                for place, topic in enumerate(able)
                if theme in election.topics[topic].themes
            ]
        )
    for place, topic in enumerate(able):
        for other in range(place):
            if able[other] in bounds.rivals[topic]:
                model.add_bool_or([taken[place].negated(), taken[other].negated()])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return bool(solver.solve(model) == cp_model.OPTIMAL)
