"""TOML files that people write by hand: every problem said with its line and field."""

import codecs
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from mire.cli import speech
from mire.cli.csv_table import Fault, refuse_all
from mire.runsheet.toml_lines import line_of, lines_by_path

MOST_BYTES = 2_000_000


class TomlFile:
    """A TOML file's values, and on which line each stands."""

    def __init__(self, path: Path) -> None:
        """Read a file; refuse what is not UTF-8 or not TOML."""
        raw = speech.read_bytes(path, most=MOST_BYTES).removeprefix(codecs.BOM_UTF8)
        self.path = path
        self.faults: list[Fault] = []
        try:
            self.values: Mapping[str, Any] = tomllib.loads(raw.decode())
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self.refuse(
                line,
                _("ce fichier n'est pas en UTF-8 : enregistrez-le dans ce codage"),
            )
        except (ValueError, RecursionError) as error:  # a number of 5,000 digits too
            self.refuse(*_syntax(raw, str(error)))
        self._lines = lines_by_path(raw)

    def refuse(self, line: int, why: str) -> NoReturn:
        """Refuse the file for one thing."""
        refuse_all(self.path, [Fault(line, "", why)])

    def fault(self, where: tuple[str | int, ...], why: str) -> None:
        """Note what is wrong with a value."""
        self.faults.append(Fault(line_of(where, self._lines), written(where), why))

    def refuse_faults(self) -> None:
        """Refuse the file if anything was noted, in the order of its lines."""
        if self.faults:
            refuse_all(self.path, sorted(self.faults, key=lambda fault: fault.line))


def written(where: tuple[str | int, ...]) -> str:
    """Return a path as one would write it: criterion[2].weight (counted from 1)."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in where)
    return "".join(steps).lstrip(".")


def _syntax(raw: bytes, message: str) -> tuple[int, str]:
    """Tomllib says « … (at line 3, column 5) » or « … (at end of document) »."""
    line = raw.count(b"\n") + 1
    if "(at line " in message:
        line = int(message.rpartition("(at line ")[2].partition(",")[0])
    elif endless := re.search(rb"[0-9_]{4000,}", raw):  # Python reads no such number
        line = raw.count(b"\n", 0, endless.start()) + 1
    if _has_decimal_comma(raw, line):
        return line, _("un nombre s'écrit ici avec un point : 12.5, et non 12,5.")
    if "declare" in message or "overwrite" in message:
        return line, _("ce nom est déjà pris plus haut dans le fichier.")
    return line, _("cette ligne n'est pas du TOML lisible (%(message)s)") % {"message": message}


def _has_decimal_comma(raw: bytes, line: int) -> bool:
    """Say whether a line ends with « = 12,5 », which no TOML is."""
    lines = raw.splitlines()
    pattern = rb"\s*[^#\[]+=\s*[-+]?[0-9]+,[0-9]+\s*(#.*)?"
    return line <= len(lines) and re.fullmatch(pattern, lines[line - 1]) is not None
