"""CSV files that people make in a spreadsheet: named columns, every bad line said at once."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import NoReturn

from django.utils.translation import gettext as _

from mire.cli import speech
from mire.words import words

MOST_BYTES = 50_000_000
MOST_SAID = 1_000
MOST_LETTERS = 400


@dataclass(frozen=True, slots=True)
class Row:
    """A line that is not blank: its number from 1, its cells by column."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a line, in a field ("": the line), said in the reader's language."""

    line: int
    field: str
    why: str


def read_text(path: Path, *, most: int) -> str:
    """Return a file's text, UTF-8 with or without a byte order mark; refuse another."""
    try:
        return speech.read_bytes(path, most=most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        refuse_all(path, [Fault(line, "", _("ce fichier n'est pas en UTF-8."))])


def read_table(path: Path, columns: Sequence[str]) -> list[Row]:
    """Return the rows of a CSV file whose first line names the columns, in any order.

    Cells are cut by commas, or by semicolons as a French spreadsheet does, and stripped. Every
    problem is refused at once: a column missing or twice, a line that is too long, no line.
    """
    text = read_text(path, most=MOST_BYTES)
    head = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=";" if ";" in head else ",", strict=True
    )
    names: list[str] = []
    rows: list[Row] = []
    faults: list[Fault] = []
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                if not names:
                    names = stripped
                    faults += _faults_of_head(line, names, columns)
                elif len(stripped) > len(names):
                    faults.append(Fault(line, "", _("trop de cellules.")))
                else:
                    missing = [""] * (len(names) - len(stripped))
                    rows.append(Row(line, dict(zip(names, stripped + missing, strict=True))))
            line = reader.line_num + 1
    except csv.Error:
        faults.append(Fault(line, "", _("guillemets mal fermés.")))
    if not names:
        faults.append(
            Fault(
                1,
                "",
                _("ce fichier est vide ; sa première ligne est : %(columns)s.")
                % {"columns": ",".join(columns)},
            )
        )
    elif not rows and not faults:
        faults.append(Fault(line, "", _("ce fichier n'a pas de ligne après son en-tête.")))
    if faults:
        refuse_all(path, faults)
    return rows


def _faults_of_head(line: int, names: list[str], columns: Sequence[str]) -> list[Fault]:
    faults = [
        Fault(
            line,
            column,
            _("cette colonne manque ; la première ligne est : %(columns)s.")
            % {"columns": ",".join(columns)},
        )
        for column in columns
        if column not in names
    ]
    faults += [
        Fault(line, name, _("cette colonne vient deux fois."))
        for number, name in enumerate(names)
        if name and name in names[:number]
    ]
    return faults


def refuse_all(path: Path, faults: Sequence[Fault]) -> NoReturn:
    """Say what is wrong, a line each, the first :data:`MOST_SAID`, and end with code 2."""
    said = [
        _("%(file)s, ligne %(line)s, %(field)s : %(why)s")
        % {
            "file": path,
            "line": fault.line,
            "field": words.quoted(_cut(fault.field)),
            "why": _cut(fault.why),
        }
        if fault.field
        else _("%(file)s, ligne %(line)s : %(why)s")
        % {"file": path, "line": fault.line, "why": _cut(fault.why)}
        for fault in faults[:MOST_SAID]
    ]
    if len(faults) > MOST_SAID:
        said.append(_("… et encore %(n)s.") % {"n": words.number(len(faults) - MOST_SAID)})
    speech.refuse("\n".join(said))


def _cut(said: str) -> str:
    """Leave out the middle of what is too long: a cell may be as long as the file."""
    half = MOST_LETTERS // 2
    return said if len(said) <= MOST_LETTERS else f"{said[:half]} … {said[-half:]}"
