"""Tables that people make in a spreadsheet: named columns, every bad line said at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import typer
from django.utils.translation import gettext as _

from mire.cli import speech
from mire.documents.writers import terminal
from mire.tables.cells import Cells, UnreadableSpreadsheet, cells_of, decoded
from mire.tables.values import MOST_DIGITS, folded, read_count
from mire.words import words

MOST_BYTES = 50_000_000
MOST_SAID = 1_000
MOST_LETTERS = 400
MOST_ALIKE = 10

NAMES: Mapping[str, tuple[str, ...]] = {
    "option": ("scénario", "proposition", "choix"),
    "grade": ("mention", "appréciation"),
    "count": ("nombre", "effectif", "total", "voix"),
    "person": ("personne", "participant", "participante", "agent", "nom"),
    "department": ("direction", "service", "département"),
    "event": ("événement", "réunion", "session", "séance", "atelier"),
    "date": ("jour",),
    "role": ("rôle",),
    "contributions": ("contribution", "apports"),
    "table": (),
    "people": ("effectif", "personnes", "agents", "nombre"),
    "id": ("identifiant", "personne", "participant", "participante", "nom"),
    "host": ("hôte",),
    "first": ("premier tour", "première table"),
    "rounds": ("tours", "tour"),
    "together": ("ensemble",),
    "apart": ("séparés", "à part"),
}
"""Each column, and what a French spreadsheet may call it, likeliest first."""


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


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file. ``titles``: what the file calls each column that it has."""

    path: Path
    rows: list[Row]
    titles: dict[str, str]
    head: int = 1

    def refuse(self, faults: Iterable[Fault]) -> NoReturn:
        """Say what is wrong, naming columns as the file does, and end with code 2."""
        refuse_all(
            self.path,
            [
                Fault(each.line, self.titles.get(each.field, each.field), each.why)
                for each in faults
            ],
        )

    def tell_alike(self, *columns: str) -> None:
        """Warn of names of one column that differ by capitals, accents or spaces alone."""
        for column in columns:
            said = []
            first: dict[str, dict[str, int]] = {}
            for row in self.rows:
                if name := row.cells.get(column, ""):
                    first.setdefault(folded(name), {}).setdefault(name, row.line)
            for lines in first.values():
                if len(lines) > 1:
                    names = [
                        _("« %(name)s » (ligne %(line)s)") % {"name": name, "line": line}
                        for name, line in lines.items()
                    ]
                    said.append(
                        _(
                            "attention, %(names)s ne diffèrent que par des majuscules, des "
                            "accents ou des espaces, et comptent à part."
                        )
                        % {"names": words.listed(names)}
                    )
            for each in said[:MOST_ALIKE]:
                tell(self.path, each)
            if len(said) > MOST_ALIKE:
                tell(self.path, _("… et encore %(n)s.") % {"n": len(said) - MOST_ALIKE})


def tell(path: Path, what: str) -> None:
    """Say on standard error how a file was taken, or what seems odd in it."""
    typer.echo(terminal.spoken(f"{path} : {what}"), err=True)


def read_text(path: Path, *, most: int) -> str:
    """Return a file's text, in UTF-8, UTF-16 or Windows-1252; refuse another."""
    try:
        return decoded(speech.read_bytes(path, most=most), lambda what: tell(path, what))
    except UnreadableSpreadsheet as unreadable:
        refuse_all(path, [Fault(unreadable.line, "", unreadable.why)])


def read_table(path: Path, columns: Sequence[str], more: Sequence[str] = ()) -> Table:
    """Return the rows of a CSV file or workbook whose first line names the columns, in any order.

    Cells are cut by commas, semicolons or tabs, and stripped. ``more`` names columns that need
    not be there. Columns are known by their names in code or in French (:data:`NAMES`), with or
    without capitals and accents; others keep their own. Every problem is refused at once: a
    column missing or twice, a line that is too long, no line.
    """
    raw = speech.read_bytes(path, most=MOST_BYTES)
    known = (*columns, *more)
    titles: dict[str, str] = {}
    names: list[str] = []
    rows: list[Row] = []
    faults: list[Fault] = []
    line, head = 0, 1
    try:
        for line, cells in _cells(path, raw, known):
            if not names:
                head = line
                names, titles = _named(cells, known)
                faults += _faults_of_head(line, names, cells, columns)
            elif len(cells) > len(names):
                faults.append(Fault(line, "", _("trop de cellules.")))
            else:
                missing = [""] * (len(names) - len(cells))
                rows.append(Row(line, dict(zip(names, cells + missing, strict=True))))
    except UnreadableSpreadsheet as unreadable:
        faults.append(Fault(unreadable.line, "", unreadable.why))
        refuse_all(path, faults)
    if not names:
        faults.append(
            Fault(
                1,
                "",
                _("ce fichier est vide ; sa première ligne doit nommer les colonnes : %(columns)s.")
                % {"columns": ",".join(columns)},
            )
        )
    elif not rows and not faults:
        faults.append(Fault(line + 1, "", _("ce fichier n'a pas de ligne après son en-tête.")))
    if faults:
        refuse_all(path, faults)
    return Table(path, rows, titles, head)


def _cells(path: Path, raw: bytes, known: Sequence[str]) -> Cells:
    return cells_of(raw, lambda each: len(_named(each, known)[1]), lambda what: tell(path, what))


def _named(cells: Sequence[str], known: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return columns by the names that code knows, where it does, and what the file calls those."""
    names = list(cells)
    titles: dict[str, str] = {}
    keys = [folded(each) for each in cells]
    taken: set[int] = set()
    for column in known:
        for way in (column, *NAMES.get(column, ())):
            places = [n for n, key in enumerate(keys) if key == folded(way) and n not in taken]
            if places:
                taken.update(places)
                titles[column] = cells[places[0]]
                for place in places:
                    names[place] = column
                break
    return names, titles


def _faults_of_head(
    line: int, names: list[str], cells: Sequence[str], columns: Sequence[str]
) -> list[Fault]:
    faults = [
        Fault(
            line,
            column,
            _("cette colonne manque ; la première ligne doit nommer : %(columns)s.")
            % {"columns": ", ".join(_column(each) for each in columns)},
        )
        for column in columns
        if column not in names
    ]
    faults += [
        Fault(line, cells[number], _("cette colonne vient deux fois."))
        for number, name in enumerate(names)
        if name and name in names[:number]
    ]
    return faults


def _column(name: str) -> str:
    """Return a column's name with its likeliest French one."""
    french = NAMES.get(name, ())[:1]
    return _("%(name)s (ou %(french)s)") % {"name": name, "french": french[0]} if french else name


def fault_of_count(row: Row, field: str, *, digits: int = MOST_DIGITS) -> Fault:
    """Return why a cell is not a count that :func:`read_count` takes."""
    try:
        read_count(row.cells[field], digits=digits)
    except OverflowError:
        why = _("« %(count)s » est trop grand : %(digits)s chiffres au plus.")
    else:
        why = _("« %(count)s » n'est pas un nombre entier, 0 ou plus.")
    return Fault(row.line, field, why % {"count": row.cells[field], "digits": digits})


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
