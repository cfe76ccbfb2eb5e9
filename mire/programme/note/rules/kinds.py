"""The template of a note, its limits, what a remark is."""

import enum
from datetime import datetime, timedelta

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text

PASSAGE = "passage"
MOST_TITLE, MOST_HINT, MOST_WORDS = 120, 400, 6_000
MOST_SECTIONS, MOST_PASSAGES = 40, 60
"""Sections of a note, passages of one section: a longer one is read by nobody."""

WRITING_MINUTES = 3
"""Who opened a passage's form that lately may still be writing."""

TEMPLATE: tuple[tuple[Text, Text], ...] = (
    (text("Contexte"), text("D'où vient la démarche, ce que la collectivité en attendait.")),
    (text("Ce que nous avons appris"), text("Des cas menés et de ce qui a été dit.")),
    (text("Positionnement et profil"), text("Ce que le laboratoire est, et ce qu'il n'est pas.")),
    (text("Portage"), text("Qui l'accueille, qui en répond, à quelles conditions.")),
    (text("Offre et méthodes"), text("Ce qu'il propose, à qui, et comment il travaille.")),
    (text("Choix des sujets"), text("Comment un sujet est demandé, retenu, refusé.")),
    (text("Moyens"), text("Jours de personnes, argent, lieu.")),
    (text("Relais et ressources"), text("Les compétences et les équipements des directions.")),
    (text("Gouvernance"), text("Qui décide quoi, à quel rythme.")),
    (text("Portage politique"), text("Quels élus, quel chemin jusqu'à la délibération.")),
    (text("Calendrier"), text("Les étapes, et ce qui dépend de quoi.")),
    (text("Ce qui n'est pas tranché"), text("Les questions qui restent, dites comme telles.")),
)
"""The sections that a note begins with, and what each should say; all can be changed."""


class RemarkKind(enum.StrEnum):
    """What somebody says of a passage."""

    COMMENT = "comment"
    SUGGESTION = "suggestion"  # other words for it


class RemarkState(enum.StrEnum):
    """What became of a remark."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"


REMARK_WORDS = {
    RemarkKind.COMMENT: text("remarque"),
    RemarkKind.SUGGESTION: text("suggestion"),
}
STATE_WORDS = {
    RemarkState.OPEN: text("à traiter"),
    RemarkState.TAKEN: text("prise en compte"),
    RemarkState.DECLINED: text("pas retenue"),
}


def written_beside(by: str, at: datetime | None, name: str, *, now: datetime) -> str:
    """Return who opened a form lately, where that is somebody else than ``name``; "" for nobody."""
    if at is None or by == name or now - at > timedelta(minutes=WRITING_MINUTES):
        return ""
    return by


def check_words(words: str) -> None:
    """Raise a ``Refusal`` that names ``words`` for nothing written, or too much."""
    if not any(each.isalnum() for each in words):
        raise Refusal(text("Écrivez d'abord quelque chose."), path=("words",), code="missing")
    if len(words) > MOST_WORDS:
        raise Refusal(
            text("%(most)s caractères au plus : coupez ce passage en deux.", most=MOST_WORDS),
            path=("words",),
            code="long",
        )
