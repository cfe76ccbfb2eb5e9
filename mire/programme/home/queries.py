"""What the home says of a programme, gathered from its rooms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum

from mire.programme.approvals.queries import steps_waiting_for
from mire.programme.cases.queries import cases_of
from mire.programme.cases.rules import Status as CaseStatus
from mire.programme.findings.queries import Finding
from mire.programme.findings.rules import FindingKind, Status
from mire.programme.home.rules import (
    Formed,
    GradedCase,
    Load,
    Sounded,
    Supported,
    without_news,
)
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.models import Outcome
from mire.programme.outcomes.queries import open_questions_of, stand
from mire.programme.outcomes.rules.kinds import OutcomeKind, Seen, Standing
from mire.programme.people.models import MissionLetter, Presence, Role
from mire.programme.people.queries import Person
from mire.programme.people.rules import days_granted
from mire.programme.programmes.models import Programme
from mire.programme.restitutions.models import Remark
from mire.programme.restitutions.rules import RemarkState
from mire.programme.soundings.queries import decided_about, soundings_of, waiting_questions
from mire.programme.sponsorship.queries import next_step_of
from mire.programme.sponsorship.rules.path import Standing as Step
from mire.programme.steering.models import Amendment, Minutes
from mire.programme.steering.queries import KIND as STEERING
from mire.programme.steering.rules import AmendmentState, MinutesState
from mire.programme.thread.queries import links_from, links_to
from mire.programme.thread.rules import Reference

ENDS_SOON_DAYS = 30
FOLLOWED_WITHIN_DAYS = 30
"""Days after which a decision that nothing cites is told among what waits."""


@dataclass(frozen=True, slots=True)
class Stands:
    """Facts behind the answers on form and support, and the outcomes that they are drawn from."""

    formed: Formed
    supported: Supported
    decisions: Sequence[Outcome]
    asked_on: Sequence[date]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody: a kind that the page words, how many, and the one where alone.

    ``key``: of the meeting, the restitution or the outcome that is meant, "" for a list.
    """

    kind: str
    n: int
    key: str = ""


def graded_cases(programme: Programme, *, today: date) -> list[GradedCase]:
    """Return the cases that were not refused, in their order. Four queries."""
    return [
        GradedCase(
            each.case.title,
            None if each.stakes is None else each.stakes.level,
            each.half_days,
        )
        for each in cases_of(programme, today=today)
        if each.case.status != CaseStatus.REFUSED
    ]


def stands_of(programme: Programme, *, today: date, now: datetime) -> Stands:
    """Return what is concluded, what is open, what general management did. Nineteen queries."""
    rows = Outcome.objects.filter(
        programme=programme, kind=OutcomeKind.DECISION, struck_at=None, shared_at__isnull=False
    )
    stood = stand(
        programme,
        list(rows.select_related("superseded_by").order_by("on", "number")),
        seen=Seen.SHARED,
        today=today,
    )
    decisions = [each.outcome for each in stood if each.standing is Standing.IN_FORCE]
    asked = open_questions_of(programme, with_drafts=False)
    findings = Finding.objects.filter(
        programme=programme, removed_at=None, kind=FindingKind.FINDING
    ).exclude(status=Status.DRAFT)
    links = links_from(programme, [Reference(each.kind, each.key) for each in decisions])
    steering = Meeting.objects.filter(programme=programme, kind=STEERING, planned_at__gte=now)
    formed = Formed(
        n_decisions=len(decisions),
        last_on=max((each.on for each in decisions), default=None),
        n_findings=findings.count(),
        n_open=len(asked),
        oldest_on=min((each.asked_on for each in asked), default=None),
        n_unsourced=sum(not each for each in links.values()),
        is_next_planned=steering.exists(),
    )
    decided = decided_about(programme)
    supported = Supported(
        n_for=len(decided.in_favour),
        n_against=len(decided.against),
        n_pending=sum(
            each.reference.kind == OutcomeKind.QUESTION for each in waiting_questions(programme)
        ),
        last=_last_sounded(programme),
    )
    return Stands(formed, supported, decisions, [each.asked_on for each in asked])


def _last_sounded(programme: Programme) -> Sounded | None:
    """Return what the first statement of the last closed wave was answered. Two queries."""
    closed = [
        (each.wave.closed_on, each.shares[0], each.wave.n_asked)
        for sounding in soundings_of(programme)
        for each in sounding.waves
        if each.wave.closed_on is not None and each.shares and each.shares[0] is not None
    ]
    if not closed:
        return None
    closed_on, share, n_asked = max(closed, key=lambda each: each[0])
    return Sounded(share.agreeing, share.n, n_asked, closed_on)


def load_of(programme: Programme, *, since: date, today: date) -> Load:
    """Return what the group gave since a day, and what its letters grant it. Four queries."""
    noted = Presence.objects.filter(programme=programme, on__gte=since, on__lte=today)
    spent = noted.aggregate(days=Sum("days"))["days"] or Decimal(0)
    letters = MissionLetter.objects.filter(programme=programme).values_list(
        "days_a_month", "starts_on", "ends_on"
    )
    titles = Meeting.objects.filter(programme=programme, kind="session").values("key")
    came: dict[str, set[int]] = {}
    days: dict[str, date] = {}
    for meeting, on, person in Presence.objects.filter(
        programme=programme, meeting__in=titles, on__lte=today
    ).values_list("meeting", "on", "person"):
        came.setdefault(meeting, set()).add(person)
        days[meeting] = min(on, days.get(meeting, on))
    held = sorted(days, key=lambda key: (days[key], key))
    return Load(
        spent,
        days_granted(letters, start=since, end=today),
        since,
        sum(days[key] >= since for key in held),
        without_news([frozenset(came[key]) for key in held]),
    )


def waiting_for(
    programme: Programme, person: Person, *, today: date, is_group: bool, leads: bool
) -> list[Waiting]:
    """Return what waits for somebody, the most pressing first.

    Their approval of the note, whoever they are; for who works on the programme (``is_group``),
    what the group has to do; ``leads``: they facilitate. Nineteen queries at most, and those of
    ``circuit_of`` for who holds a step; one for who only reads.
    """
    steps = steps_waiting_for(programme, person, today=today)
    approval = Waiting("approval", len(steps), steps[0].key if len(steps) == 1 else "")
    if not is_group:
        return [approval] if approval.n else []
    found = [approval, *_remarks(programme), *_amendments(programme), *_minutes(programme, today)]
    late = Outcome.objects.filter(
        programme=programme, kind=OutcomeKind.ACTION, struck_at=None, end="", due__lt=today
    )
    found.append(Waiting("late", late.count()))
    due = [each for each in cases_of(programme, today=today) if each.is_follow_up_due]
    found.append(Waiting("case", len(due), due[0].case.key if len(due) == 1 else ""))
    drafts = Finding.objects.filter(programme=programme, removed_at=None, status=Status.DRAFT)
    found.append(Waiting("draft", drafts.count()))
    found.append(_unfollowed(programme, today))
    upcoming = next_step_of(programme, today=today)
    if upcoming is not None and upcoming.standing in (Step.LATE, Step.SOON):
        found.append(Waiting("path_late" if upcoming.standing is Step.LATE else "path_soon", 1))
    if leads:
        ending = Role.objects.filter(
            kind__programme=programme,
            person__erased_at=None,
            ends_on__gte=today,
            ends_on__lte=today + timedelta(days=ENDS_SOON_DAYS),
        )
        found.append(Waiting("role", ending.count()))
    return [each for each in found if each.n]


def _remarks(programme: Programme) -> list[Waiting]:
    rows = Remark.objects.filter(restitution__programme=programme, state=RemarkState.WAITING)
    by: dict[str, int] = {}
    for key in rows.values_list("restitution__key", flat=True):
        by[key] = by.get(key, 0) + 1
    return [Waiting("remark", n, key) for key, n in by.items()]


def _amendments(programme: Programme) -> list[Waiting]:
    rows = Amendment.objects.filter(minutes__programme=programme, state=AmendmentState.WAITING)
    by: dict[str, int] = {}
    for key in rows.values_list("minutes__meeting__key", flat=True):
        by[key] = by.get(key, 0) + 1
    return [Waiting("amendment", n, key) for key, n in by.items()]


def _minutes(programme: Programme, today: date) -> list[Waiting]:
    over = Minutes.objects.filter(
        programme=programme, state=MinutesState.PROPOSED, amend_until__lt=today
    ).exclude(amendments__state=AmendmentState.WAITING)
    return [Waiting("minutes", 1, key) for key in over.values_list("meeting__key", flat=True)]


def _unfollowed(programme: Programme, today: date) -> Waiting:
    """Return the decisions in force for a while that nothing cites."""
    rows = list(
        Outcome.objects.filter(
            programme=programme,
            kind=OutcomeKind.DECISION,
            struck_at=None,
            end="",
            superseded_by=None,
            on__lte=today - timedelta(days=FOLLOWED_WITHIN_DAYS),
        )
    )
    references = {Reference(each.kind, each.key): each for each in rows}
    cited = {link.cited for link in links_to(programme, references)} if references else set()
    left = [each for reference, each in references.items() if reference not in cited]
    return Waiting("unfollowed", len(left), left[0].key if len(left) == 1 else "")
