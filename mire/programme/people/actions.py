"""Writing people: programmes set up with their roles, persons, departments, roles, letters."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from mire.programme.accounts.actions import (
    actor_of,
    make_account,
    make_sign_in_link,
    use_first_start_key,
)
from mire.programme.accounts.models import Account
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor, changed
from mire.programme.keys import new_key
from mire.programme.people.models import (
    Department,
    MissionLetter,
    Person,
    Presence,
    Role,
    RoleKind,
)
from mire.programme.people.rules import DEFAULT_ROLES
from mire.programme.programmes.actions import make_authority, make_programme
from mire.programme.programmes.models import Authority, Programme
from mire.words import words

PERSON_FIELDS = ("given_name", "family_name", "email", "department", "post")
DEPARTMENT_FIELDS = ("code", "name", "kind", "headcount", "parent", "starts_on", "ends_on")


@journalled
def start_installation(
    *,
    secret: str,
    given_name: str,
    family_name: str,
    email: str,
    authority: str,
    programme: str,
    starts_on: date,
    ends_on: date,
    now: datetime,
) -> Account:
    """Make the first administrator, authority and programme: all three or none.

    Raises ``LinkLapsed`` when ``secret`` is not the key of the first start.
    """
    account = use_first_start_key(
        secret=secret, name=f"{given_name} {family_name}".strip(), email=email, now=now
    )
    by = actor_of(account)
    made = set_up_programme(
        authority=make_authority(name=authority, by=by, now=now),
        name=programme,
        starts_on=starts_on,
        ends_on=ends_on,
        by=by,
        now=now,
    )
    person = add_person(
        authority=made.authority,
        values={"given_name": given_name, "family_name": family_name, "email": email},
        programme=made,
        by=by,
        now=now,
    )
    person.account = account
    person.save(update_fields=["account"])
    kind = made.role_kinds.get(slug="administrator")
    give_role(person=person, kind=kind, starts_on=words.local(now).date(), by=by, now=now)
    return account


@journalled
def set_up_programme(
    *, authority: Authority, name: str, starts_on: date, ends_on: date, by: Actor, now: datetime
) -> Programme:
    """Make a programme with the roles that it has until it words its own."""
    programme = make_programme(
        authority=authority, name=name, starts_on=starts_on, ends_on=ends_on, by=by, now=now
    )
    RoleKind.objects.bulk_create(
        RoleKind(
            programme=programme,
            slug=each.slug,
            name=each.name,
            plural=each.plural,
            right=each.right or "",
            is_group=each.is_group,
            place=place,
        )
        for place, each in enumerate(DEFAULT_ROLES)
    )
    return programme


@journalled
def add_person(
    *,
    authority: Authority,
    values: Mapping[str, Any],
    programme: Programme,
    by: Actor,
    now: datetime,
    key: str = "",
) -> Person:
    """Add a person with some of ``PERSON_FIELDS``; ``key`` "" makes them a new key.

    Raises ``IntegrityError`` when another person of the authority has the e-mail address.
    """
    person = Person(authority=authority, **_checked(values, PERSON_FIELDS))
    person.key = key or person.key
    person.email = person.email.strip().lower()
    person.save()
    note(
        by=by,
        act="person.added",
        about=about_person(person),
        programme=programme.key,
        after=_as_said(values),
        now=now,
    )
    return person


@journalled
def add_member(
    *,
    kind: RoleKind,
    values: Mapping[str, Any],
    starts_on: date,
    by: Actor,
    now: datetime,
    key: str,
) -> Person:
    """Add a person and their first role: both or neither; once for a key.

    Raises ``IntegrityError`` as ``add_person``.
    """
    programme = kind.programme
    done = Person.objects.filter(authority=programme.authority, key=key).first()
    if done is not None:
        nothing_done()
        return done
    person = add_person(
        authority=programme.authority,
        values=values,
        programme=programme,
        by=by,
        now=now,
        key=key,
    )
    give_role(person=person, kind=kind, starts_on=starts_on, by=by, now=now)
    return person


@journalled
def change_person(
    *, person: Person, values: Mapping[str, Any], programme: Programme, by: Actor, now: datetime
) -> None:
    """Change some of a person's ``PERSON_FIELDS``. Raises ``IntegrityError`` as ``add_person``."""
    values = _checked(values, PERSON_FIELDS)
    if "email" in values:
        values["email"] = values["email"].strip().lower()
    was, becomes = changed(
        _as_said({name: getattr(person, name) for name in values}), _as_said(values)
    )
    if not becomes:
        nothing_done()
        return
    for name, value in values.items():
        setattr(person, name, value)
    person.save(update_fields=list(values))
    note(
        by=by,
        act="person.changed",
        about=about_person(person),
        programme=programme.key,
        before=was,
        after=becomes,
        now=now,
    )


@journalled
def give_account(*, person: Person, programme: str, by: Actor, now: datetime) -> Account:
    """Return the account by which a person signs in, made if they had none.

    Raises ``IntegrityError`` when somebody else's account has the person's address.
    """
    if person.account is not None:
        nothing_done()
        return person.account
    person.account = make_account(name=str(person), email=person.email, by=by, now=now)
    person.save(update_fields=["account"])
    note(
        by=by, act="person.account_given", about=about_person(person), programme=programme, now=now
    )
    return person.account


@journalled
def hand_out_link(*, person: Person, secret: str, programme: str, by: Actor, now: datetime) -> None:
    """Have a secret open one session of a person, who gets an account if they had none."""
    account = give_account(person=person, programme=programme, by=by, now=now)
    make_sign_in_link(account=account, secret=secret, by=by, now=now)


@journalled
def give_role(
    *,
    person: Person,
    kind: RoleKind,
    starts_on: date,
    ends_on: date | None = None,
    manager_agreed_on: date | None = None,
    by: Actor,
    now: datetime,
    key: str = "",
) -> Role:
    """Give a person a role from a day on; once for a key."""
    if done := Role.objects.filter(key=key, person=person).first():
        nothing_done()
        return done
    role = Role.objects.create(
        key=key or new_key(),
        kind=kind,
        person=person,
        starts_on=starts_on,
        ends_on=ends_on,
        manager_agreed_on=manager_agreed_on,
    )
    note(
        by=by,
        act="role.given",
        about=about_person(person),
        programme=_programme_key(kind),
        after={
            "role": kind.name,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "manager_agreed_on": manager_agreed_on,
        },
        now=now,
    )
    return role


@journalled
def change_role(
    *,
    role: Role,
    starts_on: date,
    ends_on: date | None,
    manager_agreed_on: date | None,
    left_because: str,
    by: Actor,
    now: datetime,
) -> None:
    """Change a role's days, the manager's agreement, and why it ended.

    The reason is not in the journal: facilitators alone see it, administrators read the journal.
    """
    values = {"starts_on": starts_on, "ends_on": ends_on, "manager_agreed_on": manager_agreed_on}
    was, becomes = changed({name: getattr(role, name) for name in values}, values)
    if not becomes and left_because == role.left_because:
        nothing_done()
        return
    for name, value in values.items():
        setattr(role, name, value)
    role.left_because = left_because
    role.save()
    note(
        by=by,
        act="role.changed",
        about=about_person(role.person),
        programme=_programme_key(role.kind),
        before={"role": role.kind.name, **was},
        after={"role": role.kind.name, **becomes},
        now=now,
    )


@journalled
def set_mission_letter(
    *,
    programme: Programme,
    person: Person,
    key: str,
    days_a_month: Decimal,
    starts_on: date,
    ends_on: date | None,
    by: Actor,
    now: datetime,
) -> MissionLetter:
    """Add a person's mission letter of a key, or change it."""
    letter = MissionLetter.objects.filter(key=key).first() or MissionLetter(key=key)
    if letter.pk and (letter.programme_id, letter.person_id) != (programme.pk, person.pk):
        raise ValueError(key)
    letter.programme, letter.person = programme, person
    letter.days_a_month, letter.starts_on, letter.ends_on = days_a_month, starts_on, ends_on
    letter.save()
    note(
        by=by,
        act="letter.set",
        about=about_person(person),
        programme=programme.key,
        after={"days_a_month": days_a_month, "starts_on": starts_on, "ends_on": ends_on},
        now=now,
    )
    return letter


@journalled
def note_time(
    *, programme: Programme, person: Person, on: date, days: Decimal, what: str, by: Actor,
    now: datetime, key: str,
) -> Presence:  # fmt: skip
    """Note the time that a person gave on a day outside of meetings; once for a key."""
    if done := Presence.objects.filter(key=key, person=person).first():
        nothing_done()
        return done
    presence = Presence.objects.create(
        key=key, programme=programme, person=person, on=on, days=days, what=what
    )
    note(
        by=by,
        act="time.noted",
        about=about_person(person),
        programme=programme.key,
        after={"on": on, "days": days, "what": what},
        now=now,
    )
    return presence


@journalled
def add_department(
    *, programme: Programme, values: Mapping[str, Any], by: Actor, now: datetime, key: str = ""
) -> Department:
    """Add a department with some of ``DEPARTMENT_FIELDS``; once for a key.

    Raises ``IntegrityError`` when another department of the authority has the code.
    """
    if done := Department.objects.filter(key=key, authority=programme.authority).first():
        nothing_done()
        return done
    department = Department.objects.create(
        key=key or new_key(), authority=programme.authority, **_checked(values, DEPARTMENT_FIELDS)
    )
    note(
        by=by,
        act="department.added",
        about=about_department(department),
        programme=programme.key,
        after=_as_said(values),
        now=now,
    )
    return department


@journalled
def change_department(
    *,
    department: Department,
    values: Mapping[str, Any],
    programme: Programme,
    on: date,
    by: Actor,
    now: datetime,
) -> None:
    """Change some of a department's ``DEPARTMENT_FIELDS``; a name that it leaves is kept.

    ``on`` is the day from which the new name holds.
    """
    values = _checked(values, DEPARTMENT_FIELDS)
    was, becomes = changed(
        _as_said({name: getattr(department, name) for name in values}), _as_said(values)
    )
    if not becomes:
        nothing_done()
        return
    if "name" in becomes:
        department.former_names = [
            *department.former_names,
            {"name": department.name, "until": on.isoformat()},
        ]
    for name, value in values.items():
        setattr(department, name, value)
    department.save()
    note(
        by=by,
        act="department.changed",
        about=about_department(department),
        programme=programme.key,
        before=was,
        after=becomes,
        now=now,
    )


@journalled
def merge_departments(
    *,
    departments: list[Department],
    into: Department,
    programme: Programme,
    on: date,
    by: Actor,
    now: datetime,
) -> None:
    """End departments on a day and move their persons and services into another.

    What they were stays readable: their rows, their dates, and where they went. ``into`` lies in
    none of them.
    """
    for each in departments:
        each.ends_on, each.merged_into = on, into
        each.save(update_fields=["ends_on", "merged_into"])
        n_people = Person.objects.filter(department=each).update(department=into)
        n_parts = Department.objects.filter(parent=each).exclude(pk=into.pk).update(parent=into)
        note(
            by=by,
            act="department.merged",
            about=about_department(each),
            programme=programme.key,
            after={"into": into.name, "on": on, "people": n_people, "services": n_parts},
            now=now,
        )
    if not departments:
        nothing_done()


def about_person(person: Person) -> About:
    """Return a person as a thing that an act concerns."""
    return About("person", person.key, str(person))


def about_department(department: Department) -> About:
    """Return a department as a thing that an act concerns."""
    return About("department", department.key, department.name)


def _programme_key(kind: RoleKind) -> str:
    return kind.programme.key


def _checked(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    unknown = set(values) - set(names)
    if unknown:
        raise ValueError(", ".join(sorted(unknown)))
    return dict(values)


def _as_said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as the journal says them: things by their names."""
    return {
        name: str(value) if isinstance(value, Department) else value
        for name, value in values.items()
    }
