"""Simulated tables: what they write suits the station, when it is one of the story's."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from mire.technique_api.reading import read_fields
from mire.techniques.worldcafe.config import Config, n_tables, station_of
from mire.techniques.worldcafe.contribution import POINTS, Answer

ANYWHERE: Sequence[str] = (
    "Partir d'un dossier réel, pas d'une charte.",
    "Avoir le droit d'arrêter ce qui ne marche pas.",
    "Dire clairement qui décide, et quand.",
    "Donner du temps aux agents, sinon rien ne se fera.",
    "Partager les échecs autant que les réussites.",
    "Nommer une personne à qui poser ses questions.",
)
"""What fits any question about a lab."""

AT: Mapping[str, Sequence[str]] = {
    "coopérer autrement": (
        "Se voir une heure par mois entre services, sans ordre du jour.",
        "Un dossier commun, avec une seule personne qui le tient.",
        "Inviter la direction d'à côté avant d'écrire, pas après.",
        "Échanger nos postes une journée, pour comprendre les contraintes.",
        "Dire clairement qui décide, et quand.",
        "Moins de réunions d'information, plus de séances de travail.",
    ),
    "déformater le quotidien": (
        "Faire relire nos courriers par ceux qui les reçoivent.",
        "Commencer une réunion par la question, pas par le diaporama.",
        "Dessiner la procédure au mur : on voit tout de suite où elle bloque.",
        "Une matinée par semaine sans messagerie.",
        "Remplacer trois formulaires par un seul.",
        "Essayer la méthode sur notre propre service d'abord.",
    ),
    "aller voir les usagers": (
        "Aller au guichet une demi-journée, chacun son tour.",
        "Faire le parcours soi-même, avec le formulaire papier.",
        "Demander aux agents d'accueil ce qu'ils entendent tous les jours.",
        "On apprend surtout pourquoi des gens ne viennent pas.",
        "Rappeler dix personnes dont la demande a été refusée.",
        "Rendre compte à celles et ceux qui ont pris le temps de répondre.",
    ),
    "tester nos idées": (
        "Un lieu où l'on peut essayer sans tout valider avant.",
        "Commencer petit, montrer, puis élargir.",
        "Une seule rue, un seul mois, et on regarde.",
        "Une maquette en carton avant tout cahier des charges.",
        "Avoir le droit d'arrêter ce qui ne marche pas.",
        "Écrire avant l'essai à quoi on verra qu'il a réussi.",
    ),
}


def simulate(config: Config, rng: np.random.Generator, n: int) -> Iterator[Answer]:
    """Notes of believable tables, spread over rounds, some retained; points of harvests."""
    for _ in range(n):
        table = int(rng.integers(1, n_tables(config) + 1))
        label = config.stations[station_of(config, table)].label
        words = AT.get(label.strip().casefold(), ANYWHERE)
        said = words[int(rng.integers(len(words)))]
        if (drawn := rng.random()) < 0.2:
            rank = int(rng.integers(1, POINTS + 1))
            yield read_fields(Answer, {"table": str(table), f"point_{rank}": said})
        else:
            yield Answer(
                table=table,
                round=int(rng.integers(1, config.rounds + 1)),
                said=said,
                kept="yes" if drawn < 0.4 else None,
            )
