"""The facts of a cycle, changed row by row."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from mire.planning.residency.tables import (
    CycleTable,
    DepartmentTable,
    PersonTable,
    PhaseTable,
    ResidencyTables,
    SponsorTable,
    where_of,
)
from mire.programme.residencies.rules.faults import fault_words, wrong_faults
from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.words import words

Change = Callable[[ResidencyTables], ResidencyTables]
Row = PhaseTable | PersonTable | SponsorTable | DepartmentTable

MOST_ROWS = {"phase": 12, "person": 200, "sponsor": 200, "department": 200}
PARTS = tuple(MOST_ROWS)


def begun_tables(
    *, starts: date, weeks: int, departments: Sequence[DepartmentTable]
) -> ResidencyTables:
    """Return a cycle of which only the days and the departments are known."""
    return ResidencyTables(
        format=1,
        cycle=CycleTable(starts=starts, weeks=weeks),
        phase=(),
        person=(),
        department=tuple(departments),
    )


def check_monday(day: date, *, field: str) -> None:
    """Raise a ``Refusal`` that names ``field`` and the nearest Mondays for another day."""
    if day.weekday() == 0:
        return
    before = day - timedelta(days=day.weekday())
    raise Refusal(
        text(
            "Un cycle commence un lundi : le %(before)s, ou le %(after)s.",
            before=words.day(before),
            after=words.day(before + timedelta(weeks=1)),
        ),
        path=(field,),
        code="monday",
    )


def with_cycle(**values: Any) -> Change:
    """Return what changes what holds for all."""
    return lambda tables: replace(tables, cycle=replace(tables.cycle, **values))


def name_of(row: Row) -> str:
    """Return what tells a row from the others of its table."""
    return row.id if isinstance(row, DepartmentTable) else row.name


def with_row(part: str, name: str | None, row: Row) -> Change:
    """Return what puts a row in place of the one that has a name, None: after the others.

    A sponsor's name follows in the rows that give it.
    """

    def change(tables: ResidencyTables) -> ResidencyTables:
        rows = list(getattr(tables, part))
        if name is None:
            if len(rows) >= MOST_ROWS[part]:
                raise Refusal(
                    text("%(most)s lignes au plus ici.", most=MOST_ROWS[part]), code="many"
                )
            return replace(tables, **{part: (*rows, row)})
        index = _index_of(rows, name)
        was, rows[index] = rows[index], row
        tables = replace(tables, **{part: tuple(rows)})
        if isinstance(was, SponsorTable) and isinstance(row, SponsorTable):
            return _renamed_sponsor(tables, was.name, row.name)
        return tables

    return change


def without_row(part: str, name: str) -> Change:
    """Return what takes a row out, and its name from the rows that name it."""

    def change(tables: ResidencyTables) -> ResidencyTables:
        rows = list(getattr(tables, part))
        gone = rows.pop(_index_of(rows, name))
        tables = replace(tables, **{part: tuple(rows)})
        if isinstance(gone, SponsorTable):
            return _renamed_sponsor(tables, gone.name, "")
        if isinstance(gone, DepartmentTable):
            return replace(
                tables,
                department=tuple(
                    replace(each, after=tuple(one for one in each.after if one != gone.id))
                    for each in tables.department
                ),
                current={id: days for id, days in tables.current.items() if id != gone.id},
            )
        return tables

    return change


def moved_up(part: str, name: str) -> Change:
    """Return what puts a row before the one above it; the first stays."""

    def change(tables: ResidencyTables) -> ResidencyTables:
        rows = list(getattr(tables, part))
        index = _index_of(rows, name)
        if index > 0:
            rows[index - 1], rows[index] = rows[index], rows[index - 1]
        return replace(tables, **{part: tuple(rows)})

    return change


def changed_tables(tables: ResidencyTables, change: Change) -> ResidencyTables:
    """Return changed tables; raise a ``Refusal`` for what nothing written later could mend.

    Its path is the field of the first fault in what was changed: a cycle moved to another year
    leaves windows behind, which its page then names one by one. A plan in force of other phases
    is dropped.
    """
    made = change(tables)
    kept = {id: days for id, days in made.current.items() if len(days) == len(made.phase)}
    try:
        made = read_mapping(ResidencyTables, msgspec.to_builtins(replace(made, current=kept)))
    except Refusal as refusal:
        raise Refusal(refusal.text, path=refusal.path[-1:], code=refusal.code) from refusal
    known = {(each.what, each.field, each.kind, each.value) for each in wrong_faults(tables)}
    for fault in wrong_faults(made):
        is_touched = getattr(made, fault.what) != getattr(tables, fault.what)
        if is_touched and (fault.what, fault.field, fault.kind, fault.value) not in known:
            where = where_of(fault, made)
            raise Refusal(fault_words(fault), path=(str(where[-1]),), code=fault.kind)
    return made


def _index_of(rows: Sequence[Row], name: str) -> int:
    for index, row in enumerate(rows):
        if name_of(row) == name:
            return index
    raise Refusal(
        text("Cette ligne n'est plus là : revenez aux données, puis recommencez."), code="gone"
    )


def _renamed_sponsor(tables: ResidencyTables, before: str, after: str) -> ResidencyTables:
    return replace(
        tables,
        department=tuple(
            replace(each, sponsor=after) if each.sponsor == before else each
            for each in tables.department
        ),
    )
