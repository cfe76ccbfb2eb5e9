"""What bringing a table in would change: who is added, changed, left alone, which lines can't."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mire.programme.intake.rules.columns import Fault, Head, Wanted
from mire.tables.values import folded
from mire.technique_api.text import Text, text

Place = int | tuple[str, str] | None
"""A department: its row's id, or the names of one to be made (department, service or ""); None."""


@dataclass(frozen=True, slots=True)
class KnownRole:
    """A role that somebody holds or held."""

    pk: int
    kind: int
    starts_on: date
    ends_on: date | None
    manager_agreed_on: date | None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody of the authority; ``letter``: the last mission letter's row and days."""

    pk: int
    given_name: str
    family_name: str
    email: str
    department: int | None
    post: str
    roles: Sequence[KnownRole]
    letter: tuple[int, Decimal] | None


@dataclass(frozen=True, slots=True)
class KnownDepartment:
    """A department that is not over; ``names``: its own, its code, its former ones."""

    pk: int
    name: str
    names: Sequence[str]
    parent: int | None


@dataclass(frozen=True, slots=True)
class KnownKind:
    """A role of the programme. ``may_give``: whoever imports may give it."""

    pk: int
    slug: str
    name: str
    plural: str
    may_give: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is there before the import."""

    persons: Sequence[KnownPerson]
    departments: Sequence[KnownDepartment]
    kinds: Sequence[KnownKind]


@dataclass(frozen=True, slots=True)
class Asked:
    """What holds where a line says nothing, and whether missing departments are made."""

    role: str
    starts_on: date
    makes_departments: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A field that changes: its name among the columns, as it was, as it becomes."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Step:
    """What a line does: to a person (None: a new one), their role, their letter.

    ``role`` and ``letter`` are (row or None for a new one, values); None: left alone.
    """

    line: int
    name: str
    person: int | None
    values: Mapping[str, Any]
    role: tuple[int | None, Mapping[str, Any]] | None
    letter: tuple[int | None, Decimal] | None
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do; nothing at all while there is a fault."""

    added: Sequence[Step]
    changed: Sequence[Step]
    n_same: int
    faults: Sequence[Fault]
    departments: Sequence[tuple[str, str]]
    missing: Sequence[str] = ()
    """Departments that no line may name until they are made."""
    alike: Sequence[Sequence[str]] = ()
    """Names that may well be one department, written in several ways."""

    @property
    def mark(self) -> str:
        """Return what tells this plan from another."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def spellings(name: str) -> set[str]:
    """Return how people write a role worded « X ou Y suite »: X suite, Y suite, the whole."""
    parts = name.split(" ou ")
    tail = parts[-1].split()[len(parts[0].split()) :] if len(parts) > 1 else []
    found = {name, *(" ".join([*part.split(), *tail]) for part in parts[:-1]), parts[-1]}
    return {folded(each) for each in found}


SHORT = {"chief-executive": ("dgs",), "deputy-chief-executive": ("dga", "dgas")}
"""How everybody writes a role whose words are long, by its slug."""

_SMALL = frozenset(
    {"direction", "dir", "dpt", "departement", "service", "serv", "sce", "pole"}
    | {"de", "du", "des", "d", "la", "le", "les", "l", "et"}
)


def alike(made: Sequence[str], known: Sequence[str]) -> list[list[str]]:
    """Return the groups of names that differ by small words alone, where one is to be made."""
    found: dict[str, dict[str, str]] = {}
    for name in (*known, *made):
        kept = [each for each in re.findall(r"\w+", folded(name)) if each not in _SMALL]
        if kept:
            found.setdefault(" ".join(kept), {}).setdefault(folded(name), name)
    new = {folded(name) for name in made}
    return [list(each.values()) for each in found.values() if len(each) > 1 and new & each.keys()]


def _role_written(typed: str) -> set[str]:
    """Return how a role may be read: as typed, or without what makes it of both genders."""
    short = re.sub(r"[(·•./][\w·•./]*\)?", "", typed)
    return {folded(typed), folded(short)}


class _Planner:
    def __init__(self, known: Known, head: Head, asked: Asked) -> None:
        self.known, self.head, self.asked = known, head, asked
        self.faults: list[Fault] = []
        self.departments: dict[tuple[str, str], tuple[str, str]] = {}
        self.by_email = {each.email.casefold(): each for each in known.persons if each.email}
        self.by_name: dict[tuple[str, int | None], list[KnownPerson]] = {}
        for each in known.persons:
            key = (folded(f"{each.given_name} {each.family_name}"), each.department)
            self.by_name.setdefault(key, []).append(each)
        self.kinds: dict[str, list[KnownKind]] = {}
        for kind in known.kinds:
            short = {folded(kind.slug), *SHORT.get(kind.slug, ())}
            for way in spellings(kind.name) | spellings(kind.plural) | short:
                self.kinds.setdefault(way, []).append(kind)
        self.named: dict[str, list[KnownDepartment]] = {}
        for department in known.departments:
            for way in {folded(name) for name in department.names if name}:
                self.named.setdefault(way, []).append(department)
        self.titles = {each.pk: each.name for each in known.departments}
        self.lines: dict[Any, int] = {}
        self.missing: dict[str, str] = {}

    def wrong(self, line: int, field: str, why: Text) -> None:
        self.faults.append(Fault(line, self.head.titles.get(field, ""), why))

    def place(self, wanted: Wanted) -> Place:
        """Return where a line puts somebody."""
        field = "service" if wanted.service else "department"
        over: KnownDepartment | None = None
        if wanted.service and wanted.department:
            ways = self.named.get(folded(wanted.department), [])
            if len(ways) > 1:
                return self._several(wanted, "department", wanted.department)
            over = ways[0] if ways else None
        typed = wanted.service or wanted.department
        if not typed:
            return None
        found = self.named.get(folded(typed), [])
        if wanted.service and wanted.department:
            found = [each for each in found if over is not None and each.parent == over.pk]
        if len(found) == 1:
            return found[0].pk
        if found:
            return self._several(wanted, field, typed)
        if not self.asked.makes_departments:
            self.missing.setdefault(folded(typed), typed)
            self.wrong(
                wanted.line,
                field,
                text(
                    "« %(typed)s » n'est pas une direction connue : créez-la, ou corrigez.",
                    typed=typed,
                ),
            )
            return None
        names = (wanted.department, wanted.service)
        if wanted.service and wanted.department and over is None:
            self.departments.setdefault((folded(names[0]), ""), (names[0], ""))
        return self.departments.setdefault((folded(names[0]), folded(names[1])), names)

    def _several(self, wanted: Wanted, field: str, typed: str) -> Place:
        self.wrong(
            wanted.line,
            field,
            text(
                "plusieurs directions s'appellent « %(typed)s » : donnez le sigle, ou la direction "
                "et le service.",
                typed=typed,
            ),
        )
        return None

    def kind(self, wanted: Wanted) -> KnownKind | None:
        """Return the role that a line gives."""
        ways = {folded(self.asked.role)} if not wanted.role else _role_written(wanted.role)
        found = {each.pk: each for way in ways for each in self.kinds.get(way, ())}
        if len(found) != 1:
            self.wrong(
                wanted.line,
                "role",
                text(
                    "« %(typed)s » n'est pas un rôle du programme.",
                    typed=wanted.role or self.asked.role,
                ),
            )
            return None
        kind = next(iter(found.values()))
        if not kind.may_give:
            self.wrong(
                wanted.line,
                "role",
                text("seule une personne qui administre le programme peut donner ce rôle."),
            )
            return None
        return kind

    def person(self, wanted: Wanted, place: Place) -> KnownPerson | None:
        """Return who a line is about, None for somebody new."""
        if wanted.email and (found := self.by_email.get(wanted.email)):
            return found
        if isinstance(place, tuple):
            return None
        name = folded(f"{wanted.given_name} {wanted.family_name}")
        ways = self.by_name.get((name, place), [])
        if wanted.email:
            ways = [each for each in ways if not each.email]
        if len(ways) > 1:
            self.wrong(
                wanted.line,
                "family_name",
                text(
                    "plusieurs personnes ont ce nom dans cette direction : donnez l'adresse "
                    "électronique."
                ),
            )
        return ways[0] if len(ways) == 1 else None

    def step(self, wanted: Wanted) -> Step | None:
        """Return what a line does, None when it can't be done."""
        n_before = len(self.faults)
        place, kind = self.place(wanted), self.kind(wanted)
        found = self.person(wanted, place) if len(self.faults) == n_before else None
        name = f"{wanted.given_name} {wanted.family_name}".strip()
        marks: list[Any] = [("email", wanted.email)] if wanted.email else []
        is_placed = len(self.faults) == n_before  # else somebody elsewhere may bear the name
        if is_placed:
            marks.append(("pk", found.pk) if found else ("name", folded(name), place, wanted.email))
        for mark in marks:
            if mark in self.lines:
                self.wrong(
                    wanted.line,
                    "",
                    text("la même personne est déjà à la ligne %(line)s.", line=self.lines[mark]),
                )
                break
            self.lines[mark] = wanted.line
        if len(self.faults) > n_before or kind is None:
            return None
        values, changes = self._values(wanted, place, found)
        role = self._role(wanted, kind, found, changes)
        letter = self._letter(wanted, found, changes)
        if len(self.faults) > n_before:
            return None
        pk = found.pk if found else None
        return Step(wanted.line, name, pk, values, role, letter, changes)

    def _values(
        self, wanted: Wanted, place: Place, found: KnownPerson | None
    ) -> tuple[dict[str, Any], list[Change]]:
        values: dict[str, Any] = {}
        changes: list[Change] = []
        for field in ("given_name", "family_name", "email", "post"):
            after = getattr(wanted, field)
            before = getattr(found, field) if found else ""
            is_same = folded(after) == folded(before) if field != "post" else after == before
            if after and not (found and is_same):
                values[field] = after
                changes.append(Change(field, before, after))
        if place is not None and not (found and found.department == place):
            values["department"] = place
            before = self.titles.get(found.department or 0, "") if found else ""
            after = self.titles[place] if isinstance(place, int) else place[1] or place[0]
            changes.append(Change("department", before, after))
        return values, changes

    def _role(
        self, wanted: Wanted, kind: KnownKind, found: KnownPerson | None, changes: list[Change]
    ) -> tuple[int | None, Mapping[str, Any]] | None:
        held = [each for each in found.roles if each.kind == kind.pk] if found else []
        last = max(held, key=lambda each: each.starts_on, default=None)
        days = ("starts_on", "ends_on", "manager_agreed_on")
        if last and not (last.ends_on and wanted.starts_on and wanted.starts_on > last.ends_on):
            given = {day: getattr(wanted, day) for day in days if getattr(wanted, day)}
            moved = {day: to for day, to in given.items() if to != getattr(last, day)}
            start = moved.get("starts_on", last.starts_on)
            end = moved.get("ends_on", last.ends_on)
            if end and end < start:
                self.wrong(wanted.line, "ends_on", text("la fin vient avant le début."))
            changes += [Change(day, getattr(last, day), to) for day, to in moved.items()]
            return (last.pk, moved) if moved else None
        start = wanted.starts_on or self.asked.starts_on
        if wanted.ends_on and wanted.ends_on < start:
            self.wrong(wanted.line, "ends_on", text("la fin vient avant le début."))
        changes.append(Change("role", "", kind.name))
        return None, {
            "kind": kind.pk,
            "starts_on": start,
            "ends_on": wanted.ends_on,
            "manager_agreed_on": wanted.manager_agreed_on,
        }

    def _letter(
        self, wanted: Wanted, found: KnownPerson | None, changes: list[Change]
    ) -> tuple[int | None, Decimal] | None:
        if wanted.days_a_month is None:
            return None
        row, before = found.letter if found and found.letter else (None, None)
        if before == wanted.days_a_month:
            return None
        changes.append(Change("days_a_month", before, wanted.days_a_month))
        return row, wanted.days_a_month


def make_plan(
    wanted: Sequence[Wanted], faults: Sequence[Fault], head: Head, known: Known, asked: Asked
) -> Plan:
    """Return what bringing lines in would do. ``faults``: those that each line has by itself."""
    planner = _Planner(known, head, asked)
    steps = [step for each in wanted if (step := planner.step(each)) is not None]
    changed = [each for each in steps if each.person is not None and each.changes]
    return Plan(
        [each for each in steps if each.person is None],
        changed,
        sum(each.person is not None for each in steps) - len(changed),
        sorted([*faults, *planner.faults], key=lambda each: each.line),
        list(planner.departments.values()),
        list(planner.missing.values()),
        alike(
            [each[1] or each[0] for each in planner.departments.values()],
            [each.name for each in known.departments],
        ),
    )
