"""What can be cited, made again from the meetings' logs."""

from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mire.cli import serving, speech
from mire.live.engine.engine import current_engine
from mire.programme.evidence.actions import take_in
from mire.programme.evidence.queries import read_log
from mire.programme.journal.rules import NOBODY
from mire.programme.meetings.actions import note_ended
from mire.programme.meetings.queries import all_with_room, end_of_room, meeting_in_room
from mire.programme.reading.actions import forget_words_about

Code = Annotated[
    str, typer.Argument(metavar="CODE", help=_("Le code d'une réunion ; sans lui, toutes."))
]


def evidence(code: Code = "") -> None:
    """Read the logs of meetings that have ended again, and say how many."""
    serving.prepare_databases()
    engine, now = current_engine(), timezone.now()
    wanted = code.strip().upper()
    found = [meeting_in_room(wanted)] if wanted else all_with_room()
    n = 0
    for meeting in found:
        if meeting is None or meeting.code is None:
            speech.refuse(
                _("Aucune réunion n'a le code %(code)s ici : « mire meetings » donne la liste.")
                % {"code": wanted}
            )
        ended_at = meeting.ended_at or end_of_room(meeting.code, engine=engine)
        if ended_at is not None:
            note_ended(code=meeting.code, ended_at=ended_at, by=NOBODY, now=now)
            take_in(meeting=meeting, read=read_log(meeting, engine=engine), now=now)
            forget_words_about(meeting=meeting, now=now)
            n += 1
    typer.echo(ngettext("%(n)s réunion relue.", "%(n)s réunions relues.", n) % {"n": n})
