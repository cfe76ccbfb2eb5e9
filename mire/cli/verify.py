"""`mire verify`: whether a version of a note is, word for word, what was frozen."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.cli import speech
from mire.programme.approvals.rules.circuit import VERDICT_WORDS, Verdict
from mire.programme.approvals.rules.frozen import Checked, check_version
from mire.programme.approvals.rules.provenance import Signed, signed_in
from mire.words import words

MOST_BYTES = 20_000_000


def verify(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=_("Le fichier d'une version de la note."))
    ],
    digest: Annotated[
        str,
        typer.Option("--digest", metavar="HEX", help=_("L'empreinte attendue, ou son début.")),
    ] = "",
    origin: Annotated[
        Path | None,
        typer.Option("--provenance", metavar="FILE", help=_("Sa provenance : dit qui a visé.")),
    ] = None,
) -> None:
    checked = _checked(file)
    for each in checked.wrong:
        typer.echo(words.translate(each), err=True)
    if checked.wrong:
        speech.refuse(_("%(file)s : ce n'est plus la version qui a été figée.") % {"file": file})
    asked = "".join(digest.split()).lower().rstrip("…")
    if not checked.digest.startswith(asked):
        speech.refuse(
            _("%(file)s a une autre empreinte : %(digest)s.")
            % {"file": file, "digest": checked.digest}
        )
    signed = _signed(origin, checked) if origin is not None else []
    typer.echo(
        ngettext(
            "Version %(number)s : %(n)s passage vérifié, mot pour mot.",
            "Version %(number)s : %(n)s passages vérifiés, mot pour mot.",
            checked.n_passages,
        )
        % {"number": checked.number, "n": checked.n_passages}
    )
    typer.echo(_("Empreinte (SHA-256) : %(digest)s") % {"digest": checked.digest})
    for title in checked.masked:
        typer.echo(
            _(
                "Attention, « %(title)s » : des mots en ont été retirés depuis. Ce qu'on y lit "
                "n'est PAS vérifié."
            )
            % {"title": title}
        )
    if not checked.has_sources:
        typer.echo(_("Ce que les passages citent n'est pas dans ce fichier."))
    if signed:
        typer.echo(_("D'après la provenance, qui n'est pas scellée :"))
    for one in signed:
        typer.echo(
            (
                _("%(day)s · %(function)s · %(verdict)s, sur la version %(number)s")
                if one.version
                else _("%(day)s · %(function)s · %(verdict)s")
            )
            % {
                "day": one.on,
                "number": one.version,
                "function": one.function,
                "verdict": words.translate(VERDICT_WORDS[Verdict(one.verdict)]),
            }
        )


def _read(path: Path) -> Any:
    try:
        return json.loads(speech.read_bytes(path, most=MOST_BYTES))
    except (ValueError, RecursionError):
        speech.refuse(_("%(file)s n'est pas du JSON.") % {"file": path})


def _checked(path: Path) -> Checked:
    try:
        return check_version(_read(path))
    except ValueError:
        speech.refuse(_("%(file)s n'est pas le fichier d'une version de note.") % {"file": path})


def _signed(path: Path, checked: Checked) -> list[Signed]:
    try:
        return signed_in(_read(path), checked.digest)
    except ValueError:
        speech.refuse(_("%(file)s n'est pas la provenance de cette version.") % {"file": path})
