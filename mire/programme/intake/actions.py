"""Writing an import: all of it or nothing, in bulk, one line in the journal."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Manager, Model

from mire.programme.intake.rules.plan import Plan, Step
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor
from mire.programme.people.models import Department, MissionLetter, Person, Role
from mire.programme.programmes.models import Programme
from mire.tables.values import folded

BATCH = 500

T = TypeVar("T", bound=Model)


@journalled
def bring_in(*, programme: Programme, plan: Plan, on: date, by: Actor, now: datetime) -> None:
    """Do what a plan without faults says; ``on``: when letters begin that roles don't date.

    Raises ``ValueError`` for a plan that has faults, and ``IntegrityError`` when somebody took one
    of its e-mail addresses meanwhile.
    """
    if plan.faults:
        raise ValueError(len(plan.faults))
    if not plan.added and not plan.changed:
        nothing_done()
        return
    made = _make_departments(programme, plan.departments)
    persons = _write_persons(programme, plan, made)
    _write_roles(plan, persons)
    _write_letters(programme, plan, persons, on)
    note(
        by=by,
        act="people.imported",
        about=About("programme", programme.key, programme.name),
        programme=programme.key,
        after={
            "added": len(plan.added),
            "changed": len(plan.changed),
            "same": plan.n_same,
            "departments": len(plan.departments),
        },
        now=now,
    )


def _make_departments(
    programme: Programme, names: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    authority = programme.authority
    there = {
        folded(each.name): each
        for each in Department.objects.filter(authority=authority, ends_on=None)
        if each.kind != "service"
    }
    made: dict[tuple[str, str], int] = {}
    for over, service in sorted(names, key=lambda each: bool(each[1])):
        parent = there.get(folded(over)) if over else None
        if over and parent is None:
            parent = Department.objects.create(authority=authority, name=over)
            there[folded(over)] = parent
        if service:
            made[over, service] = Department.objects.create(
                authority=authority, name=service, kind="service", parent=parent
            ).pk
        elif parent is not None:
            made[over, service] = parent.pk
    return made


def _write_persons(
    programme: Programme, plan: Plan, made: dict[tuple[str, str], int]
) -> dict[int, int]:
    """Return each line's person, by row."""

    def fill(person: Person, values: Any) -> Person:
        for name, value in values.items():
            if name == "department":
                person.department_id = value if isinstance(value, int) else made[value]
            else:
                setattr(person, name, value)
        return person

    new = [fill(Person(authority=programme.authority), step.values) for step in plan.added]
    Person.objects.bulk_create(new, batch_size=BATCH)
    there = Person.objects.in_bulk(
        [step.person for step in plan.changed if step.person and step.values]
    )
    changed = [
        fill(there[step.person], step.values)
        for step in plan.changed
        if step.person and step.values
    ]
    _rewrite(Person.objects, changed, ("given_name", "family_name", "email", "post", "department"))
    found = {step.line: step.person for step in plan.changed if step.person}
    return found | {step.line: person.pk for step, person in zip(plan.added, new, strict=True)}


def _write_roles(plan: Plan, persons: dict[int, int]) -> None:
    new, moved = [], {}
    for step in _steps(plan):
        if step.role is None:
            continue
        row, values = step.role
        if row is not None:
            moved[row] = values
        else:
            given = {name: value for name, value in values.items() if name != "kind"}
            new.append(Role(person_id=persons[step.line], kind_id=values["kind"], **given))
    Role.objects.bulk_create(new, batch_size=BATCH)
    there = Role.objects.in_bulk(list(moved))
    for row, values in moved.items():
        for name, value in values.items():
            setattr(there[row], name, value)
    _rewrite(Role.objects, list(there.values()), ("starts_on", "ends_on", "manager_agreed_on"))


def _write_letters(programme: Programme, plan: Plan, persons: dict[int, int], on: date) -> None:
    new, moved = [], {}
    for step in _steps(plan):
        if step.letter is None:
            continue
        row, days = step.letter
        if row is not None:
            moved[row] = days
            continue
        values = step.role[1] if step.role else {}
        new.append(
            MissionLetter(
                programme=programme,
                person_id=persons[step.line],
                days_a_month=days,
                starts_on=values.get("starts_on") or on,
                ends_on=values.get("ends_on"),
            )
        )
    MissionLetter.objects.bulk_create(new, batch_size=BATCH)
    there = MissionLetter.objects.in_bulk(list(moved))
    for row, days in moved.items():
        there[row].days_a_month = days
    _rewrite(MissionLetter.objects, list(there.values()), ("days_a_month",))


def _rewrite(rows: Manager[T], changed: Sequence[T], fields: tuple[str, ...]) -> None:
    """Write fields of rows that are there, by batches of one statement.

    An upsert on their ids: ``bulk_update``'s CASE takes five times as long for 5,000 rows.
    """
    rows.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=("id",),
        update_fields=fields,
    )


def _steps(plan: Plan) -> list[Step]:
    return [*plan.added, *plan.changed]
