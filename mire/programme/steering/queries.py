"""Files and minutes of steering meetings, read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from mire.programme.evidence.rules import digest_of
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.models import Outcome
from mire.programme.outcomes.queries import digest
from mire.programme.people.models import Presence
from mire.programme.programmes.models import Programme
from mire.programme.steering.models import Amendment as Amendment
from mire.programme.steering.models import Dossier as Dossier
from mire.programme.steering.models import Minutes as Minutes
from mire.programme.steering.models import SentDossier as SentDossier
from mire.programme.steering.rules import DOSSIER, AmendmentState, Item, MinutesState, asks_of
from mire.programme.thread.queries import cited_by, links_from
from mire.programme.thread.rules import Reference
from mire.runsheet.toml_file import read_draft
from mire.words import words

KIND = "steering"
"""The kind of meeting that has a file of its own; minutes can be taken of any meeting."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who was there: how many people, of which departments; 0 and none while nothing is noted."""

    n: int
    departments: Sequence[str]


@dataclass(frozen=True, slots=True)
class SteeringMeeting:
    """A meeting that has a file or minutes, or could have: how far each has come.

    ``n_sent``: copies of its file; ``minutes``: None while nobody takes any.
    """

    meeting: Meeting
    n_sent: int
    minutes: MinutesState | None
    n_decisions: int


def dossier_of_meeting(meeting: Meeting) -> Dossier | None:
    """Return the file of a meeting, None while it has none. One query."""
    return Dossier.objects.filter(meeting=meeting).select_related("programme", "meeting").first()


def minutes_of_meeting(meeting: Meeting) -> Minutes | None:
    """Return the minutes of a meeting, None while nobody takes any. One query."""
    return Minutes.objects.filter(meeting=meeting).select_related("programme", "meeting").first()


def agenda_of(meeting: Meeting, dossier: Dossier | None) -> list[Item]:
    """Return a meeting's agenda: its run sheet's activities, with what each asks. No query."""
    if not meeting.sheet:
        return []
    sheet, _problems = read_draft(meeting.sheet.encode())
    starts = sheet.meeting.starts_at
    asks = asks_of({} if dossier is None else dossier.asks, [each.id for each in sheet.activity])
    found, passed = [], 0
    for each in sheet.activity:
        at = words.local(starts + timedelta(minutes=passed))
        found.append(Item(each.id, at, each.title, each.planned, asks[each.id]))
        passed += each.planned
    return found


def submitted(dossier: Dossier) -> list[Reference]:
    """Return what a file submits, in order. One query."""
    links = cited_by(dossier.programme, DOSSIER, [dossier.key])[dossier.key]
    return [each.cited for each in links]


def changed_late(minutes: Minutes) -> list[Outcome]:
    """Return the lines that changed after the last day for amendments, taken out or not.

    What was so when they were proposed is not late, nor what carries out an amendment that was
    taken. Two queries.
    """
    proposed_at, until = minutes.state_at, minutes.amend_until
    if proposed_at is None or until is None:
        return []
    carried_out = Amendment.objects.filter(minutes=minutes, state=AmendmentState.TAKEN)
    keys = set(carried_out.values_list("outcome", flat=True))
    return [
        each
        for each in Outcome.objects.filter(meeting=minutes.meeting)
        if each.key not in keys
        and each.changed_at > proposed_at
        and words.local(each.changed_at).date() > until
        and (each.struck_at is None or each.made_at <= proposed_at)
    ]


def sent_of(dossier: Dossier) -> Sequence[SentDossier]:
    """Return the copies of a file, the last one first. One query."""
    return list(SentDossier.objects.filter(dossier=dossier).order_by("-version"))


def amendments_of(minutes: Minutes) -> Sequence[Amendment]:
    """Return the amendments asked for, in their order. One query."""
    return list(Amendment.objects.filter(minutes=minutes))


def n_waiting(minutes: Minutes) -> int:
    """Return how many amendments have no reply. One query."""
    return Amendment.objects.filter(minutes=minutes, state=AmendmentState.WAITING).count()


def digest_of_minutes(programme: Programme, lines: Sequence[Outcome]) -> str:
    """Return what changes with any line of minutes, or what it rests on. One query."""
    links = links_from(programme, [Reference(each.kind, each.key) for each in lines])
    return digest_of(
        {
            "lines": [
                [
                    each.key,
                    digest(each),
                    [
                        [link.cited.kind, link.cited.key, link.is_contrary]
                        for link in links[Reference(each.kind, each.key)]
                    ],
                ]
                for each in lines
            ]
        }
    )


def attendance_of(meeting: Meeting) -> Attendance:
    """Return who was there. One query."""
    rows = Presence.objects.filter(meeting=meeting.key).values_list(
        "person", "person__department__name"
    )
    found = list(rows)
    return Attendance(len(found), sorted({name for _person, name in found if name}))


def _told_state(meeting: Meeting, *, with_drafts: bool) -> MinutesState | None:
    if not hasattr(meeting, "minutes_taken"):
        return None
    state = MinutesState(meeting.minutes_taken.state)
    return None if state is MinutesState.TAKING and not with_drafts else state


def steering_meetings(programme: Programme, *, with_drafts: bool) -> list[SteeringMeeting]:
    """Return the meetings of the kind, and others that have a file or minutes; the last first.

    ``with_drafts``: minutes that are being written, and their decisions, too. One query.
    """
    live = Q(outcomes__struck_at=None, outcomes__kind="decision")
    if not with_drafts:
        live &= Q(outcomes__shared_at__isnull=False)
    found = (
        Meeting.objects.filter(programme=programme)
        .filter(Q(kind=KIND) | Q(dossier__isnull=False) | Q(minutes_taken__isnull=False))
        .select_related("minutes_taken")
        .annotate(
            n_sent=Count("dossier__sent", distinct=True),
            n_decisions=Count("outcomes", filter=live, distinct=True),
        )
        .order_by("-planned_at", "pk")
    )
    return [
        SteeringMeeting(
            each,
            each.n_sent,
            _told_state(each, with_drafts=with_drafts),
            each.n_decisions,
        )
        for each in found
    ]
