"""What one check found."""

from dataclasses import dataclass
from enum import StrEnum

from mire.technique_api.text import Text


class State(StrEnum):
    """How it stands: well, to be looked at, or wrong."""

    WELL = "well"
    MIND = "mind"
    WRONG = "wrong"


SIGNS = {State.WELL: "✓", State.MIND: "!", State.WRONG: "✗"}


@dataclass(frozen=True, slots=True)
class Checked:
    """``check`` is a stable word for programs; ``told`` says what was found and what to do."""

    check: str
    state: State
    told: Text


def well(check: str, told: Text) -> Checked:
    """Return a check that found nothing to do."""
    return Checked(check, State.WELL, told)


def mind(check: str, told: Text) -> Checked:
    """Return a check that found something to look at."""
    return Checked(check, State.MIND, told)


def wrong(check: str, told: Text) -> Checked:
    """Return a check that found something to repair."""
    return Checked(check, State.WRONG, told)
