"""What is written around a meeting, read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from mire.programme.meetings.models import Meeting
from mire.programme.people.models import Department, Person, Role
from mire.programme.preparation.models import Duty as Duty
from mire.programme.preparation.models import ExpectedCount, ExpectedPerson
from mire.programme.preparation.models import Preparation as Preparation

COUNTED_KINDS = ("pole", "department", "service")


@dataclass(frozen=True, slots=True)
class Expected:
    """Who is expected: persons by name, numbers by department besides."""

    persons: Sequence[Person]
    counts: Sequence[tuple[Department, int]]

    @property
    def n_named(self) -> int:
        """Return how many are expected by name."""
        return len(self.persons)

    @property
    def n_counted(self) -> int:
        """Return how many are expected by their department."""
        return sum(n for _department, n in self.counts)


def expected_at(meeting: Meeting) -> Expected:
    """Return who is expected at a meeting, by name in their order. Two queries."""
    persons = ExpectedPerson.objects.filter(meeting=meeting, person__erased_at=None)
    counts = ExpectedCount.objects.filter(meeting=meeting).select_related("department")
    return Expected(
        [each.person for each in persons.select_related("person__department")],
        [(each.department, each.n) for each in counts],
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be expected or given something to do, and their role."""

    person: Person
    role: str


def candidates_of(meeting: Meeting, *, on: date) -> Sequence[Candidate]:
    """Return who holds a role on a meeting's day, or is expected; by role, by name. One query."""
    begun = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    roles = (
        Role.objects.filter(
            begun | Q(person__expected_at__meeting=meeting), kind__programme=meeting.programme
        )
        .filter(person__erased_at=None)
        .select_related("person__department", "kind")
        .order_by("kind__place", "person__family_name", "person__given_name", "starts_on")
    )
    found: dict[int, Candidate] = {}
    for role in roles:
        found.setdefault(role.person_id, Candidate(role.person, role.kind.name))
    return list(found.values())


def preparation_of(meeting: Meeting) -> Preparation:
    """Return what is written of a meeting, an unsaved empty row when nothing is. One query."""
    found = Preparation.objects.filter(meeting=meeting).first()
    return Preparation(meeting=meeting) if found is None else found


def duties_of(meeting: Meeting) -> Mapping[str, Duty]:
    """Return who does what at a meeting, by slot. One query."""
    found = Duty.objects.filter(meeting=meeting).select_related("person")
    return {each.slot: each for each in found}


def name_of(duty: Duty | None) -> str:
    """Return the name of who does something, "" for nobody yet or a person who was erased."""
    if duty is None:
        return ""
    if duty.person is not None:
        return "" if duty.person.erased_at else str(duty.person)
    return duty.name
