"""Data that leave: what a meeting or a programme opens, or its whole archive; a seal checked."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.cli import serving, speech
from mire.cli.troubles import why
from mire.documents.builders.archived import archived_page
from mire.live.engine.engine import Engine, current_engine
from mire.programme.choices.actions import forget_quotes_in_choices
from mire.programme.evidence.actions import take_in
from mire.programme.evidence.queries import meetings_behind, read_log
from mire.programme.journal.rules import NOBODY
from mire.programme.meetings.actions import note_ended
from mire.programme.meetings.queries import Meeting, end_of_room, meetings_with_room
from mire.programme.opendata.actions import note_archive
from mire.programme.opendata.queries.archive import (
    archive_of_meeting,
    archive_of_programme,
    meetings_to_archive,
)
from mire.programme.opendata.queries.openings import (
    named_meeting,
    named_programme,
    open_meetings,
    opening_of,
)
from mire.programme.opendata.queries.package import open_package
from mire.programme.opendata.rules.seal import fault_in
from mire.programme.programmes.queries import Programme
from mire.programme.reading.actions import forget_words_about
from mire.programme.restitutions.actions import forget_quotes_of
from mire.programme.steering.actions import forget_quotes_in_dossiers
from mire.technique_api.refusal import Refusal
from mire.words import words

Name = Annotated[
    str,
    typer.Argument(
        metavar="MEETING|PROGRAMME", help=_("Le code d'une réunion, ou le nom d'un programme.")
    ),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help=_("Où écrire : un dossier vide."))
]
Archive = Annotated[
    bool,
    typer.Option("--archive", help=_("Tout, pour l'interne : journaux, lectures, noms, scellés.")),
]
Check = Annotated[
    Path | None,
    typer.Option("--check", metavar="DIR", help=_("Vérifier un dossier exporté.")),
]


def export(name: Name = "", out: Out = None, archive: Archive = False, check: Check = None) -> None:
    """Write what is open of a meeting or a programme, or its archive; or check a seal."""
    if check is not None:
        _check(check)
        return
    if not name or out is None:
        speech.refuse(_("Dites quoi et où : « mire export RÉUNION --out DOSSIER »."))
    _refuse_full(out)
    serving.prepare_databases()
    meeting = named_meeting(name)
    programme = named_programme(name) if meeting is None else meeting.programme
    if meeting is None and programme is None:
        speech.refuse(
            _("Aucune réunion ni aucun programme ne s'appelle « %(name)s » ici : « mire meetings » "
              "donne les codes des réunions.") % {"name": name}
        )  # fmt: skip
    engine, now = current_engine(), timezone.now()
    try:
        _follow(programme, meeting, engine, now)
        if archive:
            files = _archive(programme, meeting, engine, now)
        else:
            files = _open(programme, meeting, engine)
    except Refusal as refusal:
        speech.refuse_refusal(refusal)
    speech.write_all(out, files)
    typer.echo(
        ngettext(
            "%(n)s fichier écrit dans %(folder)s.", "%(n)s fichiers écrits dans %(folder)s.",
            len(files),
        )
        % {"n": words.number(len(files)), "folder": out}
    )  # fmt: skip


def _check(folder: Path) -> None:
    try:
        fault = fault_in(folder)
    except OSError as error:
        speech.refuse(
            _("%(folder)s ne peut pas être lu (%(why)s).") % {"folder": folder, "why": why(error)}
        )
    if fault is not None:
        speech.refuse(_("%(folder)s : %(why)s") % {"folder": folder, "why": words.translate(fault)})
    typer.echo(_("%(folder)s : rien n'a changé.") % {"folder": folder})


def _refuse_full(folder: Path) -> None:
    try:
        is_full = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        speech.refuse(
            _("%(folder)s ne peut pas être lu (%(why)s).") % {"folder": folder, "why": why(error)}
        )
    if is_full:
        speech.refuse(
            _("%(folder)s n'est pas un dossier vide : donnez-en un nouveau.") % {"folder": folder}
        )


def _follow(
    programme: Programme | None, meeting: Meeting | None, engine: Engine, now: datetime
) -> None:
    """Bring what was said up to date: a text that was masked since is then masked here."""
    alone = [meeting] if meeting is not None else []
    found = alone if programme is None else meetings_with_room(programme)
    for each in found:
        if each.code is not None and each.ended_at is None:
            ended_at = end_of_room(each.code, engine=engine)
            if ended_at is not None:
                note_ended(code=each.code, ended_at=ended_at, by=NOBODY, now=now)
                each.ended_at = ended_at
    for each in meetings_behind(found, engine=engine):
        take_in(meeting=each, read=read_log(each, engine=engine), now=now)
        forget_words_about(meeting=each, now=now)
        forget_quotes_of(meeting=each, now=now)
        forget_quotes_in_dossiers(meeting=each, now=now)
        forget_quotes_in_choices(meeting=each, now=now)
    if meeting is not None:
        meeting.refresh_from_db()


def _open(programme: Programme | None, meeting: Meeting | None, engine: Engine) -> dict[str, bytes]:
    if meeting is not None:
        opening = opening_of(meeting)
        openings = [] if opening is None else [opening]
    else:
        openings = [] if programme is None else list(open_meetings(programme))
    if programme is None or not openings:
        speech.refuse(
            _("Rien de « %(title)s » n'est ouvert : dans le bureau, « Réglages », « Données "
              "ouvertes » ouvre une réunion.")
            % {"title": meeting.title if meeting is not None else programme}
        )  # fmt: skip
    return open_package(programme, openings, engine=engine, is_whole=meeting is None)


def _archive(
    programme: Programme | None, meeting: Meeting | None, engine: Engine, now: datetime
) -> dict[str, bytes]:
    if meeting is not None:
        if meeting.ended_at is None:
            speech.refuse(
                _("« %(title)s » n'est pas terminée : rien n'est encore à archiver.")
                % {"title": meeting.title}
            )
        files, n = archive_of_meeting(meeting, engine=engine, shown=archived_page), 1
    else:
        assert programme is not None
        files = archive_of_programme(programme, engine=engine, shown=archived_page)
        n = len(meetings_to_archive(programme)[0])
    if programme is not None:
        note_archive(programme=programme, meeting=meeting, n=n, by=NOBODY, now=now)
    return files
