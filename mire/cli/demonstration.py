"""The demonstration: the seminar of the story, its debrief, the programme around them, a room."""

import enum
import secrets
import socket
from datetime import date, datetime, timedelta
from pathlib import Path

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.cli import office, serving
from mire.cli.demo_story import (
    AFTER_THE_SEMINAR,
    BEFORE_THE_NOTE,
    Story,
    told_today,
)
from mire.cli.rehearsal.outcome import outcome_of_log, write_outcome
from mire.cli.rehearsal.play import rehearsed
from mire.live.engine.engine import current_engine
from mire.programme.accounts.queries import has_accounts
from mire.programme.journal.rules import NOBODY
from mire.programme.people.actions import hand_out_link
from mire.programme.people.queries import Person
from mire.runsheet.editing import change_meeting
from mire.runsheet.shipped import shipped_sheet
from mire.runsheet.toml_file import read_sheet
from mire.runsheet.toml_writing import write_sheet

SEED = 20180321
STEP = 5
"""Minutes between the starts that a demonstration's room may have."""


class StoryMonth(enum.StrEnum):
    """Up to when the story is told."""

    MARCH = "march"
    JUNE = "june"

    @property
    def day(self) -> date:
        """Return the story's day on which one then stands."""
        return AFTER_THE_SEMINAR if self is StoryMonth.MARCH else BEFORE_THE_NOTE


HOST = "0.0.0.0"  # noqa: S104 - phones come from the network
DIRECTORS, AMBASSADORS = 36, 18


def play(out: Path | None, story: Story | None = None) -> list[bytes]:
    """Play the seminar, then the debrief, say where their reports lie, and return their logs.

    On the days of their sheets, or as a story has them fall.
    """
    folder = (out or settings.DATA / "demo").resolve()
    return [
        _play("seminaire", DIRECTORS, SEED, folder, story),
        _play("debrief", AMBASSADORS, SEED + 1, folder / "debrief", story),
    ]


def stay_open(held: socket.socket, out: Path | None, day: date) -> None:
    """Play both, make the programme around them, open a fresh room, and serve on a held socket.

    The programme is made on an installation that nobody has started, up to a day of the story,
    and stays as it is later.
    """
    # Slow to import, and no other command tells the story.
    from mire.cli.demo_programme import make_programme

    story = told_today(timezone.localdate(), day)
    logs = play(out, story)
    with serving.alone():
        serving.prepare_databases()
        address = serving.default_address(int(held.getsockname()[1]))
        if not has_accounts():
            leader = make_programme(
                story=story, logs=logs, engine=current_engine(), address=address
            )
            _print_link(leader, address)
        _open_and_serve(held, address)


def _print_link(leader: Person, address: str) -> None:
    secret = secrets.token_urlsafe(24)
    hand_out_link(person=leader, secret=secret, programme="", by=NOBODY, now=timezone.now())
    typer.echo(
        _("Le bureau et son programme (lien valable une fois, un jour) : %(address)s")
        % {"address": f"{address}/compte/lien/{secret}"}
    )


def next_start(now: datetime) -> datetime:
    """Return when a room that opens now begins: at the next five minutes, within the same day.

    So who tries the console is not late before having pressed anything.
    """
    whole = now.replace(minute=now.minute - now.minute % STEP, second=0, microsecond=0)
    later = whole + timedelta(minutes=STEP)
    return whole if whole == now or later.date() != now.date() else later


def _open_and_serve(held: socket.socket, address: str) -> None:
    port = int(held.getsockname()[1])
    sheet = read_sheet(shipped_sheet("seminaire"))
    now = timezone.localtime().replace(tzinfo=None)
    sheet = change_meeting(sheet, {"starts": next_start(now)})
    typer.echo(_("Une réunion neuve vous attend : « %(title)s ».") % {"title": sheet.meeting.title})
    meeting = serving.opened(sheet)
    serving.print_addresses(meeting, address)
    if address != f"http://127.0.0.1:{port}":
        typer.echo(
            _("Depuis cet ordinateur : %(address)s")
            % {"address": f"http://127.0.0.1:{port}/regie/{meeting.code}?cle={meeting.console}"}
        )
    office.print_first_start(address)
    typer.echo(_("Ctrl+C pour arrêter."))
    serving.serve(HOST, held)


def _play(name: str, participants: int, seed: int, folder: Path, story: Story | None) -> bytes:
    source = shipped_sheet(name)
    sheet = read_sheet(source)
    if story is not None:
        moved = change_meeting(sheet, {"starts": sheet.meeting.starts + story.shift})
        source = write_sheet(moved, source.decode()).encode()
        sheet = read_sheet(source)
    typer.echo(
        ngettext(
            "« %(title)s » : %(n)s personne simulée…",
            "« %(title)s » : %(n)s personnes simulées…",
            participants,
        )
        % {"title": sheet.meeting.title, "n": participants}
    )
    log = rehearsed(sheet, participants=participants, seed=seed)
    write_outcome(folder, {**outcome_of_log(log), "sheet.toml": source})
    typer.echo(_("  restitution : %(path)s") % {"path": folder / "report.html"})
    return log
