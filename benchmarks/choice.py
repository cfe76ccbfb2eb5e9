"""How long it takes to choose topics by equal shares, to judge and to rank; and the memory.

Elections are drawn: people and topics lie in a square, topics differ in popularity, and each
person approves the topics that are near, popular or lucky, eight on average; costs are spread
as cities' are. The peer is pabutools, where `make oracles` has installed it.
"""

import json
import subprocess
import time
import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from math import ceil, inf
from typing import Any
from unittest.mock import patch

import numpy as np
from _bench import ROOT, Report, median, options, spread

from mire.choice.judgment import judge
from mire.choice.portfolio import pabulib
from mire.choice.portfolio.again import Again
from mire.choice.portfolio.election import Election, Topic, election
from mire.choice.portfolio.equal_shares import run
from mire.choice.portfolio.market import blocs
from mire.choice.portfolio.reasons import explain
from mire.choice.portfolio.selection import Choice, choose
from mire.choice.portfolio.terms import Completion, Utility
from mire.choice.ranked import Ballot, ranked
from mire.techniques.allotment.manifest import technique as allotment

ORACLE = ROOT / ".oracles" / "bin" / "python"
CITY, METROPOLIS = (64, 6_586), (200, 100_000)
CITY_SECONDS, METROPOLIS_SECONDS, EXPLAINED_SECONDS = 0.3, 5.0, 1.0
MOST_BYTES_A_MARK = 120
PEER_SECONDS = 240


def drawn(n_topics: int, n_voters: int, seed: int, *, times: int = 1) -> Election:
    """Return an election whose capacity is a third of what all topics cost together.

    Costs are from 5,000 to 100,000, so many ``times``.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    costs = np.exp(generator.uniform(np.log(5_000), np.log(100_000), n_topics)).round(-2) * times
    topics, people = generator.random((n_topics, 2)), generator.random((n_voters, 2))
    popularity = generator.gumbel(size=n_topics) / 2
    ballots = []
    for person in people:
        liking = popularity - 6 * np.hypot(*(topics - person).T) + generator.gumbel(size=n_topics)
        n = min(n_topics, 1 + int(generator.poisson(7)))
        ballots.append([f"s{topic}" for topic in np.argpartition(-liking, n - 1)[:n]])
    return election(
        [Topic(f"s{place}", Fraction(int(cost))) for place, cost in enumerate(costs)],
        ballots,
        capacity=int(costs.sum() / 3),
    )


def timed(do: Callable[[], Any], rounds: int) -> tuple[Any, list[float]]:
    """Return what it gives, and the seconds of each round."""
    took, found = [], None
    for _ in range(rounds):
        begun = time.perf_counter()
        found = do()
        took.append(time.perf_counter() - begun)
    return found, took


def chosen(
    report: Report, name: str, given: Election, goal: float | None, rounds: int, **terms: Any
) -> Choice:
    """Time a choice, and check that it fits."""
    found, took = timed(lambda: choose(given, **terms), rounds)
    report.add(
        f"{name}, s",
        spread(took, ".3f"),
        f"≤ {goal:g}" if goal else "",
        is_met=median(took) <= goal if goal else None,
    )
    steps = found.endowment - given.capacity / given.n_voters
    report.add(
        "  topics, share of the capacity, raises, runs",
        f"{len(found.topics)}, {float(found.cost / given.capacity):.0%}, {steps}, {found.n_runs}",
    )
    report.add(
        "  within the capacity",
        "yes" if found.cost <= given.capacity else "no",
        "yes",
        is_met=found.cost <= given.capacity,
        must=True,
    )
    return found


def peer(report: Report, given: Election, found: Choice) -> None:
    """Time pabutools on the same election and terms, once: its own file, its own process."""
    if not ORACLE.exists():
        report.add("  pabutools", "no .oracles here (make oracles)")
        return
    program = """
import json, sys, time
from pabutools.election import Cost_Sat
from pabutools.election.pabulib import parse_pabulib_from_string
from pabutools.fractions import frac
from pabutools.rules import method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule
instance, profile = parse_pabulib_from_string(sys.stdin.read())
votes = {p: profile.approval_score(p) for p in instance}
ties = TieBreakingRule(lambda i, f, p: (p.cost, -votes[p], int(p.name[1:])))
begun = time.perf_counter()
chosen = method_of_equal_shares(instance, profile.as_multiprofile(), Cost_Sat, tie_breaking=ties,
                                voter_budget_increment=frac(1))
print(json.dumps([time.perf_counter() - begun, [p.name for p in chosen]]))
"""
    try:
        done = subprocess.run(
            [str(ORACLE), "-c", program],
            input=pabulib.written(given),
            text=True,
            stdout=subprocess.PIPE,
            check=True,
            timeout=PEER_SECONDS,
        )
    except subprocess.TimeoutExpired:
        report.add("  pabutools", f"more than {PEER_SECONDS} s")
        return
    seconds, topics = json.loads(done.stdout)
    report.add("  pabutools on the same, s", f"{seconds:.2f}")
    report.add(
        "  the same outcome",
        "yes" if topics == list(found.ids) else "no",
        "yes",
        is_met=topics == list(found.ids),
        must=True,
    )


def explained(report: Report, seed: int, rounds: int, *, n_topics: int, n_voters: int) -> None:
    """Time what would have changed each topic's fate, as a meeting's allotment asks it.

    Beside it one choice, and the same explanation by choosing afresh each time.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    days = generator.integers(5, 60, n_topics).tolist()
    capacity = sum(days) * 2 // 5
    topics = [{"label": f"s{place}", "days": each} for place, each in enumerate(days)]
    config = allotment.read_config({"question": "?", "topics": topics, "capacity": capacity})
    answers = allotment.expect_answers()
    ballots = [
        [f"s{topic - 1}" for topic, _mark in piece.body["marks"]]
        for answer in answers.simulate(config, generator, n_voters)
        for piece in answers.split(answer)
    ]
    costs = [Topic(each["label"], Fraction(each["days"])) for each in topics]
    lab = election(costs, ballots, capacity=capacity)
    step = Fraction(ceil(Fraction(100 * capacity, 10 * n_voters)), 100)
    terms = {"completion": Completion.ADD1_GREEDY, "step": step}
    choice, once = timed(lambda: choose(lab, **terms), rounds)
    found, took = timed(lambda: explain(choice, most_work=inf), rounds)
    with patch.object(Again, "run", lambda _again, shop, endowment, *_more: run(shop, endowment)):
        afresh, longer = timed(lambda: explain(choice, most_work=inf), rounds)
    report.add(
        f"{n_topics} topics × {n_voters} voters, each one's fate explained, s",
        spread(took, ".2f"),
        f"≤ {EXPLAINED_SECONDS:g}",
        is_met=median(took) <= EXPLAINED_SECONDS,
    )
    report.add("  times one choice", f"{median(took) / median(once):.0f}")
    report.add("  choosing afresh each time, times this", f"{median(longer) / median(took):.1f}")
    report.add("  the same explanation", "yes", "yes", must=True, is_met=found == afresh)


def memory(report: Report, given: Election) -> None:
    """Measure what choosing holds at its most, beside what was marked on ballots."""
    tracemalloc.start()
    choose(given, completion=Completion.NONE)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    a_mark = most / len(given.marked)
    report.add(f"  memory at most, MB ({len(given.marked):,} marks)", f"{most / 1e6:.0f}")
    report.add(
        "  bytes a mark",
        f"{a_mark:.0f}",
        f"≤ {MOST_BYTES_A_MARK}",
        is_met=a_mark <= MOST_BYTES_A_MARK,
    )


def others(report: Report, generator: np.random.Generator, rounds: int) -> None:
    """Time a judgment of billions of grades, and a ranking of a hundred options."""
    tallies = generator.integers(0, 10**9, (50, 7)).tolist()
    most = max(map(sum, tallies))
    for tally in tallies:
        tally[0] += most - sum(tally)
    found, took = timed(lambda: judge(tallies), rounds)
    report.add("judgment, 50 options, billions of grades, s", spread(took, ".4f"))
    report.add(
        "  every option ranked",
        str(len(found.ranking)),
        "50",
        is_met=len(found.ranking) == 50,
        must=True,
    )
    ballots = [
        Ballot([[int(option)] for option in generator.permutation(100)]) for _ in range(1_000)
    ]
    order, took = timed(lambda: ranked(ballots, n_options=100), rounds)
    report.add("ranking, 100 options, 1,000 orders, s", spread(took, ".3f"))
    report.add(
        "  every pair explained",
        str(len(order.comparisons)),
        "4950",
        is_met=len(order.comparisons) == 4950,
        must=True,
    )


def main() -> None:
    """Choose, judge and rank."""
    given = options(__doc__ or "")
    report = Report("choice", given.smoke)
    rounds = 1 if given.smoke else 7
    report.head(given.seed, f"{rounds} runs each; the election is read before the clock starts")
    small = (24, 600) if given.smoke else CITY
    city = drawn(*small, given.seed)
    name = f"{small[0]} topics × {small[1]:,} voters"
    found = chosen(report, f"{name}, add1", city, CITY_SECONDS, rounds, completion=Completion.ADD1)
    if not given.smoke:
        peer(report, city, found)
    chosen(
        report,
        f"{name}, add1, cardinality",
        city,
        None,
        rounds,
        utility=Utility.CARDINALITY,
        completion=Completion.ADD1,
    )
    large = (40, 2_000) if given.smoke else METROPOLIS
    metropolis = drawn(*large, given.seed, times=5)
    name = f"{large[0]} topics × {large[1]:,} voters"
    _, took = timed(lambda: blocs(metropolis), rounds)
    report.add(f"{name}, grouping equal ballots, s", spread(took, ".3f"))
    chosen(
        report, f"{name}, add1", metropolis, METROPOLIS_SECONDS, rounds, completion=Completion.ADD1
    )
    memory(report, metropolis)
    size = (8, 60) if given.smoke else (20, 500)
    explained(report, given.seed, rounds, n_topics=size[0], n_voters=size[1])
    text = pabulib.written(metropolis)
    read, took = timed(lambda: pabulib.read(text), rounds)
    report.add(f"  its Pabulib file read ({len(text) / 1e6:.1f} MB), s", spread(took, ".2f"))
    report.add(
        "  the same ballots",
        "yes",
        "yes",
        must=True,
        is_met=bool((read.marked == metropolis.marked).all()),
    )
    others(report, np.random.Generator(np.random.PCG64(given.seed)), rounds)
    report.end()


if __name__ == "__main__":
    main()
