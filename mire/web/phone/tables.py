"""Tables that speak: their own page, people's routes, what a facilitator asks, what is printed.

A badge tells a route and nothing else: no page here reads a badge and a seat together.
"""

import hashlib
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_http_methods, require_safe

from mire.live.engine.answers import Answer
from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.live.state.entries import canonical
from mire.live.state.room import ActivityState, Phase
from mire.live.store import seats
from mire.live.views.naming import names_in, texts_in, without_silent, worded
from mire.live.views.screens import Surface
from mire.technique_api.media import LAPTOP, PHONE
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime
from mire.technique_api.text import text
from mire.web import rates, rights
from mire.web.access import ask_to_join, meeting_page
from mire.words.words import translate


@require_http_methods(["GET", "HEAD", "POST"])
@meeting_page
def board(request: HttpRequest, room: RoomView, table: int) -> HttpResponse:
    """Show a table what was said there; keep what it adds."""
    activity = _activity(room, request.POST.get("activity", ""))
    is_console = rights.may_watch(room, Surface.CONSOLE, request.COOKIES)
    seat = rights.seat_of(request.COOKIES, room.code)
    is_seated = rights.is_seated(room, seat)
    if not is_console and not is_seated:
        if request.method == "POST" and room.state.ended_at is not None:
            raise Refusal(text("La réunion est terminée : plus rien n'y change."), code="ended")
        return ask_to_join(request, room.code)
    refused, is_laptop = "", request.GET.get("sur") == "ordinateur"
    if request.method == "POST":
        try:
            _may_send(None if is_console else seat)
            fields = {**request.POST.dict(), "table": str(table)}
            made = activity.technique.expect_answers().read_form(activity.config, fields)
            hashed = None if is_console or seat is None else seats.hashed(seat)
            rates.check_table(room.code, activity.sheet.id, f"table {table}", hashed)
            current_engine().ask(
                Answer(
                    room.code,
                    activity.sheet.id,
                    b"",
                    _sent_once(request, made),
                    1,
                    canonical(made),
                    medium=LAPTOP if is_laptop else PHONE,
                )
            )
            return redirect(request.get_full_path())
        except Refusal as refusal:
            refused = translate(refusal.text)
    told = _board_facts(room, activity, table)
    is_over = activity.phase is Phase.CLOSED
    if is_over:
        told["clock"] = None
    if told.get("clock"):
        told["clock"] = {**told["clock"], "now_ms": current_engine().stamp(room)}
    return render(
        request,
        "phone/table.html",
        {
            "code": room.code,
            "meeting": room.state.sheet.meeting,
            "is_rehearsal": room.state.is_rehearsal,
            "is_seated": is_seated,
            "activity": {"id": activity.sheet.id, "title": activity.sheet.title},
            "template": activity.technique.template("board"),
            "refused": refused,
            "is_over": is_over,
            "style": static(f"{activity.technique.slug}/{activity.technique.slug}.css"),
            "board": told,
            "once": secrets.token_hex(8),
            "is_laptop": is_laptop,
            "typed": request.POST.get("said", "") if refused else "",
            "typed_under": request.POST.get("heading", ""),
        },
        status=422 if refused else 200,
    )


@require_safe
@meeting_page
def route(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Tell the route of a badge, to a phone without scripts."""
    activity = _activity(room)
    tables = activity.technique.tables
    if tables is None or tables.moving is None:  # the meeting went on to tables that people stay at
        return redirect("phone", code=room.code)
    moving = tables.moving(activity.config, activity.state)
    badge = request.GET.get("badge", "").strip()[:6].lstrip("0")
    return render(
        request,
        "phone/route.html",
        {
            "code": room.code,
            "meeting": room.state.sheet.meeting,
            "badge": badge,
            "is_asked": "badge" in request.GET,
            "name": moving.names.get(badge, ""),
            "round": moving.now,
            "route": moving.routes.of(badge),
            "is_left_out": badge in moving.left_out,
        },
    )


def _sent_once(request: HttpRequest, made: Any) -> str:
    """Return the entry's id: one for all the times that a page sends the same words."""
    page = request.POST.get("once", "")[:64]
    if not page:
        return secrets.token_hex(16)
    return hashlib.sha256(page.encode() + b" " + canonical(made)).hexdigest()[:32]


def _may_send(seat: bytes | None) -> None:
    if seat is not None and not rates.answers.allows(seats.hashed(seat)):
        raise rates.too_often()


def _activity(room: RoomView, wanted: str = "") -> ActivityState:
    """Return the tables' activity: the one that a page was written for, the one that goes on,
    else the last that was opened.
    """  # noqa: D205
    groups = [each for each in room.state.activities.values() if each.regime is Regime.GROUP]
    if meant := [each for each in groups if each.sheet.id == wanted]:
        return meant[0]
    current = room.state.activity
    if current is not None and current.regime is Regime.GROUP:
        return current
    opened = [each for each in groups if each.phase is not Phase.WAITING]
    if not (opened or groups):
        raise Refusal(text("Cette réunion n'a pas de tables."), code="no_room")
    return (opened or groups)[-1]


def _board_facts(room: RoomView, activity: ActivityState, table: int) -> dict[str, Any]:
    """Return what a table's page is told, less what is masked."""
    tables = activity.technique.tables
    assert tables is not None
    told = tables.board(activity.config, activity.state, f"table {table}")
    texts = texts_in(activity, shown_only=False)
    made: dict[str, Any] = without_silent(worded(told, texts, names_in(room.state, activity)))
    return made
