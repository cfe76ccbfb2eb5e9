"""Simulated tables: they ask, react, and some object with what would lift it."""

from collections.abc import Iterator, Sequence

import numpy as np

from mire.techniques.consent.config import CLARIFY, OBJECT, REACT, Config, n_tables
from mire.techniques.consent.contribution import Answer

CLARIFIES: Sequence[str] = (
    "Combien d'agents, et combien de jours par mois ?",
    "Qui décide si deux sujets arrivent en même temps ?",
    "À quelle date le bilan serait-il fait ?",
    "Le budget est-il pris sur celui des directions ?",
)
REACTS: Sequence[str] = (
    "Cela répond à ce que nous demandions depuis un an.",
    "Nous craignons un service de plus, à côté des autres.",
    "L'essai rassure, à condition qu'il finisse vraiment.",
    "Nos équipes seraient volontaires.",
)
OBJECTS: Sequence[tuple[str, str]] = (
    ("Deux agents de moins à l'accueil pendant l'été.", "Commencer en octobre."),
    ("Personne ne répond de l'essai s'il échoue.", "Nommer qui en rend compte."),
    ("Les sujets choisis resteraient ceux du siège.", "Réserver une place aux équipes de terrain."),
)


def simulate(config: Config, rng: np.random.Generator, n: int) -> Iterator[Answer]:
    """Words of believable tables: one in six is an objection."""
    for _ in range(n):
        table, drawn = int(rng.integers(1, n_tables(config) + 1)), rng.random()
        if drawn < 1 / 6:
            risk, lift = OBJECTS[int(rng.integers(len(OBJECTS)))]
            yield Answer(table=table, heading=OBJECT, said=risk, lift=lift)
        elif drawn < 1 / 2:
            said = CLARIFIES[int(rng.integers(len(CLARIFIES)))]
            yield Answer(table=table, heading=CLARIFY, said=said)
        else:
            said = REACTS[int(rng.integers(len(REACTS)))]
            yield Answer(table=table, heading=REACT, said=said)
