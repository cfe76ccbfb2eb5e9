"""What is asked of a rehearsal alone: a faster clock, and its end without a trace."""

from dataclasses import dataclass
from datetime import timedelta

from mire.live.engine.requests import Request
from mire.live.engine.rooms import Pace
from mire.live.engine.transaction import Pending, Transaction
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

    def apply(self, transaction: Transaction) -> None:
        """Change the clock; time already shown stays."""
        pending = _rehearsal(transaction, self.code)
        shown = max(pending.time(transaction.now), pending.state.last_at)
        pending.pace = Pace(transaction.now, shown + self.skip, self.rate)


@dataclass(slots=True, eq=False)
class Discard(Request[None]):
    """Throw a rehearsal away: its log, seats, boxes and notes."""

    code: str

    def apply(self, transaction: Transaction) -> None:
        """Take everything away."""
        transaction.discard(_rehearsal(transaction, self.code))


def _rehearsal(transaction: Transaction, code: str) -> Pending:
    pending = transaction.room(code)
    if not pending.state.is_rehearsal:
        raise Refusal(
            text("C'est une vraie réunion : elle ne s'efface pas, et son horloge ne s'avance pas."),
            code="no_rehearsal",
        )
    return pending
