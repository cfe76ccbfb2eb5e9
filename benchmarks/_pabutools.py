"""Answer elections with pabutools; run by the Python of `.oracles` alone.

Reads JSON lines on standard input, an election each: {"costs", "ballots" (points by topic),
"capacity", "is_points"}, amounts as fractions in words. Writes for each a JSON line: the
topics that each rule chooses, by "rule utility completion", in order where it has one: Phragmén's
are sorted, and those of add1-overspend, which goes on here once all topics are chosen.
"""

import json
import sys
from fractions import Fraction
from typing import Any

from pabutools.election import (
    Additive_Cardinal_Sat,
    ApprovalBallot,
    ApprovalProfile,
    CardinalBallot,
    Cardinality_Sat,
    CardinalProfile,
    Cost_Sat,
    Instance,
    Project,
)
from pabutools.election.satisfaction import AdditiveSatisfaction
from pabutools.fractions import frac
from pabutools.rules import (
    exhaustion_by_budget_increase,
    greedy_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)
from pabutools.tiebreaking import TieBreakingRule


class PointsTimesCost(AdditiveSatisfaction):
    """What a topic that one gave points is worth by cost."""

    def __init__(self, instance: Any, profile: Any, ballot: Any) -> None:
        super().__init__(
            instance,
            profile,
            ballot,
            lambda _instance, _profile, ballot, project, _known: (
                ballot.get(project, 0) * project.cost
            ),
        )


def exact(words: str) -> Any:
    """Return an amount as pabutools counts."""
    value = Fraction(words)
    return frac(value.numerator, value.denominator)


def answered(given: dict[str, Any]) -> dict[str, list[int]]:
    """Return the topics that each rule chooses."""
    supported = sorted({int(topic) for ballot in given["ballots"] for topic in ballot})
    projects = {topic: Project(str(topic), exact(given["costs"][topic])) for topic in supported}
    instance = Instance(projects.values(), budget_limit=exact(given["capacity"]))
    profile: Any
    if given["is_points"]:
        profile = CardinalProfile(
            [
                CardinalBallot(
                    {projects[int(topic)]: exact(points) for topic, points in ballot.items()}
                )
                for ballot in given["ballots"]
            ],
            instance=instance,
        )
        measures = {"cost": PointsTimesCost, "cardinality": Additive_Cardinal_Sat}
    else:
        profile = ApprovalProfile(
            [
                ApprovalBallot(projects[int(topic)] for topic in ballot)
                for ballot in given["ballots"]
            ],
            instance=instance,
        )
        measures = {"cost": Cost_Sat, "cardinality": Cardinality_Sat}
    votes = {
        str(topic): sum(str(topic) in ballot for ballot in given["ballots"]) for topic in supported
    }
    ties = TieBreakingRule(lambda _i, _p, each: (each.cost, -votes[each.name], int(each.name)))
    found: dict[str, Any] = {}
    for name, measure in measures.items():
        terms = {"sat_class": measure, "tie_breaking": ties}
        shares = f"equal-shares {name}"
        found[f"{shares} none"] = method_of_equal_shares(instance, profile, **terms)
        add1 = method_of_equal_shares(instance, profile, voter_budget_increment=frac(1), **terms)
        found[f"{shares} add1"] = add1
        found[f"{shares} add1-greedy"] = greedy_utilitarian_welfare(
            instance, profile, initial_budget_allocation=add1, **terms
        )
        bound = exact(given["capacity"]) + len(given["ballots"]) * (
            1 + sum(project.cost for project in projects.values())
        )
        overspending = exhaustion_by_budget_increase(
            instance,
            profile,
            method_of_equal_shares,
            dict(terms),
            exhaustive_stop=False,
            budget_step=frac(len(given["ballots"])),
            budget_bound=bound,
        )
        found[f"{shares} add1-overspend"] = sorted(overspending, key=lambda p: int(p.name))
        found[f"greedy {name}"] = greedy_utilitarian_welfare(instance, profile, **terms)
    if not given["is_points"]:
        found["phragmen"] = sorted(
            sequential_phragmen(instance, profile, tie_breaking=ties), key=lambda p: int(p.name)
        )
    return {name: [int(project.name) for project in chosen] for name, chosen in found.items()}


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answered(json.loads(line))) + "\n")
        sys.stdout.flush()
