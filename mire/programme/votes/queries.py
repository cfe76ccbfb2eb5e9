"""Ballots of meetings that have ended, read from their rooms."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mire.live.engine.engine import Engine
from mire.live.engine.rooms import UnknownRoom
from mire.live.state.results import result_of
from mire.live.state.room import ActivityState, RoomState
from mire.programme.evidence.rules import FIGURE
from mire.programme.keys import key_from
from mire.programme.meetings.models import Meeting
from mire.programme.programmes.models import Programme
from mire.programme.thread.rules import Reference
from mire.programme.votes.rules import fewest, may_take
from mire.technique_api import registry
from mire.technique_api.registry import AnyTechnique
from mire.technique_api.votes import Graded, Supported


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
    return [_vote(programme, *each) for each in _voted(programme, _is_whole, engine=engine)]


def votes_grading(programme: Programme, *, engine: Engine) -> Sequence[Vote]:
    """Return the votes that gave options mentions: as ``votes_supporting``."""
    return [_vote(programme, *each) for each in _voted(programme, _is_graded, engine=engine)]


def supported_in(
    programme: Programme, meeting: str, activity: str, *, engine: Engine
) -> tuple[Vote, Supported] | None:
    """Return a vote and its ballots; None when there is none, or too few have answered.

    One query. Raises ``StorageUnavailable``.
    """
    for each in _voted(programme, _is_whole, engine=engine, key=meeting):
        vote, (_meeting, _room, here) = _vote(programme, *each), each
        votes = here.technique.votes
        if vote.activity == activity and vote.may_take and votes and votes.supported:
            return vote, votes.supported(here.config, here.state)
    return None


def graded_in(
    programme: Programme, meeting: str, activity: str, *, engine: Engine
) -> tuple[Vote, Graded] | None:
    """Return a vote and the mentions that it gave: as ``supported_in``.

    An option that too few have judged has no counts: ().
    """
    for each in _voted(programme, _is_graded, engine=engine, key=meeting):
        vote, (_meeting, room, here) = _vote(programme, *each), each
        votes = here.technique.votes
        if vote.activity == activity and vote.may_take and votes and votes.graded:
            found = votes.graded(here.config, result_of(room, here))
            least = fewest(room, threshold=programme.threshold)
            told = tuple(each if sum(each) >= least else () for each in found.counts)
            return vote, replace(found, counts=told)
    return None


def _voted(
    programme: Programme, asks: Callable[[AnyTechnique], bool], *, engine: Engine, key: str = ""
) -> Iterator[tuple[Meeting, RoomState, ActivityState]]:
    rows = Meeting.objects.filter(programme=programme).exclude(code=None).exclude(ended_at=None)
    if key:
        rows = rows.filter(key=key)
    slugs = [each.slug for each in registry.techniques().values() if asks(each)]
    for row in rows:
        # A room opened from a terminal has no sheet here: it is looked at.
        if row.sheet and not any(slug in row.sheet for slug in slugs):
            continue
        try:
            room = engine.room(row.code or "").state
        except UnknownRoom:
            continue
        for each in room.activities.values():
            if asks(each.technique) and each.n_answers:
                yield row, room, each


def _is_whole(technique: AnyTechnique) -> bool:
    return technique.votes is not None and technique.votes.supported is not None


def _is_graded(technique: AnyTechnique) -> bool:
    return technique.votes is not None and technique.votes.graded is not None


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
