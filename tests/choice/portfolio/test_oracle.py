"""Stored elections come out as pabutools had them come out (README.md: how they are made)."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from mire.choice.portfolio.selection import choose
from mire.choice.portfolio.terms import Completion, Rule, Utility
from tests.choice.portfolio.drawn import Drawn

STORED = Path(__file__).with_name("oracle_elections.jsonl")


def test_stored_elections_come_out_as_the_oracle_had_them() -> None:
    elections = [json.loads(line) for line in STORED.read_text().splitlines()]
    differing = []
    for number, given in enumerate(elections):
        drawn = Drawn(
            [Fraction(cost) for cost in given["costs"]],
            [
                {int(topic): Fraction(points) for topic, points in ballot.items()}
                for ballot in given["ballots"]
            ],
            Fraction(given["capacity"]),
            given["is_points"],
        )
        differing += [
            (number, terms)
            for terms, expected in given["answers"].items()
            if chosen(drawn, terms) != expected
        ]
    assert len(elections) == 100
    assert differing == []


def chosen(drawn: Drawn, terms: str) -> list[int]:
    rule, *more = terms.split()
    asked: dict[str, Any] = {"rule": Rule(rule)}
    if more:
        asked["utility"] = Utility(more[0])
    if more[1:]:
        asked["completion"] = Completion(more[1])
    found = choose(drawn.election, **asked).topics
    is_sorted = rule == "phragmen" or terms.endswith("overspend")
    return sorted(found) if is_sorted else list(found)
