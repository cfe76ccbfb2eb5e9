"""Two other implementations rank the same; benchmarks/scenarios_oracle.py keeps their answers."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from mire.choice.scenarios.criteria import Criterion, Direction, Shape
from mire.choice.scenarios.promethee import promethee
from tests.choice.scenarios.given import table

STORED = Path(__file__).with_name("oracle_flows.jsonl").read_text().splitlines()


@pytest.mark.parametrize("part", range(10))
def test_flows_and_relations_are_theirs(part: int) -> None:
    for line in STORED[part::10]:
        given: dict[str, Any] = json.loads(line)
        columns = zip(
            *(given[name] for name in ("directions", "shapes", "weights", "q", "p", "s")),
            strict=True,
        )
        criteria = [
            Criterion(
                name=f"c{index}",
                direction=Direction(direction),
                shape=Shape(shape),
                weight=weight,
                q=q,
                p=p,
                s=s,
            )
            for index, (direction, shape, weight, q, p, s) in enumerate(columns)
        ]
        found = promethee(criteria, table(given["rows"]))
        net = [float(each) for each in found.net]
        for name in {"pydecision", "pymcdm"} & given["answers"].keys():
            assert net == pytest.approx(given["answers"][name], abs=1e-9)
        for a, b in permutations(range(len(net)), 2):
            # Flows so near that their rounding decides are left out.
            is_near = any(abs(each[a] - each[b]) < 1e-9 for each in (found.plus, found.minus))
            if not is_near:
                assert found.relations[a][b] == given["answers"]["relations"][a][b]


def test_both_have_answered() -> None:
    answers = [json.loads(line)["answers"] for line in STORED]
    assert len(answers) == 100
    assert all("pydecision" in each for each in answers)
    assert sum("pymcdm" in each for each in answers) > 30
