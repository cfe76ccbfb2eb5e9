"""How the command line speaks: the reader's language, refusals with their lines, exit 2."""

import json
import os
import shutil
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

import typer
from django.utils import translation
from django.utils.translation import gettext as _

from mire.cli.troubles import BAD_INPUT, language, why
from mire.documents.tree import Document
from mire.documents.writers import terminal
from mire.runsheet.sheet import Sheet, SheetRefused
from mire.runsheet.toml_file import MOST_BYTES, read_sheet
from mire.technique_api.refusal import Refusal
from mire.words import words
from mire.words.words import translate


def speak_the_terminal_language() -> None:
    """French, unless the terminal's locale is an English one."""
    translation.activate(language())
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a letter shows a question mark
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def print_document(document: Document) -> None:
    """Print a document, as wide as the terminal, in colours where one is looking."""
    is_colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    width = shutil.get_terminal_size((100, 24)).columns
    typer.echo(terminal.written(document, width=width, is_colour=is_colour), nl=False)


def print_json(primitive: Any) -> None:
    """Print JSON primitives for a program to read."""
    is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    typer.echo(json.dumps(primitive, ensure_ascii=not is_unicode, indent=2))


def refuse(message: str) -> NoReturn:
    """Say what is wrong on standard error and end with exit code 2."""
    typer.echo(terminal.spoken(message), err=True)
    raise typer.Exit(BAD_INPUT)


def refuse_refusal(refusal: Refusal) -> NoReturn:
    """Say a refusal and end with exit code 2."""
    refuse(translate(refusal.text))


def read_bytes(path: Path, *, most: int) -> bytes:
    """Return a file's bytes; refuse what can't be read or is larger than ``most``."""
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except OSError as error:
        refuse(
            _("%(file)s : ce fichier ne peut pas être lu (%(why)s).")
            % {"file": path, "why": why(error)}
        )
    if len(raw) > most:
        refuse(
            _("%(file)s, ligne 1 : ce fichier est trop grand (%(most)s Ko au plus).")
            % {"file": path, "most": words.number(most // 1000)}
        )
    return raw


def read_sheet_file(path: Path) -> Sheet:
    """Return the run sheet of a file; say every problem with its line, and end, if it has any."""
    try:
        return read_sheet(read_bytes(path, most=MOST_BYTES))
    except SheetRefused as refused:
        lines = [
            _("%(file)s, ligne %(line)s, %(field)s : %(why)s")
            % {
                "file": path,
                "line": problem.line or 1,
                "field": _field(problem.path),
                "why": translate(problem.text),
            }
            for problem in refused.problems
        ]
        refuse("\n".join(lines))


def write_all(folder: Path, files: dict[str, bytes]) -> None:
    """Write files into a folder, each whole or not at all."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            part = folder / f"{name}.part"
            part.write_bytes(content)
            part.replace(folder / name)
    except OSError as error:
        refuse(
            _("%(folder)s : on ne peut pas y écrire (%(why)s).")
            % {"folder": folder, "why": why(error)}
        )


def _field(path: tuple[str | int, ...]) -> str:
    written = ""
    for step in path:
        written += f"[{step}]" if isinstance(step, int) else f".{step}"
    return f"« {written.lstrip('.')} »" if written else _("fichier")
