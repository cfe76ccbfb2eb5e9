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
    "debrief": Shipped(
        text("Retour à chaud des ambassadeurs"),
        text("Une météo, ce qui reste ouvert, et qui prend quoi."),
    ),
}
"""In the order in which they are offered, by the name of their file."""


def shipped_sheet(name: str) -> bytes:
    """Return a run sheet that comes with Mire, as its file. Raises ``KeyError``."""
    if name not in SHIPPED:
        raise KeyError(name)
    return files("mire.runsheet").joinpath("sheets", f"{name}.toml").read_bytes()
