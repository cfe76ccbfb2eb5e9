"""What a sounding asks, how answers become counts, what may be said of two waves: pure."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from mire.analysis.proportions import (
    Interval,
    difference,
    wilson,
    worst_case,
    worst_case_difference,
)
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text

SOUNDING, WAVE = "sounding", "wave"
MOST_TITLE, MOST_CIRCLE, MOST_STATEMENT, MOST_STATEMENTS, MOST_ASKED = 120, 120, 240, 6, 2_000
FEWEST_ASKED = 8
"""A smaller circle is asked aloud, each in their own name (invariant 4)."""

GRADES = (
    text("Pas du tout d'accord"),
    text("Plutôt pas d'accord"),
    text("Ni l'un ni l'autre"),
    text("Plutôt d'accord"),
    text("Tout à fait d'accord"),
)
"""What values from 1 to 5 mean."""

AGREEING = (4, 5)


class WaveState(enum.StrEnum):
    """Where a wave stands."""

    OPEN = "open"
    CLOSED = "closed"


class Change(enum.StrEnum):
    """What two waves allow to say of one statement."""

    MORE = "more"
    LESS = "less"
    UNKNOWN = "unknown"


CHANGE_WORDS = {
    Change.MORE: text("Plus d'accord qu'avant."),
    Change.LESS: text("Moins d'accord qu'avant."),
    Change.UNKNOWN: text("On ne peut pas dire que cela a changé."),
}

Values = Sequence[int | None]
"""One person's answers: a value for each statement, None for none."""

Counts = Sequence[int]
"""How many gave each value, from 1 to 5."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many agree among those who answered a statement, with what that leaves open.

    ``silent``: those who were asked and did not answer it. ``interval``: as of a sample;
    ``bounds``: of everybody asked, whatever the silent ones would say.
    """

    agreeing: int
    n: int
    silent: int
    interval: Interval
    bounds: Interval


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the share of agreement went from a wave to the next one, as between two samples."""

    change: Change
    estimate: float
    interval: Interval
    bounds: Interval

    @property
    def is_sure_of_all(self) -> bool:
        """Say whether no answer of the silent ones could turn it."""
        return self.bounds.low > 0 or self.bounds.high < 0


def read_statements(typed: str) -> list[str]:
    """Read statements, one a line. Raises a ``Refusal`` for none, too many, one too long or twice.

    Empty lines count for nothing.
    """
    found = [" ".join(each.split()) for each in typed.splitlines() if each.strip()]
    if not 1 <= len(found) <= MOST_STATEMENTS:
        raise Refusal(
            text("Écrivez de une à %(most)s affirmations, une par ligne.", most=MOST_STATEMENTS),
            path=("statements",),
            code="value",
        )
    for each in found:
        if len(each) > MOST_STATEMENT:
            raise Refusal(
                text(
                    "« %(start)s… » a %(n)s caractères ; une affirmation en prend %(most)s "
                    "au plus.",
                    start=each[:30],
                    n=len(each),
                    most=MOST_STATEMENT,
                ),
                path=("statements",),
                code="long",
            )
    if len(set(found)) < len(found):
        raise Refusal(
            text("La même affirmation est écrite deux fois."), path=("statements",), code="twice"
        )
    return found


def read_counts(typed: str, *, field: str) -> list[int]:
    """Read how many gave each value, from « pas du tout » to « tout à fait »: five numbers.

    Raises a ``Refusal`` naming the field.
    """
    found = typed.replace(",", " ").replace(";", " ").split()
    if len(found) != len(GRADES) or not all(
        each.isascii() and each.isdecimal() and len(each) < 5 for each in found
    ):
        raise Refusal(
            text("Écrivez cinq nombres séparés par des espaces : 0 2 5 8 3, par exemple."),
            path=(field,),
            code="value",
        )
    return [int(each) for each in found]


def check_asked(n_asked: int) -> None:
    """Raise a ``Refusal`` naming ``n_asked`` for a circle too small, or a number that is a slip."""
    if n_asked < FEWEST_ASKED:
        raise Refusal(
            text(
                "Un cercle de moins de %(fewest)s personnes se consulte par un tour de parole : "
                "un sondage y dirait qui a répondu quoi.",
                fewest=FEWEST_ASKED,
            ),
            path=("n_asked",),
            code="few",
        )
    if n_asked > MOST_ASKED:
        raise Refusal(
            text("Un sondage s'adresse à %(most)s personnes au plus.", most=MOST_ASKED),
            path=("n_asked",),
            code="value",
        )


def check_values(values: Values, n_statements: int) -> None:
    """Raise a ``Refusal`` unless there is a value for each statement, or None, and one at least."""
    if len(values) != n_statements or any(
        each is not None and each not in range(1, len(GRADES) + 1) for each in values
    ):
        raise Refusal(
            text("Cette page a changé depuis : rechargez-la, puis répondez."), code="value"
        )
    if all(each is None for each in values):
        raise Refusal(text("Répondez à une affirmation au moins."), code="missing")


def counted(answers: Sequence[Values], n_statements: int) -> list[list[int]]:
    """Return how many gave each value to each statement: all that is left of answers."""
    return [
        [sum(each[place] == value for each in answers) for value in range(1, len(GRADES) + 1)]
        for place in range(n_statements)
    ]


def kept_counts(counts: Sequence[Counts | None], *, threshold: int) -> list[list[int] | None]:
    """Return counts as they are kept: None for a statement that fewer than the threshold answered.

    What may not be shown is not kept either.
    """
    return [
        None if each is None or sum(each) < max(1, threshold) else list(each) for each in counts
    ]


def share_of(counts: Counts | None, n_asked: int) -> Share | None:
    """Return the share of agreement of a statement, None where its counts are not told."""
    if counts is None:
        return None
    agreeing, n = sum(counts[value - 1] for value in AGREEING), sum(counts)
    silent = n_asked - n
    return Share(agreeing, n, silent, wilson(agreeing, n), worst_case(agreeing, n, silent))


def shift_between(before: Share | None, after: Share | None) -> Shift | None:
    """Return how agreement went from one wave to another, None where one of them is not told.

    As between two samples: nobody is paired, the same person may be in both.
    """
    if before is None or after is None:
        return None
    interval = difference((before.agreeing, before.n), (after.agreeing, after.n))
    return Shift(
        _change(interval),
        after.agreeing / after.n - before.agreeing / before.n,
        interval,
        worst_case_difference(
            (before.agreeing, before.n, before.silent), (after.agreeing, after.n, after.silent)
        ),
    )


def _change(interval: Interval) -> Change:
    if interval.low > 0:
        return Change.MORE
    return Change.LESS if interval.high < 0 else Change.UNKNOWN


def silence_words(shift: Shift) -> Text:
    """Say what those who did not answer could turn, without figures."""
    if shift.change is Change.UNKNOWN:
        return text("Les silencieux auraient pu faire pencher d'un côté comme de l'autre.")
    if shift.is_sure_of_all:
        return text("Même si tous les silencieux avaient répondu, le sens serait le même.")
    return text("Les silencieux, en répondant, auraient pu renverser ce sens.")
