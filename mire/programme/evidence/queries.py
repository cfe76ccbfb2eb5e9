"""Verbatims and figures, read.

Who reads them has them brought up to date first (``meetings_behind``, ``read_log``, then
``actions.take_in``): a text that was masked since is then masked here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from mire.live.engine.engine import Engine
from mire.live.engine.readers import ReadLog
from mire.programme.evidence.models import Figure as Figure
from mire.programme.evidence.models import MeetingRead
from mire.programme.evidence.models import Verbatim as Verbatim
from mire.programme.evidence.rules import Said, said_in, searched
from mire.programme.meetings.models import Meeting
from mire.programme.programmes.models import Programme
from mire.programme.thread.rules import State


@dataclass(frozen=True, slots=True)
class VerbatimsPage:
    """Some verbatims, and how many there are in all."""

    verbatims: Sequence[Verbatim]
    n: int


@dataclass(frozen=True, slots=True)
class MeetingCount:
    """A meeting whose log was read: how many texts can be read, are masked or erased."""

    key: str
    title: str
    planned_at: datetime
    n_said: int
    n_gone: int


def verbatims_of(
    programme: Programme,
    *,
    words: str = "",
    meeting: str = "",
    start: int = 0,
    most: int | None = 25,
) -> VerbatimsPage:
    """Return the texts of a programme that can be read, the last meeting's first. Two queries.

    ``words``: those that a text must hold, whatever their accents; ``meeting``: the key of the one
    that is meant; ``most`` None: all.
    """
    found = Verbatim.objects.filter(meeting__programme=programme, state=State.SAID)
    if meeting:
        found = found.filter(meeting__key=meeting)
    for word in searched(words).split():
        found = found.filter(searched__contains=word)
    end = None if most is None else start + most
    return VerbatimsPage(list(found.select_related("meeting")[start:end]), found.count())


def figures_of(programme: Programme, *, meeting: str = "") -> Sequence[Figure]:
    """Return the figures that stand, the last meeting's first. One query."""
    found = Figure.objects.filter(meeting__programme=programme, state=State.SAID)
    if meeting:
        found = found.filter(meeting__key=meeting)
    return list(found.select_related("meeting"))


def meetings_read(programme: Programme) -> Sequence[MeetingCount]:
    """Return the meetings whose log was read, the last one first. One query."""
    is_said = Q(verbatims__state=State.SAID)
    is_gone = Q(verbatims__state__in=(State.MASKED, State.ERASED))
    found = (
        Meeting.objects.filter(programme=programme, read__isnull=False)
        .annotate(
            n_said=Count("verbatims", filter=is_said), n_gone=Count("verbatims", filter=is_gone)
        )
        .order_by("-planned_at", "pk")
    )
    return [
        MeetingCount(each.key, each.title, each.planned_at, each.n_said, each.n_gone)
        for each in found
    ]


def verbatims_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Verbatim]:
    """Return the verbatims of a programme that have these keys. One query."""
    found = Verbatim.objects.filter(meeting__programme=programme, key__in=keys)
    return {each.key: each for each in found.select_related("meeting")}


@dataclass(frozen=True, slots=True)
class VerbatimPlace:
    """Where a text was said, and how it stands, without its words. ``meeting``: its key."""

    key: str
    meeting: str
    activity: str
    table: int | None
    state: str
    digest: str


def places_of(programme: Programme, keys: Collection[str]) -> Mapping[str, VerbatimPlace]:
    """Return where the verbatims of a programme that have these keys were said. One query."""
    found = Verbatim.objects.filter(meeting__programme=programme, key__in=keys).order_by()
    rows = found.values_list("key", "meeting__key", "activity", "table", "state", "digest")
    return {each[0]: VerbatimPlace(*each) for each in rows}


def figures_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Figure]:
    """Return the figures of a programme that have these keys. One query."""
    found = Figure.objects.filter(meeting__programme=programme, key__in=keys)
    return {each.key: each for each in found.select_related("meeting")}


def figures_resting_on(programme: Programme, key: str) -> Sequence[str]:
    """Return the keys of the figures that rest on a verbatim. One query."""
    rows = Figure.objects.filter(meeting__programme=programme, meeting__verbatims__key=key)
    return [found for found, keys in rows.values_list("key", "rests_on") if key in keys]


@dataclass(frozen=True, slots=True)
class LogRead:
    """What can be cited of a meeting, read from its log up to the entry numbered ``head``."""

    said: Said
    head: int


def meetings_behind(meetings: Iterable[Meeting], *, engine: Engine) -> list[Meeting]:
    """Return the meetings that have ended and whose log holds something else than was read.

    One query, and one in the live tables. Raises ``StorageUnavailable``.
    """
    ended = {code: each for each in meetings if (code := each.code) and each.ended_at is not None}
    heads = engine.heads(list(ended))
    known = dict(
        MeetingRead.objects.filter(meeting__in=ended.values()).values_list("meeting", "head")
    )
    return [
        each for code, each in ended.items() if code in heads and heads[code] != known.get(each.pk)
    ]


def read_log(meeting: Meeting, *, engine: Engine) -> LogRead:
    """Read a meeting's log from its first entry; no query but in the live tables.

    Raises ``UnknownRoom``, or ``StorageUnavailable``.
    """
    code = meeting.code or ""
    log = engine.read(ReadLog(code))
    return LogRead(said_in(meeting.key, engine.room(code).state, log), log[-1].seq)


def gone_texts(meeting: Meeting) -> set[str]:
    """Return the keys of a meeting's texts that can't be read any more. One query."""
    rows = Verbatim.objects.filter(meeting=meeting).exclude(state=State.SAID)
    return set(rows.values_list("key", flat=True))
