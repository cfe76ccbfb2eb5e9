"""Writing what surrounds a meeting."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from mire.programme.journal.actions import journalled, nothing_done
from mire.programme.journal.rules import Actor
from mire.programme.meetings.actions import note_on_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.people.models import Department, Person
from mire.programme.preparation.models import Duty, ExpectedCount, ExpectedPerson, Preparation

ANNOUNCED = ("purpose", "contact")
"""What an invitation says; a change makes a new revision of the meeting."""
REQUESTED = ("purpose", "why", "asked", "comes_back", "signed_by")
"""What the request for a slot says."""
STEPS = {
    "invited": ("invited_at", "meeting.invited", "meeting.invited_not"),
    "printed": ("printed_at", "meeting.printed", "meeting.printed_not"),
}
"""What is done outside Mire: the field that keeps when, the acts of its being done or not."""


@journalled
def expect_people(
    *,
    meeting: Meeting,
    persons: Collection[Person],
    counts: Mapping[Department, int],
    by: Actor,
    now: datetime,
) -> None:
    """Expect these persons, and so many of each department besides; nobody else.

    The journal holds how many, not who.
    """
    named = set(ExpectedPerson.objects.filter(meeting=meeting).values_list("person", flat=True))
    counted = {each.department_id: each.n for each in ExpectedCount.objects.filter(meeting=meeting)}
    wanted = {each.pk: each for each in persons}
    asked = {department.pk: n for department, n in counts.items() if n > 0}
    if named == set(wanted) and counted == asked:
        nothing_done()
        return
    ExpectedPerson.objects.filter(meeting=meeting).exclude(person__in=wanted).delete()
    ExpectedPerson.objects.bulk_create(
        ExpectedPerson(meeting=meeting, person=each)
        for key, each in wanted.items()
        if key not in named
    )
    ExpectedCount.objects.filter(meeting=meeting).delete()
    ExpectedCount.objects.bulk_create(
        ExpectedCount(meeting=meeting, department_id=department, n=n)
        for department, n in asked.items()
    )
    note_on_meeting(
        meeting,
        "meeting.expected",
        by=by,
        before={"n": len(named) + sum(counted.values())},
        after={"n": len(wanted) + sum(asked.values())},
        now=now,
    )


@journalled
def give_duties(
    *,
    meeting: Meeting,
    given: Mapping[str, Person | str],
    by: Actor,
    now: datetime,
) -> None:
    """Say who does what: by slot, a person of the programme or a typed name, "" for nobody yet.

    Slots that aren't given stay as they are. The journal holds how many are filled, not by whom.
    """
    known = {each.slot: each for each in Duty.objects.filter(meeting=meeting)}
    before = _n_filled(known.values())
    is_changed = False
    for slot, who in given.items():
        duty = known.setdefault(slot, Duty(meeting=meeting, slot=slot))
        person = who if isinstance(who, Person) else None
        name = who if isinstance(who, str) else ""
        if (duty.person_id, duty.name) != (person.pk if person else None, name):
            duty.person, duty.name = person, name
            duty.save()
            is_changed = True
    if not is_changed:
        nothing_done()
        return
    note_on_meeting(
        meeting,
        "meeting.duties",
        by=by,
        before={"n": before},
        after={"n": _n_filled(known.values())},
        now=now,
    )


def _n_filled(duties: Iterable[Duty]) -> int:
    return sum(bool(each.person_id or each.name) for each in duties)


@journalled
def write_brief(
    *, meeting: Meeting, slot: str, say: str, notes: str, by: Actor, now: datetime
) -> None:
    """Write what somebody says in what they do, and private notes; the words aren't journalled."""
    duty = Duty.objects.filter(meeting=meeting, slot=slot).first() or Duty(
        meeting=meeting, slot=slot
    )
    if (duty.say, duty.notes) == (say, notes):
        nothing_done()
        return
    duty.say, duty.notes = say, notes
    duty.save()
    note_on_meeting(meeting, "meeting.brief", by=by, after={"role": slot}, now=now)


@journalled
def change_preparation(
    *, meeting: Meeting, values: Mapping[str, str], by: Actor, now: datetime
) -> None:
    """Change some of the texts of a meeting (``ANNOUNCED``, ``REQUESTED``)."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    found = Preparation.objects.filter(meeting=meeting).first() or Preparation(meeting=meeting)
    differing = [name for name, value in values.items() if getattr(found, name) != value]
    if not differing:
        nothing_done()
        return
    for name in differing:
        if name not in (*ANNOUNCED, *REQUESTED):
            raise ValueError(name)
        setattr(found, name, values[name])
    found.save()
    if set(differing) & set(ANNOUNCED):
        meeting.revision += 1
        meeting.save(update_fields=["revision"])
    note_on_meeting(meeting, "meeting.texts", by=by, now=now)


@journalled
def note_step(*, meeting: Meeting, step: str, is_done: bool, by: Actor, now: datetime) -> None:
    """Note that one of ``STEPS`` is done, or is not."""
    field, done, undone = STEPS[step]
    found = Preparation.objects.filter(meeting=meeting).first() or Preparation(meeting=meeting)
    if (getattr(found, field) is not None) == is_done:
        nothing_done()
        return
    setattr(found, field, now if is_done else None)
    found.save()
    note_on_meeting(meeting, done if is_done else undone, by=by, now=now)
