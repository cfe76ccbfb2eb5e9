"""A run sheet as a TOML file that people can read: reading it, with the line of each problem.

The format is documented in ``docs/reference/runsheet.md``.
"""

import codecs
import re
import tomllib
from collections.abc import Iterable
from typing import Any

from mire.runsheet.checks import sheet_from
from mire.runsheet.clocks import on_the_clock
from mire.runsheet.editing import draft_from, problems_of
from mire.runsheet.sheet import Problem, Sheet, SheetRefused
from mire.runsheet.toml_lines import line_of, lines_by_path
from mire.technique_api.text import text

MOST_BYTES = 200_000


def read_sheet(raw: bytes) -> Sheet:
    """Read a TOML run sheet; raise :class:`SheetRefused` naming line and field."""
    values = _values_of(raw)
    try:
        return on_the_clock(sheet_from(values))
    except SheetRefused as refused:
        raise SheetRefused(_with_lines(raw, refused.problems)) from refused


def read_draft(raw: bytes) -> tuple[Sheet, list[Problem]]:
    """Read a sheet being written: the sheet, and what stands in the way of opening it, by line.

    Raises :class:`SheetRefused`, as ``read_sheet``, for a file that is no sheet at all.
    """
    values = _values_of(raw)
    try:
        sheet = draft_from(values)
    except SheetRefused as refused:
        raise SheetRefused(_with_lines(raw, refused.problems)) from refused
    return sheet, _with_lines(raw, problems_of(sheet))


def _with_lines(raw: bytes, problems: Iterable[Problem]) -> list[Problem]:
    lines = lines_by_path(raw.removeprefix(codecs.BOM_UTF8))
    placed = [Problem(line_of(each.path, lines), each.path, each.text) for each in problems]
    return sorted(placed, key=lambda problem: problem.line or 0)


def _values_of(raw: bytes) -> dict[str, Any]:
    if len(raw) > MOST_BYTES:
        raise SheetRefused(
            [
                Problem(
                    1,
                    (),
                    text(
                        "ce fichier est trop grand : %(size)s Ko, pour %(most)s Ko au plus",
                        size=len(raw) // 1000,
                        most=MOST_BYTES // 1000,
                    ),
                )
            ]
        )
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SheetRefused(
            [
                Problem(
                    line, (), text("ce fichier n'est pas en UTF-8 : enregistrez-le dans ce codage")
                )
            ]
        ) from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits too
        raise SheetRefused([_syntax_problem(raw, str(error))]) from error


def _syntax_problem(raw: bytes, message: str) -> Problem:
    """Tomllib says « … (at line 3, column 5) » or « … (at end of document) »."""
    line = raw.count(b"\n") + 1
    if "(at line " in message:
        line = int(message.rpartition("(at line ")[2].partition(",")[0])
    elif endless := re.search(rb"[0-9_]{4000,}", raw):  # Python reads no such number
        line = raw.count(b"\n", 0, endless.start()) + 1
    return Problem(
        line, (), text("cette ligne n'est pas du TOML lisible (%(message)s)", message=message)
    )
