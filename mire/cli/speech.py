"""How the command line speaks: the reader's language, refusals with their lines, exit 2."""

import errno
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

from mire.documents.tree import Document
from mire.documents.writers import terminal
from mire.runsheet.sheet import Sheet, SheetRefused
from mire.runsheet.toml_file import MOST_BYTES, read_sheet
from mire.technique_api.refusal import Refusal
from mire.words.words import said

BAD_INPUT = 2


def speak_the_terminal_language() -> None:
    """French, unless the terminal's locale is an English one."""
    told = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    translation.activate("en" if told.startswith("en") else "fr")
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
    refuse(said(refusal.text))


def read_bytes(path: Path, *, most: int) -> bytes:
    """Return a file's bytes; refuse what can't be read or is larger than ``most``."""
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except OSError as error:
        refuse(
            _("%(file)s : ce fichier ne peut pas être lu (%(why)s).")
            % {"file": path, "why": _why(error)}
        )
    if len(raw) > most:
        refuse(
            _("%(file)s, ligne 1 : ce fichier est trop grand (%(most)s Ko au plus).")
            % {"file": path, "most": most // 1000}
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
                "why": said(problem.text),
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
            % {"folder": folder, "why": _why(error)}
        )


def _why(error: OSError) -> str:
    """Say what the system said, in the reader's language where it is a usual thing."""
    told = {
        errno.ENOENT: _("il n'existe pas"),
        errno.EISDIR: _("c'est un dossier"),
        errno.ENOTDIR: _("ce n'est pas un dossier"),
        errno.EEXIST: _("ce n'est pas un dossier"),
        errno.EACCES: _("vous n'en avez pas le droit"),
        errno.EPERM: _("vous n'en avez pas le droit"),
        errno.EROFS: _("vous n'en avez pas le droit"),
        errno.ENOSPC: _("le disque est plein"),
        errno.ENAMETOOLONG: _("ce nom est trop long"),
    }
    return told.get(error.errno or 0) or error.strerror or _("raison inconnue")


def _field(path: tuple[str | int, ...]) -> str:
    written = ""
    for step in path:
        written += f"[{step}]" if isinstance(step, int) else f".{step}"
    return f"« {written.lstrip('.')} »" if written else _("fichier")
