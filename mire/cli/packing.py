"""`mire pack` and `mire unpack`: a meeting to a laptop without network, and what it gave back."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.cli import serving, speech, troubles
from mire.cli.backup import archive
from mire.cli.meetings import Port
from mire.live.engine.engine import Engine, current_engine
from mire.live.replay import DamagedLog
from mire.programme.evidence.actions import take_in
from mire.programme.evidence.queries import read_log
from mire.programme.journal.rules import NOBODY
from mire.programme.meetings.queries import Meeting, meetings_called, meetings_to_carry
from mire.programme.reading.actions import forget_words_about
from mire.programme.transfer.actions import bring_back, open_packed, pack_meeting
from mire.programme.transfer.rules import MOST_BYTES, Held, NotAPack, read_pack
from mire.runsheet.sheet import SheetRefused
from mire.technique_api.refusal import Refusal
from mire.words import words

Name = Annotated[
    str,
    typer.Argument(
        metavar="MEETING", help=_("Le titre d'une réunion, son code, ou la clé de son adresse.")
    ),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help=_("Le fichier du paquet."))]


def pack(meeting: Name, file: File) -> None:
    """Write the one file that carries a meeting, read again before it has its name."""
    file = file.resolve()
    if file.exists():
        speech.refuse(_("%(file)s existe déjà : donnez un autre nom.") % {"file": file})
    if not file.parent.is_dir():
        speech.refuse(_("%(folder)s : ce dossier n'existe pas.") % {"folder": file.parent})
    serving.prepare_databases()
    chosen = _chosen(meeting)
    try:
        with transaction.atomic():  # what can't be written has not left
            raw = pack_meeting(
                meeting=chosen, engine=current_engine(), by=NOBODY, now=datetime.now(UTC)
            )
            _write(file, raw)
    except SheetRefused as refused:
        speech.refuse(
            _("Le conducteur de « %(title)s » n'est pas prêt : %(why)s")
            % {"title": chosen.title, "why": words.translate(refused.problems[0].text)}
        )
    except Refusal as refusal:
        speech.refuse_refusal(refusal)
    except OSError as error:
        speech.refuse(
            _("Pas de paquet : %(file)s (%(why)s).")
            % {"file": error.filename or file, "why": troubles.why(error)}
        )
    _tell_packed(file, raw)


def _chosen(name: str) -> Meeting:
    found = meetings_called(name.strip())
    if not found:
        speech.refuse(
            _(
                "Aucune réunion ne s'appelle « %(name)s » ici. Celles qui peuvent s'emporter :\n"
                "%(all)s"
            )
            % {"name": name, "all": _listed(meetings_to_carry()) or "—"}
        )
    if len(found) > 1:
        speech.refuse(
            _(
                "Plusieurs réunions répondent à « %(name)s » : dites la clé de l'une d'elles.\n"
                "%(all)s"
            )
            % {"name": name, "all": _listed(found)}
        )
    return found[0]


def _listed(found: Sequence[Meeting]) -> str:
    return "\n".join(
        _("%(key)s : %(title)s, %(day)s")
        % {
            "key": each.key,
            "title": each.title,
            "day": words.day(timezone.localtime(each.planned_at)),
        }
        for each in found
    )


def _write(file: Path, raw: bytes) -> None:
    """Write a file that this account alone reads, read it again, then give it its name."""
    with archive.workplace(file.parent) as made:
        part = made / "part"
        part.touch(mode=0o600)
        with part.open("r+b") as written:
            written.write(raw)
            written.flush()
            os.fsync(written.fileno())
        read_pack(part.read_bytes())
        archive.put_in_place(part, file)


def _tell_packed(file: Path, raw: bytes) -> None:
    carried, log = read_pack(raw)
    typer.echo(
        _("Paquet écrit et relu : %(file)s (%(size)s Ko).")
        % {"file": file, "size": words.number(-(-len(raw) // 1000))}
    )
    if not isinstance(carried, Held):
        typer.echo(
            _("Il contient le conducteur, avec ses notes de régie, et le lieu ; ni les personnes "
              "attendues, ni aucun compte.")
        )  # fmt: skip
        typer.echo(
            _("Sur l'ordinateur de la salle : « mire unpack FICHIER », puis « mire serve ». "
              "N'ouvrez pas la salle ici.")
        )  # fmt: skip
        return
    n = sum(bool(each.name) for each in carried.apart.commitments)
    typer.echo(
        ngettext(
            "Il contient le journal (%(lines)s lignes), %(n)s proposition nommée et les notes de "
            "qui anime : gardez-le à l'abri, puis supprimez-le.",
            "Il contient le journal (%(lines)s lignes), %(n)s propositions nommées et les notes "
            "de qui anime : gardez-le à l'abri, puis supprimez-le.",
            n,
        )
        % {"lines": words.number(log.count(b"\n")), "n": words.number(n)}
    )
    typer.echo(_("Là d'où la réunion est partie : « mire unpack FICHIER »."))


def unpack(file: File, port: Port = None) -> None:
    """Open a packed meeting here, or bring one that was held elsewhere back into its own."""
    raw = speech.read_bytes(file, most=MOST_BYTES)
    try:
        carried, log = read_pack(raw)
    except NotAPack as refused:
        speech.refuse(
            _("%(file)s : %(why)s.") % {"file": file, "why": words.translate(refused.text)}
        )
    serving.prepare_databases()
    engine, now = current_engine(), datetime.now(UTC)
    try:
        if isinstance(carried, Held):
            meeting = bring_back(held=carried, log=log, engine=engine, by=NOBODY, now=now)
            _tell_back(meeting, engine, now)
            return
        opened = open_packed(carried=carried, engine=engine, by=NOBODY, now=now)
    except SheetRefused as refused:
        speech.refuse(
            _("%(file)s : %(why)s")
            % {"file": file, "why": words.translate(refused.problems[0].text)}
        )
    except DamagedLog as damaged:
        speech.refuse(
            _("%(file)s, ligne %(line)s du journal : %(why)s")
            % {"file": file, "line": damaged.line, "why": words.translate(damaged.text)}
        )
    except Refusal as refusal:
        speech.refuse_refusal(refusal)
    typer.echo(
        _("La salle est ouverte ici. Quand la réunion sera terminée, « mire pack %(code)s "
          "FICHIER » fait le paquet du retour.") % {"code": opened.code}
    )  # fmt: skip
    serving.print_addresses(opened, serving.default_address(port))


def _tell_back(meeting: Meeting, engine: Engine, now: datetime) -> None:
    """Have what can be cited say what the log says, and tell."""
    take_in(meeting=meeting, read=read_log(meeting, engine=engine), now=now)
    forget_words_about(meeting=meeting, now=now)
    typer.echo(
        _("« %(title)s » est rapportée, sous le code %(code)s : résultats, compte rendu et propos "
          "s'ouvrent comme si elle avait été tenue ici.")
        % {"title": meeting.title, "code": meeting.code}
    )  # fmt: skip
    typer.echo(
        _("Une fois cela vérifié, supprimez le paquet, et le dossier des données de l'ordinateur "
          "de la salle.")
    )  # fmt: skip
