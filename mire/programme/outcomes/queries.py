"""Outcomes, read: each with where it stands; the questions that nobody answered yet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from mire.programme.findings.queries import Finding
from mire.programme.findings.rules import FINDING, FindingKind
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.models import Correction as Correction
from mire.programme.outcomes.models import Outcome as Outcome
from mire.programme.outcomes.rules.kinds import (
    End,
    OutcomeKind,
    Seen,
    Standing,
    digest_of_outcome,
    standing_of,
)
from mire.programme.programmes.models import Programme
from mire.programme.thread.queries import links_to
from mire.programme.thread.rules import Reference
from mire.words import words


@dataclass(frozen=True, slots=True)
class StandingOutcome:
    """An outcome and where it stands."""

    outcome: Outcome
    standing: Standing


@dataclass(frozen=True, slots=True)
class Question:
    """A question that somebody asked: in a meeting, or as a finding. ``name``: « Q3 », or "".

    ``answers``: what answers it and holds.
    """

    reference: Reference
    name: str
    words: str
    asked_on: date
    meeting: str
    answers: Sequence[Outcome]


def outcome_in(programme: Programme, key: str) -> Outcome | None:
    """Return an outcome of a programme, None when there is none. One query."""
    found = Outcome.objects.filter(programme=programme, key=key, struck_at=None)
    return found.select_related("meeting", "superseded_by").first()


def outcomes_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Outcome]:
    """Return the outcomes of a programme that have these keys, struck ones too. Two queries."""
    found = Outcome.objects.filter(programme=programme, key__in=keys)
    rows = found.select_related("meeting", "superseded_by").prefetch_related("corrections")
    return {each.key: each for each in rows}


def outcomes_of(
    programme: Programme,
    *,
    kind: OutcomeKind,
    sought: str = "",
    standing: str = "",
    with_drafts: bool,
    today: date,
) -> list[StandingOutcome]:
    """Return the outcomes of a kind, the last one first; three queries at most.

    ``with_drafts``: those of minutes that nobody settled yet too. ``standing`` "": all.
    """
    found = Outcome.objects.filter(programme=programme, kind=kind, struck_at=None)
    if not with_drafts:
        found = found.filter(shared_at__isnull=False)
    for word in sought.split():
        found = found.filter(
            Q(what__icontains=word)
            | Q(why__icontains=word)
            | Q(who__icontains=word)
            | Q(left__icontains=word)
            | Q(corrections__words__icontains=word)
        )
    # By ids: a word that several corrections hold would give the same outcome again.
    rows = Outcome.objects.filter(pk__in=found.values("pk"))
    rows = rows.select_related("meeting", "superseded_by").order_by("-on", "-number")
    seen = Seen.DRAFTS if with_drafts else Seen.SHARED
    stood = stand(programme, list(rows), seen=seen, today=today)
    return [each for each in stood if not standing or each.standing == standing]


def outcomes_of_meeting(meeting: Meeting) -> list[Outcome]:
    """Return what a meeting concluded, in the order in which it was written. One query."""
    found = Outcome.objects.filter(meeting=meeting, struck_at=None)
    return list(found.select_related("superseded_by").order_by("made_at", "pk"))


def stand(
    programme: Programme, outcomes: Sequence[Outcome], *, seen: Seen, today: date
) -> list[StandingOutcome]:
    """Say where each outcome stands, by what somebody reads. Two queries where one is a question.

    What is superseded by something that they don't read still stands for them.
    """
    asked = [each.key for each in outcomes if each.kind == OutcomeKind.QUESTION]
    questions = [Reference(OutcomeKind.QUESTION, key) for key in asked]
    answered = answers_of(programme, questions, seen=seen)
    return [
        StandingOutcome(
            each,
            standing_of(
                OutcomeKind(each.kind),
                is_superseded=each.superseded_by is not None and is_seen(each.superseded_by, seen),
                end=End(each.end),
                due=each.due,
                is_answered=bool(answered.get(Reference(OutcomeKind.QUESTION, each.key))),
                today=today,
            ),
        )
        for each in outcomes
    ]


def answers_of(
    programme: Programme, questions: Collection[Reference], *, seen: Seen
) -> Mapping[Reference, Sequence[Outcome]]:
    """Return what answers each question: decisions and answers that cite it, and hold.

    What cites it as its contrary doesn't answer it, nor what somebody doesn't read (``seen``).
    Three queries; none for no question.
    """
    if not questions:
        return {}
    links = [
        link
        for link in links_to(programme, questions)
        if link.citing.kind in (OutcomeKind.DECISION, OutcomeKind.ANSWER) and not link.is_contrary
    ]
    known = outcomes_by_key(programme, {link.citing.key for link in links})
    found: dict[Reference, list[Outcome]] = {}
    for link in links:
        row = known.get(link.citing.key)
        if row is None or row.struck_at or row.end or not is_seen(row, seen):
            continue
        if row.superseded_by is None or not is_seen(row.superseded_by, seen):
            found.setdefault(link.cited, []).append(row)
    return found


def is_seen(outcome: Outcome, seen: Seen) -> bool:
    """Say whether somebody reads an outcome."""
    if seen is Seen.DRAFTS:
        return True
    if seen is Seen.SETTLED and outcome.settled_at is None:
        return False
    return outcome.shared_at is not None


def questions_of(programme: Programme, *, with_drafts: bool) -> list[Question]:
    """Return every question: those of meetings, and findings of that kind; the oldest first.

    ``with_drafts``: those that nobody settled or reviewed yet too. Four queries.
    """
    rows = Outcome.objects.filter(
        programme=programme, kind=OutcomeKind.QUESTION, struck_at=None, end=""
    ).select_related("meeting")
    findings = Finding.objects.filter(
        programme=programme, kind=FindingKind.OPEN_QUESTION, removed_at=None
    )
    if not with_drafts:
        rows = rows.filter(shared_at__isnull=False)
        findings = findings.exclude(status="draft")
    asked = [
        Question(
            Reference(OutcomeKind.QUESTION, each.key),
            f"Q{each.number}",
            each.what,
            each.on,
            "" if each.meeting is None else each.meeting.title,
            (),
        )
        for each in rows
    ] + [
        Question(
            Reference(FINDING, each.key),
            "",
            each.sentence,
            words.local(each.made_at).date(),
            "",
            (),
        )
        for each in findings
    ]
    seen = Seen.DRAFTS if with_drafts else Seen.SHARED
    answers = answers_of(programme, [each.reference for each in asked], seen=seen)
    return sorted(
        (
            Question(
                each.reference,
                each.name,
                each.words,
                each.asked_on,
                each.meeting,
                tuple(answers.get(each.reference, ())),
            )
            for each in asked
        ),
        key=lambda each: (each.asked_on, len(each.name), each.name, each.reference.key),
    )


def open_questions_of(programme: Programme, *, with_drafts: bool) -> list[Question]:
    """Return the questions that nothing answers; the oldest first. Four queries."""
    found = questions_of(programme, with_drafts=with_drafts)
    return [each for each in found if not each.answers]


def corrections_of(outcomes: Collection[Outcome]) -> Mapping[int, Sequence[Correction]]:
    """Return the corrections that stand beside outcomes, by the outcomes' ids. One query."""
    found: dict[int, list[Correction]] = {}
    for each in Correction.objects.filter(outcome__in=outcomes):
        found.setdefault(each.outcome_id, []).append(each)
    return found


def digest(outcome: Outcome) -> str:
    """Return what tells that an outcome says something else."""
    return digest_of_outcome(
        kind=outcome.kind,
        what=outcome.what,
        why=outcome.why,
        who=outcome.who,
        left=outcome.left,
        due=outcome.due,
        stance=outcome.stance,
    )
