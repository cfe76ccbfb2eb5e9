"""The fold: a room's log, entry by entry, into the room's state. Pure.

Each control says itself what it makes of the room; pieces of answers and closings, here.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from itertools import groupby
from typing import Any

from msgspec.structs import replace

from mire.live.state import agenda, entries
from mire.live.state.controls.control import FACILITATOR
from mire.live.state.controls.registry import CONTROLS
from mire.live.state.entries import LogEntry
from mire.live.state.room import (
    Act,
    NotALog,
    Phase,
    RoomState,
    opened,
)
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Entry, Regime
from mire.technique_api.text import text

KEPT_ACTS = 4
_NO_ACTS = frozenset({entries.CLOSED, entries.PAPER, entries.STUB, entries.MEETING_OPENED})


def folded(log: Iterable[LogEntry]) -> RoomState:
    """Return the room that a whole log describes; raise :class:`NotALog`.

    It is what :func:`step` gives entry by entry; pieces that follow each other in one activity,
    most of a long log, are folded without a room in between.
    """
    tail = iter(log)
    first = next(tail, None)
    if first is None:
        msg = "the log is empty"
        raise NotALog(msg)
    room = opened(first)
    for activity, run in groupby(tail, _activity_of_piece):
        if activity is None:
            room = reduce(step, run, room)
        else:
            room = fold_pieces(room, activity, run)
    return room


def step(room: RoomState, entry: LogEntry) -> RoomState:
    """Fold one entry. Never raises on an entry that was accepted."""
    if entry.kind not in entries.CONTROLS:
        return fold_pieces(room, entry.activity, (entry,))
    _check_order(room.head, room.last_at, entry)
    control = CONTROLS.get(entry.kind)
    is_phase = entry.kind == entries.CLOSED if control is None else control.is_phase
    room = replace(
        room,
        head=entry.seq,
        last_at=entry.at,
        version=entry.seq if is_phase else room.version,
        acts=_acts(room, entry),
    )
    if control is not None:
        return control.fold(room, entry)
    return _closed(room, entry) if entry.kind == entries.CLOSED else room


def _acts(room: RoomState, entry: LogEntry) -> tuple[Act, ...]:
    if entry.kind in _NO_ACTS:
        return room.acts
    return (*room.acts, Act(entry.kind, entry.activity, entry.at))[-KEPT_ACTS:]


def _activity_of_piece(entry: LogEntry) -> str | None:
    return None if entry.kind in entries.CONTROLS else entry.activity


def _check_order(head: int, last_at: datetime, entry: LogEntry) -> None:
    if entry.seq != head + 1:
        msg = f"entry {entry.seq} follows {head}"
        raise NotALog(msg)
    if entry.at < last_at:
        msg = f"entry {entry.seq} is older than the one before it"
        raise NotALog(msg)


def fold_pieces(room: RoomState, slug: str, run: Iterable[LogEntry]) -> RoomState:
    """Fold pieces of one activity that follow each other; what :func:`step` gives one by one."""
    activity = room.activities[slug]
    config, state = activity.config, activity.state
    if activity.regime is Regime.APART:
        raise Refusal(
            text("Un engagement n'entre pas dans le journal."), path=("kind",), code="apart"
        )
    fold = activity.technique.expect_fold()
    head, last_at = room.head, room.last_at
    n_pieces, n_directed = activity.n_pieces, activity.n_directed
    for entry in run:
        _check_order(head, last_at, entry)
        piece: Entry[Any] = Entry(
            id=entry.id,
            kind=entry.kind,
            body=fold.read_piece(entry.kind, entry.body),
            author=entry.author,
            medium=entry.medium,
            at=entry.at,
        )
        state = fold.step(config, state, piece)
        head, last_at = entry.seq, entry.at
        n_pieces += 1
        n_directed += entry.author == FACILITATOR
    room = replace(room, head=head, last_at=last_at)
    return agenda.changed(room, slug, state=state, n_pieces=n_pieces, n_directed=n_directed)


def _closed(room: RoomState, entry: LogEntry) -> RoomState:
    """Fold a closing, which the program makes once the grace is over."""
    return agenda.changed(
        room,
        entry.activity,
        phase=Phase.CLOSED,
        closes_at=None,
        closed_at=entry.at,
        keeps_medium=bool(entry.body.get("keeps_medium", False)),
        n_joined=int(entry.body.get("n_joined", 0)),
        n_destroyed=0 if entry.body.get("kept", True) else int(entry.body["n"]),
    )
