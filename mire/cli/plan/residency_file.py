"""The file of `mire plan residency`: dates as people write them, turned into weeks.

A week is in a span when most of its five working days are.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import msgspec
from django.utils.translation import gettext as _

from mire.cli.toml_file import TomlFile
from mire.planning.residency.facts import (
    BadFacts,
    Department,
    Facts,
    Fault,
    Need,
    Person,
    Phase,
    Sponsor,
    Weeks,
)
from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.words.words import translate

MOST_WEEKS = 520
MOST = 200

Name = Annotated[str, msgspec.Meta(max_length=120)]
Number = Annotated[int, msgspec.Meta(ge=-10_000, le=10_000)]
Where = tuple[str | int, ...]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Span(_Strict, rename={"first": "from", "last": "to"}, frozen=True):
    """From one day to another, both in it."""

    first: date
    last: date


Spans = Annotated[tuple[Span, ...], msgspec.Meta(max_length=MOST)]


class CycleTable(_Strict, frozen=True):
    """What holds for all. ``starts`` is the Monday of the first week."""

    starts: date
    weeks: Annotated[int, msgspec.Meta(ge=1, le=MOST_WEEKS)]
    at_once: Number = 1
    equity: Number | None = None
    length: Number | None = None
    holidays: Spans = ()


class NeedTable(_Strict, frozen=True):
    """Days a week of one person with a skill."""

    days: float
    skill: Name = ""


class PhaseTable(_Strict, frozen=True):
    """One part of each residency, in order."""

    name: Name
    weeks: Number
    gap: Annotated[tuple[Number, ...], msgspec.Meta(max_length=2)] = ()
    needs: Annotated[tuple[NeedTable, ...], msgspec.Meta(max_length=20)] = ()


class PersonTable(_Strict, frozen=True):
    """Someone of the lab and the days a month that they can give."""

    name: Name
    days: float
    skills: tuple[Name, ...] = ()


class SponsorTable(_Strict, frozen=True):
    """A sponsor and when they can open and close residencies."""

    name: Name
    windows: Spans


class DepartmentTable(_Strict, frozen=True):
    """A department that hosts once."""

    id: Name
    name: Name = ""
    pole: Name = ""
    windows: Spans = ()
    blackout: Spans = ()
    ready: date | None = None
    priority: Number = 1
    after: tuple[Name, ...] = ()
    sponsor: Name = ""
    fixed: date | None = None


class ResidencyTables(_Strict, frozen=True):
    """The whole file. ``current``: by department, the first day of each phase now planned."""

    format: int
    cycle: CycleTable
    phase: Annotated[tuple[PhaseTable, ...], msgspec.Meta(max_length=12)]
    person: Annotated[tuple[PersonTable, ...], msgspec.Meta(max_length=MOST)]
    department: Annotated[tuple[DepartmentTable, ...], msgspec.Meta(max_length=MOST)]
    sponsor: Annotated[tuple[SponsorTable, ...], msgspec.Meta(max_length=MOST)] = ()
    current: dict[str, tuple[date, ...]] = {}


class ResidencyFile:
    """What the file says: ``facts`` in weeks from ``starts``; refused with every line at fault."""

    def __init__(self, path: Path) -> None:
        self.toml = TomlFile(path)
        try:
            self.tables = read_mapping(ResidencyTables, self.toml.values)
        except Refusal as refusal:
            self.toml.fault(refusal.path, translate(refusal.text))
            self.toml.refuse_faults()
        self.starts = self.tables.cycle.starts
        if self.tables.format != 1:
            self.toml.fault(("format",), _("il faut « format = 1 »"))
        if self.starts.weekday() != 0:
            self.toml.fault(("cycle", "starts"), _("le cycle commence un lundi."))
        self.toml.refuse_faults()
        try:
            self.facts = self._facts()
        except BadFacts as bad:
            for each in bad.faults:
                self.toml.fault(self._where(each), _why(each))
            self.toml.refuse_faults()

    def monday(self, week: int) -> date:
        """Return the first day of a week of the plan."""
        return self.starts + timedelta(weeks=week)

    def _facts(self) -> Facts:
        tables, cycle = self.tables, self.tables.cycle
        return Facts(
            weeks=cycle.weeks,
            at_once=cycle.at_once,
            equity=cycle.equity,
            cycle=cycle.length,
            holidays=frozenset(
                week for span in cycle.holidays for week in range(*self._range(span))
            ),
            phases=tuple(
                Phase(
                    name=each.name,
                    weeks=each.weeks,
                    gap=_gap(each.gap),
                    needs=tuple(Need(need.skill, need.days) for need in each.needs),
                )
                for each in tables.phase
            ),
            people=tuple(
                Person(name=each.name, days_a_month=each.days, skills=frozenset(each.skills))
                for each in tables.person
            ),
            sponsors=tuple(
                Sponsor(name=each.name, windows=self._weeks(each.windows))
                for each in tables.sponsor
            ),
            departments=tuple(
                Department(
                    id=each.id,
                    name=each.name,
                    pole=each.pole,
                    windows=self._weeks(each.windows),
                    blackout=self._weeks(each.blackout),
                    ready=0 if each.ready is None else max(0, self._next(each.ready)),
                    priority=each.priority,
                    after=each.after,
                    sponsor=each.sponsor,
                    fixed=None if each.fixed is None else self._of(each.fixed),
                )
                for each in tables.department
            ),
            current={
                id: tuple(self._of(day) for day in days)
                for id, days in tables.current.items()
                if any(id == each.id for each in tables.department)
            },
        )

    def _of(self, day: date) -> int:
        return (day - self.starts).days // 7

    def _next(self, day: date) -> int:
        """Return the week of a day, or the next one when most of that week is past."""
        return self._of(day) + (1 if day.weekday() > 2 else 0)

    def _range(self, span: Span) -> tuple[int, int]:
        """Return the first week of a span and the one after its last."""
        return self._next(span.first), self._of(span.last) + (1 if span.last.weekday() >= 2 else 0)

    def _weeks(self, spans: tuple[Span, ...]) -> tuple[Weeks, ...]:
        return tuple((first, after - 1) for first, after in map(self._range, spans))

    def _where(self, fault: Fault) -> Where:
        if fault.what == "cycle":
            return ("cycle", {"cycle": "length"}.get(fault.field, fault.field))
        if fault.what == "current":
            return ("current", list(self.facts_current())[fault.index])
        at = (fault.what, fault.index) if fault.kind != "empty" or fault.field else (fault.what,)
        return (*at, _FIELDS.get((fault.what, fault.field), fault.field)) if fault.field else at

    def facts_current(self) -> Mapping[str, Any]:
        """Return the departments of the plan in force that are still in the file."""
        ids = {each.id for each in self.tables.department}
        return {id: days for id, days in self.tables.current.items() if id in ids}


_FIELDS = {("department", "name"): "id"}


def _gap(given: tuple[int, ...]) -> tuple[int, int]:
    """Return the least and the most weeks: one number stands for both, none for 0."""
    return (given[0], given[-1]) if given else (0, 0)


def _why(fault: Fault) -> str:
    """Return what is wrong and what to do."""
    value = fault.value
    told = {
        "empty": _("il en faut au moins un, avec un nom."),
        "twice": _("« %(value)s » vient deux fois."),
        "too_small": _("%(value)s est trop petit."),
        "out_of_range": _("%(value)s sort de ce qui est possible."),
        "not_a_number": _("il faut un nombre fini, 0 ou plus."),
        "order": _(
            "va dans le mauvais sens : du plus petit au plus grand, du plus tôt au plus tard."
        ),
        "outside": _("c'est hors du calendrier du cycle."),
        "too_short": _("aucune fenêtre ne contient une résidence : il en faut %(value)s semaines."),
        "nobody": _("personne n'a la compétence « %(value)s »."),
        "unknown": _("« %(value)s » n'est pas dans ce fichier."),
        "circle": _("ces directions s'attendent l'une l'autre : %(value)s."),
        "phases": _("il faut une date par phase ; il y en a %(value)s."),
    }
    return told[fault.kind] % {"value": value}
