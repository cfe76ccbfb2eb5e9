"""Whose turn it is in the circuit, since when, and which approval fell. Pure.

Steps of one ``rank`` go side by side; a step's turn comes once all steps of lower ranks have
approved. An approval bears on a version of the note; it stands while nothing that it covers has
changed since.
"""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mire.programme.approvals.rules.changes import Change, covered
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text

MOST_STEPS, MOST_TITLE, MOST_REMARKS, MOST_PROOF = 20, 160, 4_000, 400


class Verdict(enum.StrEnum):
    """What somebody says of a version."""

    APPROVED = "approved"
    REMARKS = "remarks"  # approved, with remarks
    SENT_BACK = "sent_back"


VERDICT_WORDS = {
    Verdict.APPROVED: text("visa"),
    Verdict.REMARKS: text("visa avec remarques"),
    Verdict.SENT_BACK: text("renvoyé"),
}


class Turn(enum.StrEnum):
    """Where a step stands."""

    WAITS = "waits"  # others come first
    OPEN = "open"  # it is its turn
    APPROVED = "approved"
    FELL = "fell"  # it had approved, and what it covered has changed
    SENT_BACK = "sent_back"


TURN_WORDS = {
    Turn.WAITS: text("pas encore son tour"),
    Turn.OPEN: text("attendu"),
    Turn.APPROVED: text("donné"),
    Turn.FELL: text("tombé"),
    Turn.SENT_BACK: text("renvoyé"),
}

TEMPLATE: tuple[tuple[int, Text], ...] = (
    (1, text("Direction qui porte le programme")),
    (2, text("Direction générale adjointe · ressources")),
    (2, text("Direction générale adjointe · services à la population")),
    (3, text("Direction générale des services")),
    (4, text("Cabinet · élu ou élue de référence")),
)
"""The steps that a circuit begins with, each with its rank; all can be changed."""


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A step: its rank, the sections that it covers (empty: all), until when it should answer."""

    key: str
    rank: int
    covers: frozenset[str] = frozenset()
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """The last approval of a step that was not taken back; ``version``: on which it was given."""

    verdict: Verdict
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class StepStands:
    """Where a step stands: ``since`` when it has been its turn; None before it is.

    ``late``: days over its date, 0 where it has none or is in time. ``fell_for``: the changes that
    undid its approval; ``changed``: whatever changed in what it covers since it approved.
    """

    turn: Turn
    since: datetime | None = None
    late: int = 0
    fell_for: Sequence[Change] = ()
    changed: Sequence[Change] = ()


def circuit_stands(
    steps: Sequence[StepFacts],
    given: Mapping[str, Given],
    *,
    frozen: Mapping[int, datetime],
    since_version: Mapping[int, Sequence[Change]],
    today: date,
) -> dict[str, StepStands]:
    """Return where each step stands, by its key.

    ``given``: by step; ``frozen``: when each version was frozen; ``since_version``: what changed in
    the note since each version on which somebody approved.
    """
    last = max(frozen, default=0)
    stands: dict[str, StepStands] = {}
    for step in steps:
        approval = given.get(step.key)
        if approval is None:
            continue
        since = covered(since_version.get(approval.version, ()), step.covers)
        undone = [each for each in since if each.undoes]
        if approval.verdict is Verdict.SENT_BACK:
            if approval.version == last:
                stands[step.key] = StepStands(Turn.SENT_BACK, approval.at, changed=since)
        elif undone:
            stands[step.key] = StepStands(Turn.FELL, approval.at, _late(step, today), undone, since)
        else:
            stands[step.key] = StepStands(Turn.APPROVED, approval.at, changed=since)
    for step in steps:
        if step.key in stands:
            continue
        before = [each for each in steps if each.rank < step.rank]
        if not last or any(
            each.key not in stands or stands[each.key].turn is not Turn.APPROVED for each in before
        ):
            stands[step.key] = StepStands(Turn.WAITS)
            continue
        since_when = max([frozen[last], *(given[each.key].at for each in before)])
        stands[step.key] = StepStands(Turn.OPEN, since_when, _late(step, today))
    return {step.key: stands[step.key] for step in steps}


def _late(step: StepFacts, today: date) -> int:
    return max(0, (today - step.due_on).days) if step.due_on is not None else 0


def is_complete(stands: Mapping[str, StepStands]) -> bool:
    """Say whether every step has approved, and stands; a circuit without steps is not."""
    return bool(stands) and all(each.turn is Turn.APPROVED for each in stands.values())


def check_turn(stands: StepStands, *, is_current: bool) -> None:
    """Raise a ``Refusal`` where a step can't answer now.

    ``is_current``: the last frozen version says what the note says.
    """
    if stands.turn is Turn.APPROVED:
        raise Refusal(
            text("Ce visa est déjà donné, et rien de ce qu'il couvre n'a changé."), code="given"
        )
    if stands.turn is Turn.WAITS:
        raise Refusal(
            text("Ce n'est pas encore le tour de cette étape : d'autres visas viennent avant."),
            code="early",
        )
    if stands.turn is Turn.SENT_BACK:
        raise Refusal(
            text("Cette étape a renvoyé la note : figez d'abord une nouvelle version."),
            code="sent_back",
        )
    if not is_current:
        raise Refusal(
            text(
                "Le texte a changé depuis la dernière version figée : un visa porterait sur des "
                "mots qui ne sont plus ceux de la note. Figez d'abord une nouvelle version."
            ),
            code="moved",
        )


def may_approve(
    *, person: str, holder: str, delegate: str, away_from: date | None, away_until: date | None,
    on: date,
) -> bool:  # fmt: skip
    """Say whether a person (a key) may answer for a step: who holds it, or stands in on that day.

    ``away_until`` None: until further notice; ``delegate`` "": nobody stands in.
    """
    if person == holder:
        return bool(holder)
    if not delegate or person != delegate:
        return False
    return (away_from is None or away_from <= on) and (away_until is None or on <= away_until)
