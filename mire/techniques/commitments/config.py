"""Settings of commitments: a question, and what may be offered."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.settings import setting
from mire.technique_api.technique import Offer
from mire.technique_api.text import Text, text

NAME_LIMIT = 60
DETAIL_LIMIT = 280
MOST_DAYS = 220
"""Working days of a year, or nearly: what is offered is a number of days a year."""

Asked: TypeAlias = Literal["none", "text", "days"]
ASKS = setting(
    text("Ce qu'on précise"),
    choices={"none": text("rien"), "text": text("un texte"), "days": text("des jours par an")},
)
OFFERS = setting(
    text("Ce qui peut être offert"),
    text("Vide : les six engagements que propose Mire."),
    min_length=1,
    max_length=8,
)


class OfferField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that may be offered; ``asks`` says what comes with it."""

    label: Annotated[str, setting(text("Ce qui est offert"), pattern=r"\S", max_length=120)]
    asks: Annotated[Asked, ASKS] = "none"


HOUSE_OFFERS: tuple[tuple[Text, Asked], ...] = (
    (text("Confier un sujet au labo"), "text"),
    (text("Donner du temps (en jours par an, sans nommer d'agent)"), "days"),
    (text("Accueillir le labo"), "none"),
    (text("Siéger dans sa gouvernance"), "none"),
    (text("En parler à mon équipe"), "none"),
    (text("Autre chose"), "text"),
)


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: Annotated[str, setting(text("Question"), pattern=r"\S", max_length=240)]
    offers: Annotated[tuple[OfferField, ...], OFFERS] | None = None
    """What may be offered; None: the six that the program proposes."""
    name_label: Annotated[
        str,
        setting(
            text("Comment on demande de se nommer"),
            text("Vide : les mots de Mire."),
            max_length=120,
        ),
    ] = ""
    """How one is asked to name oneself; empty: the program's own words."""


def read_config(given: Mapping[str, Any]) -> Config:
    config = read_mapping(Config, given)
    labels = [each.label.strip().casefold() for each in config.offers or ()]
    if len(set(labels)) < len(labels):
        raise Refusal(text("deux entrées portent le même nom"), path=("offers",), code="value")
    return config


def offers_of(config: Config) -> list[Offer]:
    """Return what may be offered, in order."""
    words: Sequence[tuple[Text | str, Asked]] = HOUSE_OFFERS
    if config.offers is not None:
        words = [(each.label.strip(), each.asks) for each in config.offers]
    return [
        Offer(number, label, asked, tick=f"offer_{number}", detail=f"detail_{number}")
        for number, (label, asked) in enumerate(words, 1)
    ]
