"""The frozen corpus of notes: read, and what is proposed for it measured against its labels."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mire.programme.closeness.rules import Learnt, proposals

DATA = Path(__file__).resolve().parents[2] / "benchmarks" / "data"

NAMES = {
    "temps": "Du temps",
    "lieu": "Un lieu",
    "usagers": "Les usagers",
    "hierarchie": "La hiérarchie",
    "outils": "Des outils",
    "argent": "De l'argent",
    "legitimite": "La légitimité",
    "formation": "Se former",
    "confiance": "La confiance",
    "transversalite": "Travailler entre directions",
    "evaluation": "Évaluer",
    "elus": "Les élus",
}


@dataclass(frozen=True, slots=True)
class Corpus:
    """Notes with a label from each of two passes, and vectors of notes and of themes' names."""

    texts: Sequence[str]
    first: Sequence[str]
    second: Sequence[str]
    vectors: Any
    names: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """Shares of notes whose theme is proposed first, among three, and by the baseline; by draw."""

    top_1: list[float]
    top_3: list[float]
    common_1: list[float]
    common_3: list[float]


def read_corpus(model: Any) -> Corpus:
    with (DATA / "corpus_labo.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return Corpus(
        [each["text"] for each in rows],
        [each["first"] for each in rows],
        [each["second"] for each in rows],
        model.encode([each["text"] for each in rows]),
        dict(zip(NAMES, model.encode(list(NAMES.values())), strict=True)),
    )


def read_pairs() -> list[tuple[str, str, bool]]:
    with (DATA / "pairs_labo.csv").open(encoding="utf-8", newline="") as lines:
        return [(row["text"], row["other"], row["same"] == "1") for row in csv.DictReader(lines)]


def kappa(one: Sequence[str], other: Sequence[str]) -> float:
    """Return Cohen's kappa (Educational and Psychological Measurement 20, 1960)."""
    n = len(one)
    seen = sum(a == b for a, b in zip(one, other, strict=True)) / n
    counts, others = Counter(one), Counter(other)
    expected = sum(counts[each] * others[each] for each in counts) / n**2
    return (seen - expected) / (1 - expected)


def measured(
    corpus: Corpus, labels: Sequence[str], n_placed: int, seeds: Sequence[int]
) -> Measured:
    """Measure what is proposed for the notes left when ``n_placed`` a theme are placed, drawn.

    With none or one placed the house proposes nothing: names alone then stand twice as if they had
    been placed, so that the figure tells what silence spares. The baseline proposes the commonest
    themes of the notes left.
    """
    found = Measured([], [], [], [])
    for seed in seeds:
        chance = np.random.default_rng(seed)
        of = {each: [n for n, label in enumerate(labels) if label == each] for each in NAMES}
        placed = {each: chance.permutation(rows)[:n_placed] for each, rows in of.items()}
        taken = {int(row) for rows in placed.values() for row in rows}
        left = [n for n in range(len(labels)) if n not in taken]
        themes = [
            Learnt(
                each,
                corpus.names[each],
                [corpus.vectors[row] for row in rows] or [corpus.names[each]] * 2,
            )
            for each, rows in placed.items()
        ]
        near = proposals({str(n): corpus.vectors[n] for n in left}, themes)
        ranks = [[each.theme for each in near[str(n)]] for n in left]
        common = [each for each, _n in Counter(labels[n] for n in left).most_common(3)]
        truth = [labels[n] for n in left]
        found.top_1.append(_share(truth, [each[:1] for each in ranks]))
        found.top_3.append(_share(truth, ranks))
        found.common_1.append(_share(truth, [common[:1]] * len(left)))
        found.common_3.append(_share(truth, [common] * len(left)))
    return found


def _share(truth: Sequence[str], guesses: Sequence[Sequence[str]]) -> float:
    return float(np.mean([each in guess for each, guess in zip(truth, guesses, strict=True)]))
