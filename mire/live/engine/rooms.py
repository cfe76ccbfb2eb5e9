"""The meetings that a process holds in memory, as of the last commit."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
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


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room as everything but the writer sees it: no key that ties a seat to an answer.

    ``console`` and ``projector`` are hashes of two tokens, ``seats`` hashes of seats.
    ``n_answered`` counts answers of each open ballot, ``n_late`` the seats that
    answered after each closing. ``join_cards``: by its hash, whether each card that
    lets a phone join has served; {} where none is asked.
    """

    id: int
    code: str
    console: bytes
    projector: bytes
    state: RoomState
    seats: AbstractSet[bytes]
    n_answered: Mapping[str, int]
    n_late: Mapping[str, int]
    pace: Pace | None
    join_cards: Mapping[bytes, bool]

    def time(self, now: datetime) -> datetime:
        """Return what this room's clock shows at ``now``: the time, but for rehearsals."""
        return now if self.pace is None else self.pace.at(now)


@dataclass(slots=True)
class LiveRoom:
    """A room in memory, keys included. Read and written by the writer's thread alone."""

    id: int
    code: str
    console: bytes
    projector: bytes
    state: RoomState
    keys: dict[str, bytes] = field(default_factory=dict)
    seats: set[bytes] = field(default_factory=set)
    n_answered: dict[str, int] = field(default_factory=dict)
    late: dict[str, set[bytes]] = field(default_factory=dict)
    pace: Pace | None = None
    join_cards: Mapping[bytes, bool] = field(default_factory=dict)

    def time(self, now: datetime) -> datetime:
        """Return what this room's clock shows at ``now``: the time, but for rehearsals."""
        return now if self.pace is None else self.pace.at(now)

    def view(self) -> RoomView:
        """Return what others may see of it. Its set of seats only grows, or is replaced."""
        return RoomView(
            id=self.id,
            code=self.code,
            console=self.console,
            projector=self.projector,
            state=self.state,
            seats=self.seats,
            n_answered=dict(self.n_answered),
            n_late={activity: len(late) for activity, late in self.late.items()},
            pace=self.pace,
            join_cards=self.join_cards,
        )


class ClosingClock:
    """Says when the grace of a closing is over, even if the clock was set back meanwhile."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, str, datetime], float] = {}

    def is_due(self, room: int, activity: ActivityState, now: datetime) -> bool:
        """Say whether an activity of a room (its id) must be closed at ``now``, its own time."""
        due = activity.closes_at
        if activity.phase is not Phase.CLOSING or due is None:
            return False
        if now >= due - CLOSING_GRACE:
            return now >= due
        seen = self._seen.setdefault((room, activity.sheet.id, due), monotonic())
        return monotonic() - seen >= CLOSING_GRACE.total_seconds()

    def has_due(self, room: RoomView | LiveRoom, now: datetime) -> bool:
        """Say whether a ballot of a room must be closed at ``now``, the time."""
        at = room.time(now)
        return any(self.is_due(room.id, each, at) for each in room.state.activities.values())

    def forget(self, room: int) -> None:
        """Forget a room that leaves memory."""
        for key in [each for each in self._seen if each[0] == room]:
            del self._seen[key]


class UnknownRoom(Refusal):
    """No meeting has this code."""

    def __init__(self) -> None:
        super().__init__(
            text("Aucune réunion n'a ce code : vérifiez-le à l'écran de la salle."),
            code="no_room",
        )
