"""The run sheets that come with Mire, to begin others from."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from mire.technique_api.text import Text, text


@dataclass(frozen=True, slots=True)
class Shipped:
    """A run sheet that comes with Mire: what it is called, and in one sentence what for."""

    title: Text
    purpose: Text


SHIPPED: Mapping[str, Shipped] = {
    "seminaire": Shipped(
        text("Séminaire de direction, 1 h 30"),
        text("Un café dans le couloir, la grille, un profil par table, et la suite."),
    ),
    "cafe": Shipped(
        text("Le café, et rien d'autre, 45 min"),
        text("Trois postes, trois tours, sur une pause de midi."),
    ),
    "session-jour-1": Shipped(
        text("Session de deux jours, premier jour"),
        text("Se retrouver, regarder le cas, aller voir."),
    ),
    "session-jour-2": Shipped(
        text("Session de deux jours, second jour"),
        text("Essayer, évaluer la méthode, décider de la suite."),
    ),
    "debrief": Shipped(
        text("Retour à chaud des ambassadeurs"),
        text("Une météo, ce qui reste ouvert, et qui prend quoi."),
    ),
    "gt-1": Shipped(
        text("GT Labo 1"), text("État des lieux, et ce que la direction générale attend.")
    ),
    "gt-2": Shipped(text("GT Labo 2"), text("Trois scénarios, leurs forces, leurs faiblesses.")),
    "gt-3": Shipped(text("GT Labo 3"), text("Le schéma de fonctionnement, volet par volet.")),
    "sujets": Shipped(
        text("Choisir les sujets, 1 h 30"),
        text("Un vote sous une capacité, puis une décision par consentement."),
    ),
    "restitution": Shipped(
        text("Restitution"),
        text("Rendre ce qui a été entendu, et dire ce qui en sera fait."),
    ),
    "arrivee-depart": Shipped(
        text("Arrivées et départs"),
        text("Accueillir qui rejoint le groupe, remercier qui le quitte, transmettre."),
    ),
}
"""In the order in which they are offered, by the name of their file."""


def shipped_sheet(name: str) -> bytes:
    """Return a run sheet that comes with Mire, as its file. Raises ``KeyError``."""
    if name not in SHIPPED:
        raise KeyError(name)
    return files("mire.runsheet").joinpath("sheets", f"{name}.toml").read_bytes()
