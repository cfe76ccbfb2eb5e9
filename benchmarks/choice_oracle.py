"""Whether topics are chosen as pabutools, another implementation, chooses them.

`make check-oracles` installs it apart and runs this; without it nothing is compared. `--store`
keeps a part of the elections, with its answers, for `make test`, in tests/choice/portfolio.
"""

import json
import subprocess
from fractions import Fraction
from typing import Any

import numpy as np
from _bench import ROOT, Report, options

from mire.choice.portfolio.election import BallotKind, Election, Topic, election
from mire.choice.portfolio.selection import choose
from mire.choice.portfolio.terms import Completion, Rule, Utility

ORACLE = ROOT / ".oracles" / "bin" / "python"
STORE = ROOT / "tests" / "choice" / "portfolio" / "oracle_elections.jsonl"
N_ELECTIONS, N_STORED, N_SMOKE = 600, 100, 20


def drawn(generator: np.random.Generator) -> dict[str, Any]:
    """Return an election as the oracle reads it: few values, hence many ties, or many."""
    n_topics, n_voters = int(generator.integers(2, 13)), int(generator.integers(2, 31))
    kind = generator.integers(0, 4)
    if kind == 0:
        costs = [Fraction(1)] * n_topics
    elif kind == 1:
        costs = [Fraction(int(each)) for each in generator.integers(1, 8, n_topics)]
    elif kind == 2:
        costs = [Fraction(int(each)) for each in generator.integers(5, 200, n_topics)]
    else:
        costs = [Fraction(int(each), 4) for each in generator.integers(1, 200, n_topics)]
    is_points = bool(generator.random() < 0.4)
    ballots: list[dict[str, str]] = []
    for voter in range(n_voters):
        if voter and generator.random() < 0.3:
            ballots.append(ballots[int(generator.integers(voter))])
            continue
        liked = np.flatnonzero(generator.random(n_topics) < generator.choice([0.2, 0.4, 0.7]))
        ballots.append(
            {str(topic): str(generator.integers(1, 6)) if is_points else "1" for topic in liked}
        )
    if not any(ballots):
        ballots[0] = {"0": "1"}
    # Dearer topics than the capacity are out for us from the start, and for the oracle not.
    low, high = int(max(costs)) + 1, max(int(max(costs)) + 2, int(sum(costs)))
    capacity = Fraction(int(generator.integers(low, high)))
    return {
        "costs": [str(cost) for cost in costs],
        "ballots": ballots,
        "capacity": str(capacity),
        "is_points": is_points,
    }


def ours(given: dict[str, Any]) -> Election:
    """Return the same election as ours."""
    kind = BallotKind.SCORING if given["is_points"] else BallotKind.APPROVAL
    return election(
        [Topic(str(place), Fraction(cost)) for place, cost in enumerate(given["costs"])],
        [
            {topic: Fraction(points) for topic, points in ballot.items()}
            if given["is_points"]
            else list(ballot)
            for ballot in given["ballots"]
        ],
        capacity=Fraction(given["capacity"]),
        kind=kind,
    )


def answered(given: dict[str, Any], terms: str) -> list[int]:
    """Return what ours chooses on terms written as the oracle's, sorted where it sorts."""
    rule, *more = terms.split()
    found = choose(
        ours(given),
        rule=Rule(rule),
        utility=Utility(more[0]) if more else Utility.COST,
        completion=Completion(more[1]) if more[1:] else Completion.NONE,
    )
    is_sorted = rule == "phragmen" or terms.endswith("overspend")
    return sorted(found.topics) if is_sorted else list(found.topics)


def main() -> None:
    """Compare, and store if asked."""
    given = options(__doc__ or "", ("--store", "keep elections and answers for the tests"))
    report = Report("choice, against an oracle", given.smoke)
    report.head(given.seed)
    if not ORACLE.exists():
        print("No .oracles here (`make oracles` makes it): nothing is compared.")
        return
    generator = np.random.Generator(np.random.PCG64(given.seed))
    elections = [drawn(generator) for _ in range(N_SMOKE if given.smoke else N_ELECTIONS)]
    done = subprocess.run(
        [str(ORACLE), str(ROOT / "benchmarks" / "_pabutools.py")],
        input="".join(json.dumps(each) + "\n" for each in elections),
        text=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    n_asked: dict[str, int] = {}
    n_same: dict[str, int] = {}
    for each, answer in zip(elections, answers, strict=True):
        for terms, chosen in answer.items():
            n_asked[terms] = n_asked.get(terms, 0) + 1
            is_same = answered(each, terms) == chosen
            n_same[terms] = n_same.get(terms, 0) + is_same
            if not is_same:
                print(f"differs: {terms}: {chosen} against {answered(each, terms)}: {each}")
    for terms, n in n_asked.items():
        report.add(
            f"{terms}: same outcome",
            f"{n_same[terms]} of {n}",
            "all",
            is_met=n_same[terms] == n,
            must=True,
        )
    if given.store:
        pairs = list(zip(elections, answers, strict=True))[:N_STORED]
        stored = [{**each, "answers": answer} for each, answer in pairs]
        STORE.write_text("".join(json.dumps(each) + "\n" for each in stored))
        print(f"{len(stored)} elections in {STORE.relative_to(ROOT)}")
    report.end()


if __name__ == "__main__":
    main()
