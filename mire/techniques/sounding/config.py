"""Settings of a sounding: a question, its statements, a scale of ordered grades."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.settings import setting
from mire.technique_api.text import Text, text

MOST_STATEMENTS = 10

Label: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=40)]
Statement: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=140)]
Scale: TypeAlias = Literal["five", "seven", "regnier"]

FIVE: tuple[Text, ...] = (
    text("Pas du tout d'accord"),
    text("Plutôt pas d'accord"),
    text("Ni pour ni contre"),
    text("Plutôt d'accord"),
    text("Tout à fait d'accord"),
)
SEVEN: tuple[Text, ...] = (
    text("Pas du tout d'accord"),
    text("Pas d'accord"),
    text("Plutôt pas d'accord"),
    text("Ni pour ni contre"),
    text("Plutôt d'accord"),
    text("D'accord"),
    text("Tout à fait d'accord"),
)
GRADES: Mapping[Scale, tuple[Text, ...]] = {"five": FIVE, "seven": SEVEN, "regnier": FIVE}
"""From grade 1, the least favourable, to the last."""

SIGNS: Mapping[Scale, tuple[str, ...]] = {
    "five": ("1", "2", "3", "4", "5"),
    "seven": ("1", "2", "3", "4", "5", "6", "7"),
    "regnier": ("−−", "−", "±", "+", "++"),
}
"""What stands on a colour, so that none tells a grade alone."""

COLOURS: tuple[Text, ...] = (
    text("rouge foncé"),
    text("rouge clair"),
    text("orange"),
    text("vert clair"),
    text("vert foncé"),
)
"""Of the abaque de Régnier, from grade 1 to grade 5; white and black are no grades."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``grades`` renames the grades, from the least favourable to the most."""

    question: Annotated[str, setting(text("Question"), pattern=r"\S", max_length=240)]
    statements: Annotated[
        tuple[Statement, ...],
        setting(
            text("Affirmations"), text("Une par ligne."), min_length=1, max_length=MOST_STATEMENTS
        ),
    ]
    scale: Annotated[
        Scale,
        setting(
            text("Échelle"),
            choices={
                "five": text("cinq degrés"),
                "seven": text("sept degrés"),
                "regnier": text("abaque de Régnier"),
            },
        ),
    ] = "five"
    grades: (
        Annotated[
            tuple[Label, ...],
            setting(
                text("Noms des degrés"),
                text("Un par ligne, du moins au plus favorable. Vide : ceux de Mire."),
                min_length=5,
                max_length=7,
            ),
        ]
        | None
    ) = None


def read_config(given: Mapping[str, Any]) -> Config:
    config = read_mapping(Config, given)
    said = [each.strip().casefold() for each in config.statements]
    if len(set(said)) < len(said):
        raise Refusal(text("deux affirmations sont les mêmes"), path=("statements",), code="value")
    if config.grades is None:
        return config
    wanted = len(GRADES[config.scale])
    if len(config.grades) != wanted:
        raise Refusal(
            text(
                "l'échelle « %(scale)s » a %(wanted)s réponses, et vous en nommez %(given)s",
                scale=config.scale,
                wanted=wanted,
                given=len(config.grades),
            ),
            path=("grades",),
            code="length",
        )
    if len({each.strip().casefold() for each in config.grades}) < wanted:
        raise Refusal(text("deux réponses portent le même nom"), path=("grades",), code="value")
    return config


def grades(config: Config) -> range:
    """Return the grades, from the least favourable to the most."""
    return range(1, len(GRADES[config.scale]) + 1)


def middle(config: Config) -> int:
    """Return the grade that is on no side."""
    return (grades(config)[-1] + 1) // 2


def grade_words(config: Config, grade: int) -> Text | str:
    """Return what a grade is called."""
    if config.grades:
        return config.grades[grade - 1].strip()
    return GRADES[config.scale][grade - 1]


def sign(config: Config, grade: int) -> str:
    return SIGNS[config.scale][grade - 1]
