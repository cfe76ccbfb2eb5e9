"""Reading people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min, Prefetch, Q

from mire.programme.accounts.models import Account
from mire.programme.people.models import Department as Department
from mire.programme.people.models import Person as Person
from mire.programme.people.models import Role as Role
from mire.programme.people.models import RoleKind
from mire.programme.people.rules import Right, is_current
from mire.programme.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody signed in, in one programme: who they are and what they may do there today."""

    account: Account
    person: Person
    programme: Programme
    rights: frozenset[Right]

    def may(self, *rights: Right) -> bool:
        """Say whether one of these rights is theirs; an administrator has them all."""
        return Right.ADMINISTRATOR in self.rights or not self.rights.isdisjoint(rights)


@dataclass(frozen=True, slots=True)
class OwnProgramme:
    """A programme that somebody may open."""

    key: str
    name: str
    authority: str


def _current(day: date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


def member_of(account: Account, programme: str, *, on: date) -> Member | None:
    """Return who an account is in a programme on a day, None when it has no right there.

    One query.
    """
    roles = list(
        Role.objects.filter(_current(on), kind__programme__key=programme, person__account=account)
        .exclude(kind__right="")
        .select_related("person", "kind__programme__authority")
    )
    if not roles:
        return None
    rights = frozenset(Right(role.kind.right) for role in roles)
    return Member(account, roles[0].person, roles[0].kind.programme, rights)


def programmes_of(account: Account, *, on: date) -> Sequence[OwnProgramme]:
    """Return the programmes in which an account has a right on a day, latest first. One query."""
    found = (
        Programme.objects.filter(
            pk__in=Role.objects.filter(_current(on), person__account=account)
            .exclude(kind__right="")
            .values("kind__programme")
        )
        .select_related("authority")
        .order_by("-starts_on", "name")
    )
    return [OwnProgramme(each.key, each.name, each.authority.name) for each in found]


def has_a_role(account: Account, *, on: date) -> bool:
    """Say whether an account has a right in some programme on a day. One query."""
    return (
        Role.objects.filter(_current(on), person__account=account).exclude(kind__right="").exists()
    )


def account_to_sign_in(email: str, *, on: date) -> Account | None:
    """Return the account of an address that has a right somewhere on a day, else None.

    One query, whether or not there is one: who asks learns nothing from the time it takes.
    """
    held = Role.objects.filter(_current(on), person__account__isnull=False).exclude(kind__right="")
    return Account.objects.filter(
        is_active=True, email__iexact=email.strip(), pk__in=held.values("person__account")
    ).first()


def has_right_in(programme: Programme, person: Person, *, on: date) -> bool:
    """Say whether a person has a right in a programme on a day. One query."""
    held = Role.objects.filter(_current(on), kind__programme=programme, person=person)
    return held.exclude(kind__right="").exists()


def has_right_elsewhere(member: Member, person: Person, *, on: date) -> bool:
    """Say whether a person has a right in a programme that a member doesn't administer. One query.

    Who opens a session of theirs would have that right too.
    """
    administered = Role.objects.filter(
        _current(on), person__account=member.account, kind__right=Right.ADMINISTRATOR
    )
    same = Q(person=person)
    if person.account is not None:
        same |= Q(person__account=person.account)
    held = Role.objects.filter(_current(on), same).exclude(kind__right="")
    return held.exclude(kind__programme__in=administered.values("kind__programme")).exists()


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as a list says them: their roles of the day, in words."""

    key: str
    name: str
    department: str
    post: str
    roles: Sequence[str]
    since: date | None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Some persons, and how many there are in all."""

    lines: Sequence[PersonLine]
    n: int


SORTS = {
    "nom": ("family_name", "given_name"),
    "direction": ("department__name", "family_name", "given_name"),
    "depuis": ("since", "family_name", "given_name"),
}
"""By what a list of people is sorted: its name in an address, and the fields."""


def people_of(
    programme: Programme,
    *,
    on: date,
    words: str = "",
    role: str = "",
    sort: str = "nom",
    is_descending: bool = False,
    start: int = 0,
    most: int | None = 25,
) -> PeoplePage:
    """Return who has or had a role in a programme. Three queries.

    ``words`` are looked for in names, posts and departments, whatever the accents on PostgreSQL
    with its own collation; ``role`` is the slug of a role held on the day, "parti" for who holds
    none any more, "" for everybody. ``most`` None: all.
    """
    held = Role.objects.filter(kind__programme=programme)
    found = Person.objects.filter(pk__in=held.values("person"), erased_at=None)
    if role == "parti":
        found = found.exclude(pk__in=held.filter(_current(on)).values("person"))
    elif role:
        current = held.filter(_current(on), kind__slug=role)
        found = found.filter(pk__in=current.values("person"))
    for word in words.split():
        found = found.filter(
            Q(given_name__icontains=word)
            | Q(family_name__icontains=word)
            | Q(post__icontains=word)
            | Q(department__name__icontains=word)
        )
    n = found.count()
    ordered = found.annotate(
        since=Min("roles__starts_on", filter=Q(roles__kind__programme=programme))
    ).order_by(*_ordered(SORTS[sort], is_descending=is_descending), "pk")
    roles = Prefetch("roles", held.select_related("kind"), to_attr="held")
    end = None if most is None else start + most
    persons = ordered.select_related("department").prefetch_related(roles)[start:end]
    return PeoplePage([_line(person, on) for person in persons], n)


def _ordered(fields: Sequence[str], *, is_descending: bool) -> list[str]:
    return [f"-{field}" if is_descending else field for field in fields]


def _line(person: Any, on: date) -> PersonLine:
    current = [role for role in person.held if is_current(role.starts_on, role.ends_on, on)]
    return PersonLine(
        person.key,
        str(person),
        "" if person.department is None else person.department.name,
        person.post,
        [role.kind.name for role in current],
        person.since,
    )


def role_kinds_of(programme: Programme) -> Sequence[RoleKind]:
    """Return a programme's roles, in its order. One query."""
    return list(programme.role_kinds.all())


def person_of(programme: Programme, key: str) -> Person | None:
    """Return a person of a programme's authority, None when there is none. One query."""
    return (
        Person.objects.select_related("department", "account")
        .filter(authority=programme.authority, key=key, erased_at=None)
        .first()
    )


def departments_of(programme: Programme, *, on: date | None = None) -> Sequence[Department]:
    """Return the departments of a programme's authority, those of a day or all. One query."""
    found = programme.authority.departments.select_related("parent")
    if on is not None:
        begun = Q(starts_on=None) | Q(starts_on__lte=on)
        found = found.filter(begun, Q(ends_on=None) | Q(ends_on__gte=on))
    return list(found)


def departments_by_key(programme: Programme, *, on: date) -> dict[str, Department]:
    """Return the departments of a day, services left out, by key. One query."""
    found = departments_of(programme, on=on)
    return {each.key: each for each in found if each.kind == "department"}


def persons_with(programme: Programme, *rights: Right, on: date) -> Sequence[Person]:
    """Return who has one of these rights on a day, by name. One query."""
    held = Role.objects.filter(_current(on), kind__programme=programme, kind__right__in=rights)
    rows = Person.objects.filter(roles__in=held, erased_at=None).distinct()
    return list(rows.order_by("family_name", "given_name", "pk"))


def persons_named(written: str) -> Sequence[Person]:
    """Return the persons of a name or an e-mail address, whatever its capitals. One query.

    A name is given as its words in any order, each a part of the given or the family name.
    """
    found = Person.objects.filter(erased_at=None).select_related("account")
    if "@" in written:
        return list(found.filter(email__iexact=written.strip()))
    parts = written.split()
    for part in parts:
        found = found.filter(Q(given_name__icontains=part) | Q(family_name__icontains=part))
    return list(found) if parts else []
