"""What spreadsheets write, read as rows of cells: text in three encodings, and workbooks.

Nothing here knows what a column means. What had to be guessed is told to who reads the table.
"""

import codecs
import csv
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

DELIMITERS = (",", ";", "\t")
MOST_UNPACKED = 200_000_000
MOST_CELLS = 5_000_000

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Cells = Iterator[tuple[int, list[str]]]
"""Lines that are not blank: each one's number from 1, its stripped cells."""

Tell = Callable[[str], None]
"""Says how a file was taken."""


class UnreadableSpreadsheet(ValueError):
    """What a file holds can't be read. ``line`` from 1; the message is for the reader."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line
        self.why = why


def decoded(raw: bytes, tell: Tell) -> str:
    """Return text in UTF-8, UTF-16 or Windows-1252, letters composed; say which if not UTF-8."""
    if raw.startswith((_ZIP, _OLE)):
        raise UnreadableSpreadsheet(1, _("c'est un classeur, il faut ici un fichier de texte."))
    text = _unicode(raw, tell)
    if text is None:
        text = _windows(raw, tell)
    return unicodedata.normalize("NFC", text)


def _unicode(raw: bytes, tell: Tell) -> str | None:
    name = None
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    elif len(raw) % 2 == 0 and b"\0" in raw[:64]:  # half the bytes of French in UTF-16
        even, odd = raw[:64:2].count(0), raw[1:64:2].count(0)
        if not even and odd > len(raw[:64]) // 3:
            name = "utf-16-le"
        elif not odd and even > len(raw[:64]) // 3:
            name = "utf-16-be"
    try:
        text = raw.decode(name or "utf-8-sig")
    except UnicodeDecodeError as error:
        if name is None:
            return None
        line = error.object[: error.start].count(b"\n") + 1
        raise UnreadableSpreadsheet(line, _not_text()) from error
    if "\0" in text:
        raise UnreadableSpreadsheet(text.count("\n", 0, text.index("\0")) + 1, _not_text())
    if name is not None:
        tell(_("lu en UTF-16."))
    return text


def _windows(raw: bytes, tell: Tell) -> str:
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UnreadableSpreadsheet(line, _not_text()) from error
    if odd := re.search(r"[\0-\x08\x0e-\x1b]", text):  # pictures decode as Windows-1252 too
        raise UnreadableSpreadsheet(text.count("\n", 0, odd.start()) + 1, _not_text())
    tell(_("ce fichier n'est pas en UTF-8 ; lu en Windows-1252, comme l'écrit un tableur."))
    return text


def _not_text() -> str:
    return _(
        "ce fichier n'est ni en UTF-8, ni en UTF-16, ni en Windows-1252 ; enregistrez-le en "
        "« CSV UTF-8 », ou donnez le classeur lui-même (.xlsx, .ods)."
    )


def cells_of(
    raw: bytes, is_head: Callable[[Sequence[str]], int], tell: Tell, *, n_heads: int = 1
) -> Cells:
    """Return the lines of a CSV file or of the first sheet of a workbook that has any.

    ``is_head`` says how many columns of a line are known, so that the best cut is chosen; columns
    may be named in any of the first ``n_heads`` lines. Raises :class:`UnreadableSpreadsheet`, at
    the latest when the line at fault is asked for.
    """
    if raw.startswith((_ZIP, _OLE)):
        return _of_workbook(raw, tell)
    return _of_text(decoded(raw, tell), is_head, n_heads)


def _of_text(text: str, is_head: Callable[[Sequence[str]], int], n_heads: int) -> Cells:
    first = text.split("\n", 1)[0].strip().strip('"')
    told = first[4:] if first.lower().startswith("sep=") and len(first) <= 5 else None
    if told is not None:
        delimiter = told or "\t"
    else:
        heads = list(islice((line for line in text.splitlines() if line.strip()), n_heads))
        delimiter = max(
            DELIMITERS,
            key=lambda cut: max((_fitness(head, cut, is_head) for head in heads), default=(0, 0)),
        )
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped) and not (told is not None and line == 1):
                yield line, stripped
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableSpreadsheet(line, _("guillemets mal fermés.")) from error


def _fitness(head: str, delimiter: str, is_head: Callable[[Sequence[str]], int]) -> tuple[int, int]:
    try:
        cells = next(csv.reader([head], delimiter=delimiter))
    except csv.Error:
        return 0, 0
    return is_head([cell.strip() for cell in cells]), len(cells)


def _of_workbook(raw: bytes, tell: Tell) -> Cells:
    import python_calamine as calamine  # slow to import, and most files are text

    _refuse_large(raw)
    try:
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(raw))
        visible = [
            each.name
            for each in book.sheets_metadata
            if each.visible is calamine.SheetVisibleEnum.Visible
            and each.typ is calamine.SheetTypeEnum.WorkSheet
        ]
        sheets = [book.get_sheet_by_name(name) for name in visible]
    except calamine.CalamineError as error:
        raise UnreadableSpreadsheet(1, _unreadable_workbook()) from error
    filled = [each for each in sheets if each.start is not None]
    if not filled:
        return
    sheet = filled[0]
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise UnreadableSpreadsheet(1, _("cette feuille est trop grande."))
    if len(filled) > 1:
        tell(
            _("ce classeur a plusieurs feuilles ; lue : la première, « %(name)s ».")
            % {"name": sheet.name},
        )
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        cells = [unicodedata.normalize("NFC", _written(value)).strip() for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def _refuse_large(raw: bytes) -> None:
    """Refuse a workbook that unpacks to far more than it weighs, before it is unpacked."""
    if not raw.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            size = sum(each.file_size for each in packed.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableSpreadsheet(1, _unreadable_workbook()) from error
    if size > MOST_UNPACKED:
        raise UnreadableSpreadsheet(1, _("ce classeur est trop grand une fois déplié."))


def _unreadable_workbook() -> str:
    return _(
        "ce classeur ne se lit pas ; enregistrez la feuille en « CSV UTF-8 » et donnez ce fichier."
    )


def _written(value: Any) -> str:
    """Return a workbook's value as one would type it."""
    match value:
        case bool():
            return _("vrai") if value else _("faux")
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            is_day = value.time() == time()
            return value.date().isoformat() if is_day else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case time() | timedelta():
            return str(value)
    return str(value)
