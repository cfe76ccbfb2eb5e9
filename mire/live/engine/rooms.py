"""The meetings that a process holds in memory, as of the last commit."""

from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from mire.live.state.room import CLOSING_GRACE, ActivityState, Phase, RoomState
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text


@dataclass(frozen=True, slots=True)
class Pace:
    """How a rehearsal's clock goes; a real meeting has none.

    At ``wall`` it showed ``shown``; since then it goes ``rate`` times as fast as time.
    """

    wall: datetime
    shown: datetime
    rate: float

    def at(self, now: datetime) -> datetime:
        """Return what the clock shows at ``now``."""
        return self.shown + (now - self.wall) * self.rate


@dataclass(slots=True)
class LiveRoom:
    """A room in memory, as of the last commit. Written by the committer alone."""

    id: int
    code: str
    console: bytes
    projector: bytes
    state: RoomState
    keys: dict[str, bytes] = field(default_factory=dict)
    seats: set[bytes] = field(default_factory=set)
    n_answered: dict[str, int] = field(default_factory=dict)
    late: dict[str, set[bytes]] = field(default_factory=dict)
    closing_seen: dict[tuple[str, datetime], float] = field(default_factory=dict)
    pace: Pace | None = None

    def time(self, now: datetime) -> datetime:
        """Return what this room's clock shows at ``now``: the time, but for rehearsals."""
        return now if self.pace is None else self.pace.at(now)

    def is_due(self, activity: ActivityState, now: datetime) -> bool:
        """Say whether the grace of a closing is over, even if the clock was set back in it."""
        due = activity.closes_at
        if activity.phase is not Phase.CLOSING or due is None:
            return False
        if now >= due - CLOSING_GRACE:
            return now >= due
        seen = self.closing_seen.setdefault((activity.sheet.id, due), monotonic())
        return monotonic() - seen >= CLOSING_GRACE.total_seconds()


class UnknownRoom(Refusal):
    """No meeting has this code."""

    def __init__(self) -> None:
        super().__init__(
            text("Aucune réunion n'a ce code : vérifiez-le à l'écran de la salle."),
            code="no_room",
        )
