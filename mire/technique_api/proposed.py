"""A proposal that was put to a room's consent, as its log tells it."""

from dataclasses import dataclass

from mire.choice.consent import State
from mire.technique_api.text import Text


@dataclass(frozen=True, slots=True)
class Objected:
    """An objection: the table that made it, the risk, what would lift it ("": no words left).

    ``by_text``: the number of the amended text that lifted it, from 1; None for none.
    """

    by: Text | str
    risk: str
    lift: str
    became: State
    by_text: int | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal: its last text (None: no words left), how often it was amended, objections.

    ``is_asked``: objections were asked for. Objections are in the order in which they were made,
    without those that were struck.
    """

    text: str | None
    n_amended: int
    is_asked: bool
    objections: tuple[Objected, ...]
