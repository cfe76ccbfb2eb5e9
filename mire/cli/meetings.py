"""Meetings of this installation: where each stands, and new secret addresses for one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mire.cli import serving, speech
from mire.documents.tree import Block, Document, Grid, Paragraph
from mire.live.engine.engine import Engine, current_engine
from mire.live.engine.rooms import UnknownRoom
from mire.live.state.room import RoomState
from mire.programme.meetings.actions import renew_addresses
from mire.programme.meetings.queries import MeetingLine, meeting_of, recent_meetings
from mire.words import words

Code = Annotated[
    str, typer.Argument(metavar="CODE", help=_("Le code d'une réunion ; sans lui, toutes."))
]
NewAddresses = Annotated[
    bool,
    typer.Option(
        "--new-addresses",
        help=_("Faire de nouvelles adresses secrètes ; les anciennes ne servent plus."),
    ),
]
Port = Annotated[
    int | None,
    typer.Option(
        min=1, max=65_535, help=_("Le port de mire serve ; sinon, le dernier qu'il a pris.")
    ),
]


def meetings(code: Code = "", new_addresses: NewAddresses = False, port: Port = None) -> None:
    """List the last meetings, or one; renew the secret addresses of one."""
    if new_addresses and not code:
        speech.refuse(
            _("Dites de quelle réunion : « mire meetings CODE --new-addresses » (code en tête "
              "de chaque ligne de « mire meetings »).")
        )  # fmt: skip
    serving.prepare_databases()
    engine = current_engine()
    base = serving.default_address(port)
    wanted = code.strip().upper()
    one = meeting_of(wanted) if wanted else None
    found = recent_meetings() if not wanted else [one] if one else []
    if wanted and not found:
        speech.refuse(
            _("Aucune réunion n'a le code %(code)s ici (%(folder)s) : « mire meetings » donne la "
              "liste.") % {"code": wanted, "folder": settings.DATA}
        )  # fmt: skip
    if new_addresses:
        try:
            renewed = renew_addresses(code=wanted, engine=engine)
        except UnknownRoom as unknown:
            speech.refuse(words.translate(unknown.text))
        typer.echo(
            _("Voici les nouvelles adresses. Les anciennes ne servent plus, dans quelques secondes "
              "au plus tard : rouvrez la régie, la télécommande et l'écran.")
        )  # fmt: skip
        serving.print_addresses(renewed, base)
        return
    speech.print_document(_document(found, engine, base))
    if found:
        serving.warn_of_address()


def _document(found: Sequence[MeetingLine], engine: Engine, base: str) -> Document:
    language = get_language() or "fr"
    blocks: list[Block] = []
    if found:
        rows = tuple(
            (
                each.code,
                _moment(timezone.localtime(each.planned_at)),
                each.title,
                _where_it_stands(each, engine),
            )
            for each in found
        )
        columns = (_("Code"), _("Prévue"), _("Réunion"), _("État"))
        blocks.append(Grid(_("De la dernière ouverte à la plus ancienne"), columns, rows))
        blocks.append(
            Paragraph(
                _("Téléphones : %(base)s/CODE. Les adresses de la régie et de l'écran sont "
                  "secrètes et ne se retrouvent pas ; « mire meetings CODE --new-addresses » en "
                  "fait de nouvelles.") % {"base": base}
            )
        )  # fmt: skip
    else:
        blocks.append(Paragraph(_("Aucune réunion ici : « mire open CONDUCTEUR » en ouvre une.")))
    return Document(_("Réunions"), "", language, blocks)


def _moment(at: datetime) -> str:
    return _("%(day)s, %(hour)s") % {"day": words.day(at), "hour": words.hour(at)}


def _where_it_stands(meeting: MeetingLine, engine: Engine) -> str:
    try:
        state: RoomState = engine.room(meeting.code).state
    except UnknownRoom:
        return _("salle introuvable")
    zone = state.sheet.meeting.starts_at.tzinfo
    if state.ended_at is not None:
        return _("terminée, %(moment)s") % {"moment": _moment(state.ended_at.astimezone(zone))}
    if state.started_at is not None:
        return _("en cours depuis %(moment)s") % {
            "moment": _moment(state.started_at.astimezone(zone))
        }
    return _("pas commencée")
