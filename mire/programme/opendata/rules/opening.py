"""Why a meeting is opened, under which licence, what is held back: data."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from mire.technique_api.text import Text, text


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence by its name in SPDX's list; its own title is not translated."""

    name: str
    title: str
    path: str


LICENCES: Mapping[str, Licence] = {
    each.name: each
    for each in (
        Licence(
            "etalab-2.0",
            "Licence Ouverte 2.0",
            "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
        ),
        Licence("ODbL-1.0", "ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    )
}
"""The two that French law lets an authority choose from for its data (CRPA, article D323-2-1)."""

REASONS: Mapping[str, Text] = {
    "participants": text("rendre compte à celles et ceux qui étaient là"),
    "duty": text("publier les données de la collectivité"),
    "reuse": text("laisser d'autres collectivités et la recherche s'en servir"),
}


class Rule(enum.StrEnum):
    """Why something is held back."""

    TOO_FEW = "too_few"
    SMALL_PART = "small_part"
    NAMED = "named"
    TABLE = "table"
    MASKED = "masked"
    UNREAD = "unread"
    LATER = "later"
    NOT_RELEASED = "not_released"
    FROM_ELSEWHERE = "from_elsewhere"
    SOURCE_GONE = "source_gone"
    THRESHOLD_RAISED = "threshold_raised"


RULE_WORDS: Mapping[Rule, Text] = {
    Rule.TOO_FEW: text("moins de réponses que le seuil"),
    Rule.SMALL_PART: text("un groupe sous le seuil, ou qui le ferait calculer"),
    Rule.NAMED: text("des réponses signées ou des engagements"),
    Rule.TABLE: text("la table où un propos a été dit, et s'il vient du papier"),
    Rule.MASKED: text("occultés ou effacés"),
    Rule.UNREAD: text("que personne n'a relus : ni placés dans un thème, ni mis à part"),
    Rule.LATER: text("arrivés après l'ouverture"),
    Rule.NOT_RELEASED: text("pas encore diffusés"),
    Rule.FROM_ELSEWHERE: text("appuyés sur autre chose que ces réunions, ou sur rien"),
    Rule.SOURCE_GONE: text("appuyés sur un propos occulté ou effacé depuis"),
    Rule.THRESHOLD_RAISED: text("comptés avec un seuil plus bas que celui d'aujourd'hui"),
}

KIND_WORDS: Mapping[str, Text] = {
    "activities": text("séquences"),
    "figures": text("chiffres"),
    "texts": text("propos"),
    "findings": text("constats"),
}
"""What is held back, by the table that it would stand in."""


@dataclass(frozen=True, slots=True)
class Held:
    """How many of a table are held back, by which rule. ``meeting``: its own key, "" for all."""

    meeting: str
    what: str
    n: int
    rule: Rule
