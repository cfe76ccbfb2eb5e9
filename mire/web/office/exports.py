"""A list as it is shown, as a file: CSV for French spreadsheets, or ODS.

A list's address with ``export=csv`` gives all the rows that its search, filters and sort show.
"""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mire.web.office.lists import Choice, Column, Row

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
COMPUTES = ("=", "+", "-", "@", "\t", "\r", "\n")
"""By what a cell begins that a spreadsheet would compute."""


def asked_export(request: HttpRequest) -> str:
    """Return the kind of file that an address asks for, "" for the page."""
    kind = request.GET.get("export", "")
    return kind if kind in KINDS else ""


def export_links(query: str) -> list[Choice]:
    """Return where a list's files are, for ``listing(exports=…)``."""
    return [
        Choice(f"?{query}&export=csv", _("Exporter en CSV")),
        Choice(f"?{query}&export=ods", _("Exporter en ODS")),
    ]


def exported(kind: str, name: str, columns: Sequence[Column], rows: Sequence[Row]) -> HttpResponse:
    """Return the rows of a list as a file of a kind."""
    cells = [[column.title for column in columns], *([*row.cells] for row in rows)]
    body = _csv(cells) if kind == "csv" else _ods(name, cells)
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


def _ods(name: str, cells: Sequence[Sequence[str]]) -> bytes:
    """Return a workbook in which each cell is text, so that none is computed."""
    from odfdo import Cell, Document, Table  # slow to import, and seldom asked for
    from odfdo import Row as Line

    document = Document("spreadsheet")
    document.body.clear()
    table = Table(name)
    for row in cells:
        line = Line()
        line.extend_cells([Cell(cell, cell_type="string", text=cell) for cell in row])
        table.append_row(line)
    document.body.append(table)
    written = BytesIO()
    document.save(written)
    return written.getvalue()
