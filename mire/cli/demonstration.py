"""The demonstration: the seminar of the story, its debrief, then a fresh room of the same."""

import socket
from pathlib import Path

import typer
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.cli import office, serving
from mire.cli.rehearsal.outcome import outcome_of_log, write_outcome
from mire.cli.rehearsal.play import rehearsed
from mire.runsheet.sheet import Sheet
from mire.runsheet.shipped import shipped_sheet
from mire.runsheet.toml_file import read_sheet

SEED = 20180321
HOST = "0.0.0.0"  # noqa: S104 - phones come from the network
DIRECTORS, AMBASSADORS = 36, 18


def play(out: Path | None) -> None:
    """Play the seminar, then the debrief, and say where their reports lie."""
    folder = (out or settings.DATA / "demo").resolve()
    seminar, debrief = shipped_sheet("seminaire"), shipped_sheet("debrief")
    _play(read_sheet(seminar), DIRECTORS, seminar, folder)
    _play(read_sheet(debrief), AMBASSADORS, debrief, folder / "debrief")


def stay_open(held: socket.socket) -> None:
    """Open a fresh room of the seminar, say its addresses, and serve it on a held socket."""
    with serving.alone():
        _open_and_serve(held)


def _open_and_serve(held: socket.socket) -> None:
    port = int(held.getsockname()[1])
    serving.prepare_databases()
    sheet = read_sheet(shipped_sheet("seminaire"))
    typer.echo(_("Une réunion neuve vous attend : « %(title)s ».") % {"title": sheet.meeting.title})
    meeting = serving.opened(sheet)
    address = serving.default_address(port)
    serving.print_addresses(meeting, address)
    if address != f"http://127.0.0.1:{port}":
        typer.echo(
            _("Depuis cet ordinateur : %(address)s")
            % {"address": f"http://127.0.0.1:{port}/regie/{meeting.code}?cle={meeting.console}"}
        )
    office.print_first_start(address)
    typer.echo(_("Ctrl+C pour arrêter."))
    serving.serve(HOST, held)


def _play(sheet: Sheet, participants: int, source: bytes, folder: Path) -> None:
    typer.echo(
        ngettext(
            "« %(title)s » : %(n)s personne simulée…",
            "« %(title)s » : %(n)s personnes simulées…",
            participants,
        )
        % {"title": sheet.meeting.title, "n": participants}
    )
    log = rehearsed(sheet, participants=participants, seed=SEED)
    write_outcome(folder, {**outcome_of_log(log), "sheet.toml": source})
    typer.echo(_("  compte rendu : %(path)s") % {"path": folder / "report.html"})
