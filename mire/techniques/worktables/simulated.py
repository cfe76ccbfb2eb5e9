"""Simulated work tables: what they write suits the heading, when it is one of the story's."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from mire.techniques.worktables.config import Config, n_tables
from mire.techniques.worktables.contribution import MARKS, Answer

ANYWHERE: Sequence[str] = (
    "Commencer petit, et en reparler dans six mois.",
    "S'appuyer sur ce qui marche déjà dans les directions.",
    "Rendre compte de ce qui n'a pas marché.",
    "Dire d'avance à quoi l'on verra que c'est réussi.",
    "Le décider avec les personnes qui le feront.",
)
"""What fits any heading."""

UNDER: Mapping[str, Sequence[str]] = {
    "mode de fonctionnement": (
        "Une équipe qui change chaque année, sauf une personne.",
        "Des séances ouvertes, un jour fixe par quinzaine.",
        "Un carnet de bord que tout le monde peut lire.",
        "Les usagers vus au moins deux fois par projet.",
        "Trois mois par sujet, puis on rend la main au service.",
    ),
    "objectifs": (
        "Trois projets menés jusqu'à un essai réel par an.",
        "Que chaque direction ait essayé une méthode d'ici deux ans.",
        "Des démarches plus simples, mesurées avec les habitants.",
        "Former les agents qui le veulent, pas tout le monde.",
        "Rendre compte de ce qui n'a pas marché.",
    ),
    "gouvernance": (
        "Un comité de cinq directions, qui se réunit court.",
        "La direction générale tranche ce qui bloque, sous quinze jours.",
        "Une place pour deux agents de terrain, par roulement.",
        "Le comité choisit les sujets, pas les solutions.",
        "Un élu informé deux fois par an, sans passer par le comité.",
    ),
    "moyens": (
        "Quatre agents détachés deux jours par semaine.",
        "Un budget d'essai sans marché, plafonné.",
        "Un lieu ouvert, au rez-de-chaussée.",
        "Du temps inscrit dans la lettre de mission.",
        "Une personne extérieure, dix jours par an, pour prendre du recul.",
    ),
    "types de sujets": (
        "Des sujets apportés par les directions, pas choisis par l'équipe.",
        "Pas de sujet sans un service qui s'engage à le reprendre.",
        "Refuser ce qui est déjà décidé.",
        "Un sujet à fort enjeu par an, deux petits à côté.",
        "D'abord ce qui touche plusieurs directions à la fois.",
    ),
}


def simulate(config: Config, rng: np.random.Generator, n: int) -> Iterator[Answer]:
    """Notes of believable tables, spread over headings; some are marked."""
    for _ in range(n):
        drawn = rng.random()
        mark = None if drawn < 0.6 else MARKS[min(2, int((drawn - 0.6) / 0.14))]
        heading = int(rng.integers(1, len(config.headings) + 1))
        label = config.headings[heading - 1].label
        words = UNDER.get(label.strip().casefold(), ANYWHERE)
        yield Answer(
            table=int(rng.integers(1, n_tables(config) + 1)),
            heading=heading,
            said=words[int(rng.integers(len(words)))],
            mark=mark,
        )
