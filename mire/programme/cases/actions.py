"""Proposing cases, moving them, writing their story."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from mire.programme.cases.models import Case, CaseDays, CaseMove, Learnt, Tally
from mire.programme.cases.queries import file_of
from mire.programme.cases.rules import (
    CASE,
    LEARNT,
    MOST_HALF_DAYS,
    HowGraded,
    Status,
    check_counts,
    check_move,
)
from mire.programme.criteria.models import Criterion
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor, Values, changed
from mire.programme.meetings.models import Meeting
from mire.programme.people.models import Department
from mire.programme.programmes.models import Programme
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

ASK_FIELDS = ("title", "asked_by", "carried_by", "ask", "asked_on")
STORY_FIELDS = ("done", "outputs")
SEQUEL_FIELDS = ("became", "became_on")
READ_AGAIN = {*STORY_FIELDS, *SEQUEL_FIELDS}


@journalled
def propose_case(
    *,
    programme: Programme,
    key: str,
    values: Mapping[str, Any],
    departments: Collection[Department],
    by: Actor,
    now: datetime,
) -> Case:
    """Propose a case (``ASK_FIELDS``) that touches some departments; once for a key."""
    if done := Case.objects.filter(key=key, programme=programme).first():
        nothing_done()
        return done
    case = Case.objects.create(
        key=key,
        programme=programme,
        made_by=by.name[:120],
        made_at=now,
        **{name: values[name] for name in ASK_FIELDS},
    )
    case.departments.set(departments)
    _note_case(case, "case.proposed", by=by, now=now)
    return case


@journalled
def change_case(
    *,
    case: Case,
    seen: int,
    values: Mapping[str, Any],
    departments: Collection[Department] | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Change some texts of a case, and the departments that it touches (None: as they are).

    ``seen``: the version that was read; raises a ``Refusal`` when there is a later one. A story
    that changes is a draft again.
    """
    case = _locked(case)
    before, after = changed({name: getattr(case, name) for name in values}, values)
    if departments is not None:
        was = sorted(each.name for each in case.departments.all())
        to = sorted(each.name for each in departments)
        if was != to:
            before["departments"], after["departments"] = was, to
    if not after:
        nothing_done()
        return
    if case.version != seen:
        raise Refusal(
            text("Ce cas a changé pendant que vous écriviez : relisez-le, puis recommencez."),
            code="moved",
        )
    for name, value in values.items():
        setattr(case, name, value)
    if departments is not None:
        case.departments.set(departments)
    if READ_AGAIN & after.keys():
        case.read_by, case.read_at = "", None
    case.version += 1
    case.save()
    _note_case(case, "case.changed", by=by, now=now, before=before, after=after)


@journalled
def move_case(
    *,
    case: Case,
    seen: Status,
    to: Status,
    on: date,
    reason: str,
    today: date,
    by: Actor,
    now: datetime,
) -> None:
    """Give a case a status on a day.

    ``seen``: the status that was read. Raises a ``Refusal`` that names the field, or for a move
    that somebody else made meanwhile.
    """
    case = _locked(case)
    was = Status(case.status)
    if was is to:
        nothing_done()
        return
    if was is not seen:
        raise Refusal(text("Ce cas a changé entre-temps : relisez-le."), code="moved")
    check_move(was, to, reason)
    if on > today:
        raise Refusal(text("Ce jour est à venir : notez-le quand ce sera fait."), path=("on",))
    CaseMove.objects.create(
        case=case, was=was, to=to, on=on, reason=reason.strip(), by=by.name[:120], at=now
    )
    case.status = to
    case.closed_on = on if to is Status.CLOSED else None
    case.save(update_fields=["status", "closed_on"])
    _note_case(case, "case.moved", by=by, now=now, before={"status": was}, after={"status": to})


@journalled
def say_read(*, case: Case, seen: str, today: date, by: Actor, now: datetime) -> None:
    """Say that a case's story was read: no draft any more. ``seen``: the digest of what was."""
    case = _locked(case)
    told = file_of(case, today=today)
    if not told.is_draft:
        nothing_done()
        return
    if told.digest != seen:
        raise Refusal(text("Ce récit a changé entre-temps : relisez-le."), code="moved")
    case.read_by, case.read_at = by.name[:120], now
    case.save(update_fields=["read_by", "read_at"])
    Learnt.objects.filter(pk__in=[each.pk for each in told.learnt], read_at=None).update(
        read_at=now
    )
    _note_case(case, "case.read", by=by, now=now)


@journalled
def remove_case(*, case: Case, by: Actor, now: datetime) -> None:
    """Take a case away, or put it back: what cites it says that it is withdrawn."""
    case = _locked(case)
    is_back = case.removed_at is not None
    case.removed_at = None if is_back else now
    case.save(update_fields=["removed_at"])
    _note_case(case, "case.put_back" if is_back else "case.removed", by=by, now=now)


@journalled
def write_learnt(*, case: Case, key: str, sentence: str, by: Actor, now: datetime) -> None:
    """Write something that the lab learnt from a case, as a draft; once for a key."""
    if Learnt.objects.filter(key=key).exists():
        nothing_done()
        return
    made = Learnt.objects.create(
        key=key, case=case, sentence=sentence, made_by=by.name[:120], made_at=now
    )
    _note_learnt(made, "learnt.written", by=by, now=now)


@journalled
def change_learnt(*, learnt: Learnt, sentence: str, by: Actor, now: datetime) -> None:
    """Change what a learnt point says: a draft again."""
    learnt = Learnt.objects.select_for_update().get(pk=learnt.pk)
    if learnt.sentence == sentence:
        nothing_done()
        return
    before, learnt.sentence, learnt.read_at = learnt.sentence, sentence, None
    learnt.save(update_fields=["sentence", "read_at"])
    _note_learnt(
        learnt,
        "learnt.changed",
        by=by,
        now=now,
        before={"sentence": before},
        after={"sentence": sentence},
    )


@journalled
def remove_learnt(*, learnt: Learnt, by: Actor, now: datetime) -> None:
    """Take a learnt point away, or put it back."""
    learnt = Learnt.objects.select_for_update().get(pk=learnt.pk)
    is_back = learnt.removed_at is not None
    learnt.removed_at = None if is_back else now
    learnt.save(update_fields=["removed_at"])
    _note_learnt(learnt, "learnt.put_back" if is_back else "learnt.removed", by=by, now=now)


def _locked(case: Case) -> Case:
    """Return a case that nobody else changes before the action ends."""
    return Case.objects.select_for_update().get(pk=case.pk)


def _note_case(
    case: Case,
    act: str,
    *,
    by: Actor,
    now: datetime,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """Write a line of the journal about a case."""
    note(
        by=by,
        act=act,
        about=About(CASE, case.key, case.title),
        programme=case.programme.key,
        before=before,
        after=after,
        now=now,
    )


def _note_learnt(
    learnt: Learnt,
    act: str,
    *,
    by: Actor,
    now: datetime,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    note(
        by=by,
        act=act,
        about=About(LEARNT, learnt.key, learnt.sentence),
        programme=learnt.case.programme.key,
        before=before,
        after=after,
        now=now,
    )


@journalled
def note_days(
    *, case: Case, key: str, on: date, half_days: int, what: str, by: Actor, now: datetime
) -> None:
    """Note days that a case took, once for a key. Raises a ``Refusal`` naming the field."""
    if CaseDays.objects.filter(key=key).exists():
        nothing_done()
        return
    if not 1 <= half_days <= MOST_HALF_DAYS:
        raise Refusal(text("De 0,5 à %(most)s jours.", most=MOST_HALF_DAYS // 2), path=("days",))
    CaseDays.objects.create(key=key, case=case, on=on, half_days=half_days, what=what)
    _note_case(case, "case.days", by=by, now=now, after={"on": on, "days": half_days / 2})


@journalled
def remove_days(*, days: CaseDays, by: Actor, now: datetime) -> None:
    """Take a line of days away."""
    before = {"on": days.on, "days": days.half_days / 2}
    days.delete()
    _note_case(days.case, "case.days_removed", by=by, now=now, before=before)


@journalled
def note_grades(
    *,
    case: Case,
    key: str,
    criterion: Criterion,
    meeting: Meeting | None,
    on: date,
    how: HowGraded,
    counts: Sequence[int],
    by: Actor,
    now: datetime,
) -> None:
    """Note how many voices gave each grade by a criterion, once for a key.

    The journal tells that there were grades, not which. Raises a ``Refusal`` naming the field.
    """
    if Tally.objects.filter(key=key).exists():
        nothing_done()
        return
    check_counts(counts)
    Tally.objects.create(
        key=key, case=case, criterion=criterion, meeting=meeting, on=on, how=how, counts=[*counts]
    )
    _note_case(case, "case.graded", by=by, now=now, after={"criterion": criterion.name})


@journalled
def remove_grades(*, tally: Tally, by: Actor, now: datetime) -> None:
    """Take grades away that were noted wrongly."""
    before = {"criterion": tally.criterion.name}
    tally.delete()
    _note_case(tally.case, "case.grades_removed", by=by, now=now, before=before)
