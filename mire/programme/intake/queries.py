"""What is there before an import."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db.models import Q

from mire.programme.intake.rules.plan import (
    Known,
    KnownDepartment,
    KnownKind,
    KnownPerson,
    KnownRole,
)
from mire.programme.people.models import Department, MissionLetter, Person, Role, RoleKind
from mire.programme.people.rules import Right
from mire.programme.programmes.models import Programme


def has_departments(programme: Programme) -> bool:
    """Say whether a programme's authority has any department yet. One query."""
    return Department.objects.filter(authority=programme.authority_id).exists()


def known_of(programme: Programme, rights: Collection[Right], *, on: date) -> Known:
    """Return whom and what an import meets, for somebody with ``rights``. Five queries."""
    roles: dict[int, list[KnownRole]] = {}
    for role in Role.objects.filter(kind__programme=programme):
        roles.setdefault(role.person_id, []).append(
            KnownRole(role.pk, role.kind_id, role.starts_on, role.ends_on, role.manager_agreed_on)
        )
    letters: dict[int, tuple[int, Decimal]] = {
        each.person_id: (each.pk, each.days_a_month)
        for each in MissionLetter.objects.filter(programme=programme).order_by("starts_on", "pk")
    }
    persons = [
        KnownPerson(
            each.pk,
            each.given_name,
            each.family_name,
            each.email,
            each.department_id,
            each.post,
            roles.get(each.pk, ()),
            letters.get(each.pk),
        )
        for each in Person.objects.filter(authority=programme.authority_id, erased_at=None)
    ]
    departments = [
        KnownDepartment(
            each.pk,
            each.name,
            [each.name, each.code, *(former["name"] for former in each.former_names)],
            each.parent_id,
        )
        for each in Department.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=on), authority=programme.authority_id
        )
    ]
    kinds = [
        KnownKind(
            each.pk,
            each.slug,
            each.name,
            each.plural,
            each.right != Right.ADMINISTRATOR or Right.ADMINISTRATOR in rights,
        )
        for each in RoleKind.objects.filter(programme=programme)
    ]
    return Known(persons, departments, kinds)
