"""Reading an authority's departments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from mire.programme.organisation.rules import tree_order, unrepresented
from mire.programme.people.models import Department, Person, Role
from mire.programme.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """A department in the tree, and who of the group comes from it on the day.

    ``parent``: the name of what it is part of, "" for nothing.
    """

    key: str
    name: str
    kind: str
    code: str
    depth: int
    parent: str
    headcount: int | None
    starts_on: date | None
    ends_on: date | None
    into: str
    former_names: Sequence[dict[str, Any]]
    people: Sequence[str]


@dataclass(frozen=True, slots=True)
class Tree:
    """The departments of a day in the tree's order, and those that are over, the last first.

    ``missing``: those of the day that nobody of the group comes from; ``n_asked`` of how many.
    """

    current: Sequence[DepartmentLine]
    past: Sequence[DepartmentLine]
    missing: Sequence[DepartmentLine]
    n_asked: int


def tree_of(programme: Programme, *, on: date) -> Tree:
    """Return the departments of a programme's authority as they stand on a day. Two queries."""
    all_of_them = list(
        Department.objects.filter(authority=programme.authority_id).select_related(
            "parent", "merged_into"
        )
    )
    held = (
        Role.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=on),
            kind__programme=programme,
            kind__is_group=True,
            starts_on__lte=on,
            person__erased_at=None,
        )
        .exclude(person__department=None)
        .select_related("person")
        .order_by("person__family_name", "person__given_name", "pk")
    )
    people: dict[int, dict[int, str]] = {}
    for role in held:
        inside = people.setdefault(role.person.department_id or 0, {})
        inside[role.person_id] = str(role.person)
    current = [each for each in all_of_them if each.ends_on is None or each.ends_on >= on]
    past = [each for each in all_of_them if each.ends_on is not None and each.ends_on < on]
    lines = [
        _line(each, depth, list(people.get(each.pk, {}).values()))
        for depth, each in tree_order(
            current,
            key=lambda each: each.key,
            parent=lambda each: each.parent.key if each.parent else "",
        )
    ]
    parents = {each.key: each.parent.key if each.parent else "" for each in current}
    kinds = {each.key: each.kind for each in current}
    missing = set(
        unrepresented(parents, kinds, [each.key for each in current if each.pk in people])
    )
    n_departments = sum(kind == "department" for kind in kinds.values())
    return Tree(
        lines,
        [
            _line(each, 0, [])
            for each in sorted(past, key=lambda each: each.ends_on or on, reverse=True)
        ],
        [each for each in lines if each.key in missing],
        n_departments or len(kinds),
    )


def unrepresented_of(
    programme: Programme, departments: frozenset[int], *, on: date
) -> tuple[Sequence[str], int]:
    """Return the departments that none of ``departments`` (rows' ids) speaks for, and of how many.

    One query.
    """
    current = list(
        Department.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=on), authority=programme.authority_id
        ).select_related("parent")
    )
    parents = {each.key: each.parent.key if each.parent else "" for each in current}
    kinds = {each.key: each.kind for each in current}
    names = {each.key: each.name for each in current}
    represented = [each.key for each in current if each.pk in departments]
    n = sum(kind == "department" for kind in kinds.values()) or len(kinds)
    return [names[key] for key in unrepresented(parents, kinds, represented)], n


def department_of(programme: Programme, key: str) -> Department | None:
    """Return a department of a programme's authority, None when there is none. One query."""
    return (
        Department.objects.select_related("parent", "merged_into")
        .filter(authority=programme.authority_id, key=key)
        .first()
    )


def moved_by_merge(department: Department) -> tuple[Sequence[str], Sequence[str]]:
    """Return the persons and the parts that a merge of a department moves. Two queries."""
    persons = Person.objects.filter(department=department, erased_at=None)
    parts = Department.objects.filter(parent=department)
    return [str(each) for each in persons], [each.name for each in parts]


def _line(department: Department, depth: int, people: Sequence[str]) -> DepartmentLine:
    return DepartmentLine(
        department.key,
        department.name,
        department.kind,
        department.code,
        depth,
        department.parent.name if department.parent else "",
        department.headcount,
        department.starts_on,
        department.ends_on,
        department.merged_into.name if department.merged_into else "",
        department.former_names,
        people,
    )
