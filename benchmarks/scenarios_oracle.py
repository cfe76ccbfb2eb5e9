"""Whether scenarios are ranked as pymcdm and pyDecision, two other implementations, rank them.

`make check-oracles` installs them apart and runs this; without them nothing is compared. `--store`
keeps a part of the comparisons, with their answers, for `make test`, in tests/choice/scenarios.
"""

import json
import subprocess
from itertools import permutations
from typing import Any

import numpy as np
from _bench import ROOT, Report, options

from mire.choice.scenarios.criteria import Criterion, Direction, Shape
from mire.choice.scenarios.measures import Exact, Option
from mire.choice.scenarios.promethee import Promethee, promethee

ORACLE = ROOT / ".oracles" / "bin" / "python"
STORE = ROOT / "tests" / "choice" / "scenarios" / "oracle_flows.jsonl"
N_COMPARISONS, N_STORED, N_SMOKE = 600, 100, 20
ROUNDING = 1e-9


def drawn(generator: np.random.Generator) -> dict[str, Any]:
    """Return a comparison in whole numbers, so that rounding decides nothing; ties are many."""
    n_options, n_criteria = int(generator.integers(2, 8)), int(generator.integers(1, 7))
    shapes = [str(each) for each in generator.choice(list(Shape), n_criteria)]
    if generator.random() < 0.5:
        shapes = [shapes[0]] * n_criteria
    q = generator.integers(0, 5, n_criteria)
    return {
        "rows": generator.integers(0, 12, (n_options, n_criteria)).tolist(),
        "directions": [str(each) for each in generator.choice(list(Direction), n_criteria)],
        "weights": generator.integers(1, 10, n_criteria).tolist(),
        "shapes": shapes,
        "q": q.tolist(),
        "p": (q + generator.integers(1, 6, n_criteria)).tolist(),
        "s": generator.integers(1, 6, n_criteria).tolist(),
    }


def ours(given: dict[str, Any]) -> Promethee:
    """Return what ours says of a comparison."""
    criteria = [
        Criterion(name=f"c{index}", direction=Direction(direction), shape=Shape(shape),
                  weight=weight, q=q, p=p, s=s)
        for index, (direction, shape, weight, q, p, s) in enumerate(zip(
            given["directions"], given["shapes"], given["weights"], given["q"], given["p"],
            given["s"], strict=True,
        ))
    ]  # fmt: skip
    rows = [
        Option(name=f"o{index}", measures=[Exact(each) for each in row])
        for index, row in enumerate(given["rows"])
    ]
    return promethee(criteria, rows)


def agreements(given: dict[str, Any], answer: dict[str, Any]) -> dict[str, bool]:
    """Return whether ours says the same as each oracle, by what is compared.

    Relations are compared where the two flows differ enough for an oracle's rounding.
    """
    found = ours(given)
    net = [float(each) for each in found.net]
    same = {
        name: bool(np.allclose(net, answer[name], rtol=0, atol=ROUNDING))
        for name in ("pydecision", "pymcdm")
        if name in answer
    }
    same["relations"] = all(
        found.relations[a][b] == answer["relations"][a][b]
        for a, b in permutations(range(len(net)), 2)
        if not _is_near(found, a, b)
    )
    return same


def _is_near(found: Promethee, a: int, b: int) -> bool:
    """Whether two options have a flow in common, which an oracle's rounding may not see."""
    return any(abs(flows[a] - flows[b]) < ROUNDING for flows in (found.plus, found.minus))


def main() -> None:
    """Compare, and store if asked."""
    given = options(__doc__ or "", ("--store", "keep comparisons and answers for the tests"))
    report = Report("scenarios, against oracles", given.smoke)
    report.head(given.seed)
    if not ORACLE.exists():
        print("No .oracles here (`make oracles` makes it): nothing is compared.")
        return
    generator = np.random.Generator(np.random.PCG64(given.seed))
    drawings = [drawn(generator) for _ in range(N_SMOKE if given.smoke else N_COMPARISONS)]
    done = subprocess.run(
        [str(ORACLE), "-W", "ignore", str(ROOT / "benchmarks" / "_promethee_oracles.py")],
        input="".join(json.dumps(each) + "\n" for each in drawings),
        text=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    n_asked: dict[str, int] = {}
    n_same: dict[str, int] = {}
    for each, answer in zip(drawings, answers, strict=True):
        for name, is_same in agreements(each, answer).items():
            n_asked[name] = n_asked.get(name, 0) + 1
            n_same[name] = n_same.get(name, 0) + is_same
            if not is_same:
                print(f"differs: {name}: {each}")
    for name, n in n_asked.items():
        report.add(
            f"{name}: the same",
            f"{n_same[name]} of {n}",
            "all",
            is_met=n_same[name] == n,
            must=True,
        )
    if given.store:
        pairs = list(zip(drawings, answers, strict=True))[:N_STORED]
        STORE.write_text(
            "".join(json.dumps({**each, "answers": answer}) + "\n" for each, answer in pairs)
        )
        print(f"{len(pairs)} comparisons in {STORE.relative_to(ROOT)}")
    report.end()


if __name__ == "__main__":
    main()
