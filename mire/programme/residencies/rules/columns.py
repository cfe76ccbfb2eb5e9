"""A table of departments that host, as spreadsheets hold it: its columns, its lines."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from mire.planning.residency.tables import DepartmentTable, ResidencyTables
from mire.programme.residencies.rules.editing import Change
from mire.programme.residencies.rules.spans import read_spans
from mire.tables.values import folded, read_count, read_day
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import Text, text, text_n

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("code", "sigle", "id", "identifiant"),
    "name": ("direction", "nom", "nom de la direction", "service", "department"),
    "pole": ("pôle", "pole", "dga", "délégation"),
    "windows": ("fenêtres", "fenêtre", "peut accueillir", "disponible", "windows"),
    "blackout": ("indisponible", "indisponibilités", "ne peut pas", "blackout"),
    "ready": ("prête le", "prête à partir du", "prêt le", "pas avant", "pas avant le", "ready"),
    "fixed": ("début fixé", "commence le", "date fixée", "fixed"),
    "sponsor": ("parrain", "marraine", "parrain ou marraine", "sponsor"),
    "priority": ("priorité", "priority"),
    "after": ("après", "passe après", "after"),
}
"""How the columns may be called; others are left out."""

_FIELDS = {folded(name): field for field, names in NAMES.items() for name in names}
MOST_TOLD = 5


def n_fields(cells: Sequence[str]) -> int:
    """Return how many columns of a line are known."""
    return sum(folded(cell) in _FIELDS for cell in cells)


def with_lines(lines: Sequence[tuple[int, Sequence[str]]]) -> Change:
    """Return what brings in departments from the lines of a table, its header the first one.

    A line changes the department of that id or, without one, of that name, in the columns that
    the table has; a new one comes after the others. What it changes raises a ``Refusal`` that
    tells the lines at fault.
    """
    if not lines or not {"id", "name"} & {_FIELDS.get(folded(cell)) for cell in lines[0][1]}:
        raise Refusal(
            text("La première ligne doit nommer une colonne « direction » ou « code »."),
            path=("file",),
            code="header",
        )
    fields = [_FIELDS.get(folded(cell)) for cell in lines[0][1]]

    def change(tables: ResidencyTables) -> ResidencyTables:
        faults: list[Text] = []
        rows = {each.id: each for each in tables.department}
        for number, cells in lines[1:]:
            said = {
                field: cell.strip()
                for field, cell in zip(fields, cells, strict=False)
                if field is not None
            }
            if not any(said.values()):
                continue
            try:
                made = _row(said, rows)
            except Refusal as refusal:
                faults.append(text("ligne %(line)s : %(why)s", line=number, why=refusal.text))
                continue
            rows[made.id] = made
        if faults:
            raise _refused(faults)
        return replace(tables, department=_in_ids(list(rows.values())))

    return change


def _row(said: Mapping[str, str], rows: Mapping[str, DepartmentTable]) -> DepartmentTable:
    name = said.get("name", "")
    known = rows.get(said.get("id", "")) or next(
        (each for each in rows.values() if name and folded(each.name) == folded(name)), None
    )
    id = said.get("id") or (known.id if known else name)
    if not id:
        raise Refusal(text("sans code ni nom."), code="missing")
    if len(id) > 120 or len(name) > 120:
        raise Refusal(text("un nom trop long."), code="long")
    row = known or DepartmentTable(id=id, name=name or id)
    if name:
        row = replace(row, name=name)
    for field in ("pole", "sponsor"):
        if field in said:
            row = replace(row, **{field: said[field][:120]})
    for field in ("windows", "blackout"):
        if field in said:
            row = replace(row, **{field: read_spans(said[field], field=field)})
    for field in ("ready", "fixed"):
        if field in said:
            row = replace(row, **{field: _day(said[field])})
    if said.get("priority"):
        row = replace(row, priority=_count(said["priority"]))
    if "after" in said:
        after = said["after"].replace(",", ";").split(";")
        row = replace(row, after=tuple(each.strip() for each in after if each.strip()))
    return row


def _day(written: str) -> date | None:
    day = read_day(written) if written else None
    if written and day is None:
        raise Refusal(text("« %(value)s » n'est pas un jour.", value=written), code="no_day")
    return day


def _count(written: str) -> int:
    try:
        count = read_count(written, digits=4)
    except OverflowError:
        count = None
    if count is None:
        raise Refusal(
            text("« %(value)s » n'est pas un nombre entier.", value=written), code="no_count"
        )
    return count


def _in_ids(rows: Sequence[DepartmentTable]) -> tuple[DepartmentTable, ...]:
    """Return rows whose ``after`` holds ids where a table gave names."""
    ids = {each.id for each in rows}
    by_name = {folded(each.name): each.id for each in rows}
    return tuple(
        replace(
            row,
            after=tuple(one if one in ids else by_name.get(folded(one), one) for one in row.after),
        )
        for row in rows
    )


def _refused(faults: Sequence[Text]) -> Refusal:
    told: Text = faults[0]
    for each in faults[1:MOST_TOLD]:
        told = text("%(before)s ; %(fault)s", before=told, fault=each)
    return Refusal(
        text_n(
            "Rien n'est apporté, %(count)s ligne est à revoir : %(told)s",
            "Rien n'est apporté, %(count)s lignes sont à revoir : %(told)s",
            len(faults),
            told=told,
        ),
        path=("file",),
        code="lines",
    )
