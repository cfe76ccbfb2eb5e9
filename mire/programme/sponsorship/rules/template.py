"""The path that a programme begins with, and the visas of a deliberation: all can be changed.

What a text sets names it; everything else is a usage, and says so. A programme checks both with
its assemblies' service: the texts are those of communes of 3 500 inhabitants and more and of their
groupings (a department and a region have their own delays).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mire.programme.sponsorship.rules.days import Count
from mire.programme.sponsorship.rules.path import Side
from mire.technique_api.text import Text, text


@dataclass(frozen=True, slots=True)
class Begun:
    """A step of the template: ``name`` is what others are anchored to, ``source`` what sets it.

    ``visa``: how the deliberation cites it once it is done, with ``{day}`` for its day.
    """

    name: str
    title: Text
    side: Side
    source: Text
    anchors: tuple[str, ...] = ()
    delay: int = 0
    count: Count = Count.CALENDAR
    body: str = ""
    is_law: bool = False
    is_public: bool = False
    visa: Text | None = None


COUNCIL, COMMITTEE, BUREAU, SOCIAL = "council", "committee", "bureau", "social"
BODIES: tuple[tuple[str, Text], ...] = (
    (COUNCIL, text("Conseil")),
    (COMMITTEE, text("Commission")),
    (BUREAU, text("Bureau")),
    (SOCIAL, text("Comité social territorial")),
)
_RULES = text("Usage : voyez le règlement intérieur de l'assemblée.")

STEPS: tuple[Begun, ...] = (
    Begun(
        "signed", text("Note signée"), Side.BEFORE,
        text("Usage : le temps de mettre en forme ce qui part aux instances."),
        ("social-sent", "bureau-sent"), 5, Count.WORKING,
    ),
    Begun(
        "social-sent", text("Envoi des documents au comité social territorial"), Side.BEFORE,
        text(
            "Usage : quinze jours, huit en cas d'urgence, dans bien des règlements intérieurs. "
            "Voyez celui du comité."
        ),
        ("social",), 15,
    ),
    Begun(
        "social", text("Avis du comité social territorial"), Side.BEFORE,
        text(
            "Code général de la fonction publique, article L. 253-5 : l'avis vient avant la "
            "délibération quand l'organisation ou le fonctionnement des services changent. Le "
            "délai entre les deux est un usage. Sous cinquante agents, c'est le comité du centre "
            "de gestion."
        ),
        ("council-sent",), 2, Count.WORKING, SOCIAL,
        visa=text("Vu l'avis du comité social territorial du {day} ;"),
    ),
    Begun(
        "bureau-sent", text("Envoi des documents au bureau"), Side.BEFORE, _RULES, ("bureau",), 7
    ),
    Begun(
        "bureau", text("Passage en bureau"), Side.BEFORE,
        text("Usage : le bureau arbitre avant que la commission ne soit saisie."),
        ("committee-sent",), 1, Count.WORKING, BUREAU,
    ),
    Begun(
        "committee-sent", text("Envoi des documents à la commission"), Side.BEFORE, _RULES,
        ("committee",), 5,
    ),
    Begun(
        "committee", text("Avis de la commission"), Side.BEFORE, _RULES,
        ("council-sent",), 1, Count.WORKING, COMMITTEE,
        visa=text("Vu l'avis de la commission du {day} ;"),
    ),
    Begun(
        "council-sent", text("Convocation du conseil, avec la note de synthèse"), Side.BEFORE,
        text(
            "Code général des collectivités territoriales, articles L. 2121-12 et L. 5211-1 : "
            "cinq jours francs. Trois jours francs sous 3 500 habitants (L. 2121-11) ; douze jours "
            "pour un département (L. 3121-19) ou une région (L. 4132-18)."
        ),
        ("council",), 5, Count.CLEAR, is_law=True,
    ),
    Begun("council", text("Séance du conseil"), Side.COUNCIL, text("La date que vous choisissez."),
          body=COUNCIL),
    Begun(
        "listed", text("Liste des délibérations affichée et mise en ligne"), Side.AFTER,
        text("Code général des collectivités territoriales, article L. 2121-25 : une semaine."),
        ("council",), 7, is_law=True, is_public=True,
    ),
    Begun(
        "prefect", text("Transmission au préfet"), Side.AFTER,
        text(
            "Code général des collectivités territoriales, articles L. 2131-1 et L. 2131-2 : la "
            "délibération n'est exécutoire qu'une fois transmise et publiée. Le délai est un usage."
        ),
        ("council",), 8,
    ),
    Begun(
        "published", text("Publication en ligne"), Side.AFTER,
        text(
            "Code général des collectivités territoriales, article L. 2131-1 : la délibération "
            "n'est exécutoire qu'une fois transmise et publiée. Le délai est un usage."
        ),
        ("prefect",), 2, Count.WORKING, is_public=True,
    ),
    Begun(
        "deferral", text("Fin du délai donné au préfet pour saisir le juge"), Side.TERM,
        text("Code général des collectivités territoriales, article L. 2131-6 : deux mois."),
        ("prefect",), 2, Count.MONTHS, is_law=True,
    ),
    Begun(
        "appeal", text("Fin du délai de recours"), Side.TERM,
        text("Code de justice administrative, article R. 421-1 : deux mois."),
        ("published",), 2, Count.MONTHS, is_law=True,
    ),
)  # fmt: skip

VISAS: tuple[Text, ...] = (
    text("Vu le code général des collectivités territoriales ;"),
    text("Vu le code général de la fonction publique, notamment son article L. 253-5 ;"),
)

FACTS: tuple[Text, ...] = (
    text("A reçu la note"),
    text("Accepte de présenter la délibération"),
    text("Inscrit le sujet à l'ordre du jour"),
    text("Ouvre une réunion du groupe"),
    text("Demande une modification"),
    text("Ne souhaite pas présenter la délibération"),
)
"""What a sponsor may have done, in words that each programme changes."""


@dataclass(frozen=True, slots=True)
class Template:
    """What a path begins with, in somebody's language, as ``begin_path`` takes it."""

    bodies: Sequence[tuple[str, str, bool]]
    steps: Sequence[dict[str, Any]]
    facts: Sequence[str]


def template_in(said: Callable[[Text], str]) -> Template:
    """Return the template; ``said`` puts a text in the language that is wanted."""
    return Template(
        [(name, said(words), name == COUNCIL) for name, words in BODIES],
        [
            {
                "name": each.name,
                "title": said(each.title),
                "side": each.side,
                "anchors": each.anchors,
                "delay": each.delay,
                "count": each.count,
                "body": each.body,
                "is_law": each.is_law,
                "is_public": each.is_public,
                "source": said(each.source),
                "visa": "" if each.visa is None else said(each.visa),
            }
            for each in STEPS
        ],
        [said(each) for each in FACTS],
    )
