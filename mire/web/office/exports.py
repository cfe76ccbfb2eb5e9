"""A list as it is shown, as a file: CSV for French spreadsheets, or ODS.

A list's address with ``export=csv`` gives all the rows that its search, filters and sort show.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mire.web.office.lists import Choice, Column, Row

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
COMPUTES = ("=", "+", "-", "@", "\t", "\r", "\n")
"""By what a cell begins that a spreadsheet would compute."""


def asked_export(request: HttpRequest) -> str:
    """Return the kind of file that an address asks for, "" for the page."""
    kind = request.GET.get("export", "")
    return kind if kind in ("csv", "ods") else ""


def export_links(query: str) -> list[Choice]:
    """Return where a list's files are, for ``listing(exports=…)``."""
    return [
        Choice(f"?{query}&export=csv", _("Exporter en CSV")),
        Choice(f"?{query}&export=ods", _("Exporter en ODS")),
    ]


def exported(kind: str, name: str, columns: Sequence[Column], rows: Sequence[Row]) -> HttpResponse:
    """Return the rows of a list as a file of a kind."""
    cells = [[column.title for column in columns], *([*row.cells] for row in rows)]
    body = _csv(cells) if kind == "csv" else _ods([(name, cells)])
    answer = HttpResponse(body, content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{slugify(name)}.{kind}"'
    return answer


def shown_as_text(cell: str) -> str:
    """Return a cell that a spreadsheet shows and doesn't compute."""
    return f"'{cell}" if cell.startswith(COMPUTES) else cell


def _csv(cells: Sequence[Sequence[str]]) -> bytes:
    written = StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerows([shown_as_text(cell) for cell in row] for row in cells)
    return written.getvalue().encode("utf-8-sig")


def _ods(tables: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    """Return a workbook of tables in which each cell is text, so that none is computed."""
    from odfdo import Cell, Document, Table  # slow to import, and seldom asked for
    from odfdo import Row as Line

    document = Document("spreadsheet")
    document.body.clear()
    for name, cells in tables:
        table = Table(name)
        for row in cells:
            line = Line()
            line.extend_cells([Cell(cell, cell_type="string", text=cell) for cell in row])
            table.append_row(line)
        document.body.append(table)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


PARTS = {
    "person": gettext_lazy("Personne"),
    "account": gettext_lazy("Compte"),
    "roles": gettext_lazy("Rôles"),
    "letters": gettext_lazy("Lettres de mission"),
    "presence": gettext_lazy("Présence"),
    "expected": gettext_lazy("Réunions à venir"),
    "journal": gettext_lazy("Journal"),
}
"""The tables of a person's workbook, by the field of ``held_of`` that each one says."""


def exported_person(kind: str, told: Mapping[str, Any]) -> HttpResponse:
    """Return all that is held of a person (``held_of``) as a file: "json" or "ods"."""
    if kind == "json":
        body = json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"
    else:
        body = _ods([(str(title), _table(told[part])) for part, title in PARTS.items()])
    answer = HttpResponse(body, content_type=KINDS[kind])
    person = told["person"]
    name = slugify(f"{person['given_name']} {person['family_name']}") or person["key"]
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _table(part: Any) -> list[list[str]]:
    """Return a part as cells: one thing in two columns, several in lines under the fields' names.

    Fields are named as in the JSON, which the documentation describes.
    """
    if part is None:
        return []
    if isinstance(part, Mapping):
        return [[name, _cell(value)] for name, value in part.items()]
    if not part:
        return []
    return [[*part[0]], *([_cell(value) for value in each.values()] for each in part)]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
