"""Kinds of arguments, origins, ways of measuring; what is refused, and in which words. Pure."""

import enum
import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mire.programme.people.rules import Right
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

CHOICE, SCENARIO, ARGUMENT, YARDSTICK = "choice", "scenario", "argument", "yardstick"
LEAST_SCENARIOS, MOST_SCENARIOS = 2, 5
MOST_ARGUMENTS, MOST_BEARINGS = 60, 40
MOST_TITLE, MOST_LEAD, MOST_WHAT, MOST_PART = 120, 2_000, 1_500, 800
MOST_SENTENCE, MOST_REPLY, MOST_WHO, MOST_WHY, MOST_UNIT, MOST_NOTE = 300, 600, 120, 400, 24, 400
MOST_FIGURE = 1e12
GRADES = 5
"""From 0, not at all, to 4, as much as can be: those of the programme's cases."""
MOST_VOICES = 500
WRITERS = (Right.FACILITATOR, Right.AMBASSADOR)
PARTS = ("what", "hosts", "decides", "means", "conditions", "first_days")
"""What is said of each scenario, in this order."""

PART_WORDS = {
    "what": text("Ce que c'est"),
    "hosts": text("Qui accueille"),
    "decides": text("Qui décide"),
    "means": text("Des gens et de l'argent"),
    "conditions": text("À quelles conditions"),
    "first_days": text("Les cent premiers jours"),
}


class ArgumentKind(enum.StrEnum):
    """What an argument says of a scenario."""

    STRENGTH = "strength"
    WEAKNESS = "weakness"
    CONDITION = "condition"
    RISK = "risk"


ARGUMENT_WORDS = {
    ArgumentKind.STRENGTH: text("force"),
    ArgumentKind.WEAKNESS: text("faiblesse"),
    ArgumentKind.CONDITION: text("condition"),
    ArgumentKind.RISK: text("risque"),
}

ARGUMENT_SIGNS = {
    ArgumentKind.STRENGTH: "+",
    ArgumentKind.WEAKNESS: "−",
    ArgumentKind.CONDITION: "?",
    ArgumentKind.RISK: "!",
}


class Origin(enum.StrEnum):
    """Whose argument it is: a circle, never a person."""

    AMBASSADORS = "ambassadors"
    DIRECTORS = "directors"
    RESIDENTS = "residents"
    STEERING = "steering"


ORIGIN_WORDS = {
    Origin.AMBASSADORS: text("ambassadeurs et ambassadrices"),
    Origin.DIRECTORS: text("directeurs et directrices"),
    Origin.RESIDENTS: text("résidents et résidentes"),
    Origin.STEERING: text("groupe de pilotage"),
}


class How(enum.StrEnum):
    """How a criterion is known."""

    GRADES = "grades"  # by the voices of a group, from 0 to 4
    FIGURE = "figure"  # in a unit
    MENTIONS = "mentions"  # by a judgment of a meeting, in its own mentions


HOW_WORDS = {
    How.GRADES: text("noté par le groupe, de 0 à 4"),
    How.FIGURE: text("mesuré par un chiffre"),
    How.MENTIONS: text("jugé à une réunion, par mentions"),
}


class Way(enum.StrEnum):
    """Which way is better, for a figure."""

    MORE = "max"
    LESS = "min"


WAY_WORDS = {Way.MORE: text("plus haut est mieux"), Way.LESS: text("plus bas est mieux")}


class Effect(enum.StrEnum):
    """What a scenario does to those who are named."""

    GAINS = "gains"
    SAME = "same"
    BEARS = "bears"


EFFECT_WORDS = {
    Effect.GAINS: text("y gagne"),
    Effect.SAME: text("ne voit guère de différence"),
    Effect.BEARS: text("en porte le poids"),
}


def tidy_title(title: str, *, others: Collection[str] = ()) -> str:
    """Return a title as it is kept; refuse one without a word, or that another scenario has."""
    kept = " ".join(title.split())
    if not any(letter.isalpha() for letter in kept):
        raise Refusal(text("Donnez un titre avec des mots."), path=("title",))
    if kept.casefold() in {each.casefold() for each in others}:
        raise Refusal(
            text("« %(title)s » est déjà un scénario de ce dossier.", title=kept), path=("title",)
        )
    return kept


def refuse_one_more(n: int) -> None:
    """Refuse a scenario beyond the most that are compared side by side."""
    if n >= MOST_SCENARIOS:
        raise Refusal(
            text(
                "On compare %(most)s scénarios au plus : retirez-en un d'abord.",
                most=MOST_SCENARIOS,
            )
        )


def tidy_scale(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return how a criterion is known as it is kept. Raises a ``Refusal`` naming the field."""
    how = How(values["how"])
    if how is not How.FIGURE:
        return {
            "how": how, "unit": "", "direction": Way.MORE, "low": None, "high": None,
            "note": values["note"],
            "mentions": [*values["mentions"]] if how is How.MENTIONS else [],
        }  # fmt: skip
    low, high = values["low"], values["high"]
    if (low is None) != (high is None):
        raise Refusal(
            text("Donnez les deux bouts de l'échelle, ou aucun."),
            path=("high" if high is None else "low",),
        )
    if low is not None and not low < high:
        raise Refusal(
            text("L'échelle va du plus petit au plus grand : l'autre bout d'abord."),
            path=("high",),
        )
    return {
        "how": How.FIGURE, "unit": " ".join(values["unit"].split()),
        "direction": Way(values["direction"]), "low": low, "high": high, "note": values["note"],
        "mentions": [],
    }  # fmt: skip


def check_figure(
    low: float, high: float, scale: tuple[float, float] | None, *, field: str = "figure"
) -> dict[str, float]:
    """Return a figure, or one between two, as it is kept. Raises a ``Refusal``."""
    if not all(math.isfinite(each) and abs(each) <= MOST_FIGURE for each in (low, high)):
        raise Refusal(text("Ce chiffre est trop grand pour se comparer."), path=(field,))
    if low > high:
        raise Refusal(
            text("« de … à … » va du plus petit au plus grand."), path=(field,), code="reversed"
        )
    if scale is not None and not (scale[0] <= low and high <= scale[1]):
        raise Refusal(
            text(
                "Ce chiffre sort de l'échelle du critère, de %(low)s à %(high)s.",
                low=scale[0],
                high=scale[1],
            ),
            path=(field,),
            code="scale",
        )
    return {"value": low} if low == high else {"from": low, "to": high}


def check_grades(
    counts: Sequence[int], *, threshold: int, field: str = "counts"
) -> dict[str, list[int]]:
    """Return voices by grade as they are kept. Raises a ``Refusal``; too few have no result."""
    n = sum(counts)
    if len(counts) != GRADES or min(counts) < 0 or n > MOST_VOICES:
        raise Refusal(
            text(
                "Comptez les voix pour chaque note, de 0 à 4 : %(most)s au plus.", most=MOST_VOICES
            ),
            path=(field,),
        )
    if n < threshold:
        raise Refusal(
            text(
                "%(n)s voix seulement : sous %(threshold)s, il n'y a pas de résultat, pour que "
                "personne ne soit reconnu.",
                n=n,
                threshold=threshold,
            ),
            path=(field,),
            code="threshold",
        )
    return {"counts": [*counts]}
