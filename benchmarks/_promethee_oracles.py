"""Answer comparisons with pymcdm and pyDecision; run by the Python of `.oracles` alone.

Reads JSON lines on standard input, a comparison each: {"rows": [option][criterion], "directions",
"weights", "shapes", "q", "p", "s"}. Writes for each a JSON line: the net flows by pyDecision, and
by pymcdm where it can (one shape for all criteria, not the Gaussian); pyDecision's relations.
"""

import json
import sys
from typing import Any

import numpy as np
from pyDecision.algorithm.p_i import promethee_i
from pyDecision.algorithm.p_ii import promethee_ii
from pymcdm.methods import PROMETHEE_II

SHAPES = ("usual", "u", "v", "level", "linear", "gaussian")
OF_PYMCDM = dict(zip(SHAPES, ("usual", "ushape", "vshape", "level", "vshape_2"), strict=False))
RELATIONS = {"P+": "preferred", "I": "indifferent", "R": "incomparable", "-": "behind"}


def answered(given: dict[str, Any]) -> dict[str, Any]:
    """Return what each says of a comparison."""
    rows, weights = np.array(given["rows"], float), np.array(given["weights"], float)
    signs = np.array([1 if each == "max" else -1 for each in given["directions"]])
    kinds = [f"t{1 + SHAPES.index(each)}" for each in given["shapes"]]
    more = (weights, given["q"], given["s"], given["p"], kinds)
    net = promethee_ii(rows * signs, *more, sort=False, verbose=False)[:, 1]
    relations = promethee_i(rows * signs, *more)
    found = {
        "pydecision": net.tolist(),
        "relations": [[RELATIONS[str(each)] for each in row] for row in relations],
    }
    (shape, *others) = set(given["shapes"])
    if not others and shape in OF_PYMCDM:
        method = PROMETHEE_II(OF_PYMCDM[shape], p=given["p"], q=given["q"])
        found["pymcdm"] = np.asarray(method(rows, weights / weights.sum(), signs)).tolist()
    return found


for line in sys.stdin:
    print(json.dumps(answered(json.loads(line))))
