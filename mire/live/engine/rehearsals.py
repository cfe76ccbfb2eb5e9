"""What is asked of a rehearsal alone: a faster clock, and its end without a trace."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import timedelta

from mire.live.engine.requests import Request
from mire.live.engine.rooms import Pace
from mire.live.engine.transaction import Pending, Work
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

RATES = (1, 10)


@dataclass(slots=True, eq=False)
class SetPace(Request[None]):
    """Let a rehearsal's clock go ``rate`` times as fast, after ``skip`` has passed at once.

    In memory only: after a restart the clock goes with time again, never backwards.
    """

    code: str
    rate: float = 1.0
    skip: timedelta = timedelta()
    answered: "Future[None]" = field(default_factory=Future)

    def apply(self, work: Work) -> None:
        """Change the clock; time already shown stays."""
        pending = _rehearsal(work, self.code)
        shown = max(pending.room.time(work.now), pending.state.last_at)
        pending.room.pace = Pace(work.now, shown + self.skip, self.rate)


@dataclass(slots=True, eq=False)
class Discard(Request[None]):
    """Throw a rehearsal away: its log, seats, boxes and notes."""

    code: str
    answered: "Future[None]" = field(default_factory=Future)

    def apply(self, work: Work) -> None:
        """Take everything away."""
        work.discard(_rehearsal(work, self.code))


def _rehearsal(work: Work, code: str) -> Pending:
    pending = work.room(code)
    if not pending.state.is_rehearsal:
        raise Refusal(
            text(
                "Cette réunion est une vraie réunion : elle ne s'efface pas, et son heure est "
                "l'heure."
            ),
            code="no_rehearsal",
        )
    return pending
