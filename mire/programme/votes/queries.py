"""Ballots of meetings that have ended, read from their rooms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from mire.live.engine.engine import Engine
from mire.live.engine.rooms import UnknownRoom
from mire.live.state.room import ActivityState, RoomState
from mire.programme.evidence.rules import FIGURE
from mire.programme.keys import key_from
from mire.programme.meetings.models import Meeting
from mire.programme.programmes.models import Programme
from mire.programme.thread.rules import Reference
from mire.programme.votes.rules import may_take
from mire.technique_api import registry
from mire.technique_api.registry import AnyTechnique
from mire.technique_api.votes import Supported


@dataclass(frozen=True, slots=True)
class Vote:
    """A ballot of a meeting that has ended. ``meeting``, ``activity``: by what an address says it.

    ``source``: the figure that says what came of it. ``may_take``: enough people answered.
    """

    meeting: str
    meeting_title: str
    planned_at: datetime
    activity: str
    title: str
    n: int
    source: Reference
    may_take: bool


def votes_supporting(programme: Programme, *, engine: Engine) -> Sequence[Vote]:
    """Return the votes of which each ballot supports options, the last meeting's first.

    One query, and the rooms of meetings whose sheet asks for such a vote. Raises
    ``StorageUnavailable``.
    """
    return [
        _vote(programme, meeting, room, activity)
        for meeting, room, activity in _voted(programme, engine=engine)
    ]


def supported_in(
    programme: Programme, meeting: str, activity: str, *, engine: Engine
) -> tuple[Vote, Supported] | None:
    """Return a vote and its ballots; None when there is none, or too few have answered.

    One query. Raises ``StorageUnavailable``.
    """
    for row, room, each in _voted(programme, engine=engine, key=meeting):
        vote, votes = _vote(programme, row, room, each), each.technique.votes
        if each.sheet.id == activity and votes is not None and vote.may_take:
            return vote, votes.supported(each.config, each.state)
    return None


def _voted(
    programme: Programme, *, engine: Engine, key: str = ""
) -> Iterator[tuple[Meeting, RoomState, ActivityState]]:
    rows = Meeting.objects.filter(programme=programme).exclude(code=None).exclude(ended_at=None)
    if key:
        rows = rows.filter(key=key)
    slugs = [each.slug for each in registry.techniques().values() if _has_ballots(each)]
    for row in rows:
        # A room opened from a terminal has no sheet here: it is looked at.
        if row.sheet and not any(slug in row.sheet for slug in slugs):
            continue
        try:
            room = engine.room(row.code or "").state
        except UnknownRoom:
            continue
        for each in room.activities.values():
            if _has_ballots(each.technique) and each.n_answers:
                yield row, room, each


def _has_ballots(technique: AnyTechnique) -> bool:
    return technique.votes is not None


def _vote(programme: Programme, meeting: Meeting, room: RoomState, each: ActivityState) -> Vote:
    votes = each.technique.votes
    assert votes is not None
    return Vote(
        meeting.key,
        meeting.title,
        meeting.planned_at,
        each.sheet.id,
        each.sheet.title,
        each.n_answers,
        Reference(FIGURE, key_from(FIGURE, meeting.key, each.sheet.id, votes.finding)),
        may_take(room, each, threshold=programme.threshold),
    )
