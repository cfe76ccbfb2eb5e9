"""Tables that speak: their own page, people's routes, what a facilitator asks, what is printed.

A badge tells a route and nothing else: no page here reads a badge and a seat together.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from mire.documents.builders.canvas_paper import CANVAS_PAPERS
from mire.documents.builders.routes_paper import PAPERS, Place, Routes, Times, Traveller
from mire.documents.writers.paper import printed
from mire.live.engine.answers import Answer
from mire.live.engine.controls import Direct
from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.live.state.entries import canonical
from mire.live.state.room import ActivityState, Phase
from mire.live.state.timing import timing
from mire.live.store import seats
from mire.live.views.naming import asked_of, names_in, texts_in, worded
from mire.live.views.screens import Surface
from mire.technique_api.media import LAPTOP, PHONE
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime, Screen
from mire.technique_api.text import text
from mire.web import rates, rights
from mire.web.room.access import STATUS, find_room, for_console, with_room
from mire.words.words import said

ASIDE = frozenset({"activity", "saw", "csrfmiddlewaretoken", "show", "proposal"})
"""Fields of a control's form that are not the technique's."""
MOST_FIELD = 500


@require_http_methods(["GET", "POST"])
@with_room
def board(request: HttpRequest, code: str, table: int) -> HttpResponse:
    """Show a table what was said there; keep what it adds."""
    room = find_room(request, code)
    activity = _activity(room, request.POST.get("activity", ""))
    is_console = rights.may_watch(room, Surface.CONSOLE, request.COOKIES)
    seat = rights.seat_of(request.COOKIES, code)
    is_seated = rights.is_seated(room, seat)
    if not is_console and not is_seated:
        if request.method == "POST" and room.state.ended_at is not None:
            raise Refusal(text("La réunion est terminée : plus rien n'y change."), code="ended")
        return redirect("join", code=code)
    refused, is_laptop = "", request.GET.get("sur") == "ordinateur"
    if request.method == "POST":
        try:
            _may_send(None if is_console else seat)
            fields = {**request.POST.dict(), "table": str(table)}
            made = activity.technique.read_form(activity.config, fields)
            current_engine().ask(
                Answer(
                    code,
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
            refused = said(refusal.text)
    told = _told(room, activity, table)
    if told.get("clock"):
        told["clock"] = {**told["clock"], "now_ms": current_engine().stamp(room)}
    return render(
        request,
        "room/board.html",
        {
            "code": code,
            "meeting": room.state.sheet.meeting,
            "is_rehearsal": room.state.is_rehearsal,
            "is_seated": is_seated,
            "activity": {"id": activity.sheet.id, "title": activity.sheet.title},
            "template": f"{activity.technique.slug}/board.html",
            "refused": refused,
            "style": static(f"{activity.technique.slug}/{activity.technique.slug}.css"),
            "board": told,
            "once": secrets.token_hex(8),
            "is_laptop": is_laptop,
            "typed": request.POST.get("said", "") if refused else "",
            "typed_under": request.POST.get("heading", ""),
        },
        status=422 if refused else 200,
    )


@require_GET
@with_room
def route(request: HttpRequest, code: str) -> HttpResponse:
    """Tell the route of a badge, to a phone without scripts."""
    room = find_room(request, code)
    screen = _screen(_activity(room))
    if "routes" not in screen:  # the meeting went on to tables that people stay at
        return redirect("phone", code=code)
    badge = request.GET.get("badge", "").strip()[:6].lstrip("0")
    return render(
        request,
        "room/route.html",
        {
            "code": code,
            "meeting": room.state.sheet.meeting,
            "badge": badge,
            "is_asked": "badge" in request.GET,
            "name": screen["names"].get(badge, ""),
            "round": screen["round"],
            "route": screen["routes"].get(badge),
            "is_left_out": not screen["is_planned"] and badge in screen["changed"],
        },
    )


@require_http_methods(["GET", "POST"])
@for_console
def direct(request: HttpRequest, code: str) -> HttpResponse:
    """Do what a facilitator asks of the technique itself; say why not when it can't be."""
    if request.method == "GET":  # after a reload, the back button
        return redirect("console", code=code)
    is_script = request.headers.get("Accept", "").startswith("application/json")
    try:
        n_directed = _directed(find_room(request, code), request)
    except Refusal as refusal:
        if not is_script:
            raise
        return JsonResponse(
            {"refused": refusal.code, "message": said(refusal.text)},
            status=STATUS.get(refusal.code, 409),
        )
    if is_script:
        return JsonResponse({"directed": n_directed})
    return redirect("console", code=code)


@require_GET
@for_console
def paper(request: HttpRequest, code: str, activity: str, name: str) -> HttpResponse:
    """Give cards, table sheets or badges, ready to print."""
    room = find_room(request, code)
    found = room.state.activities.get(activity)
    if found is None or found.technique.direct is None:
        raise Http404
    with override(room.state.sheet.meeting.locale):
        template, data = _paper(room, found, name)
    response = HttpResponse(printed(template, data), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{code}-{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _paper(room: RoomView, activity: ActivityState, name: str) -> tuple[str, Mapping[str, Any]]:
    """Return the template of a paper and what it prints; raise Http404 where there is none."""
    screen = _screen(activity)
    if "routes" in screen and name in PAPERS:
        template, routed = PAPERS[name]
        return template, routed(_routes(room, activity))
    if "headings" in screen and name in CANVAS_PAPERS:
        template, filled = CANVAS_PAPERS[name]
        told = activity.technique.screens[Screen.FACILITATOR](activity.config, activity.state, None)
        return template, filled(worded(told, {}, names_in(room.state, activity)))
    raise Http404


def _sent_once(request: HttpRequest, made: Any) -> str:
    """Return the entry's id: one for all the times that a page sends the same words."""
    page = request.POST.get("once", "")[:64]
    if not page:
        return secrets.token_hex(16)
    return hashlib.sha256(page.encode() + b" " + canonical(made)).hexdigest()[:32]


def _may_send(seat: bytes | None) -> None:
    if seat is not None and not rates.answers.allows(seats.hashed(seat)):
        raise Refusal(
            text("Trop d'envois à la fois : attendez quelques secondes."), code="too_often"
        )


def _directed(room: RoomView, request: HttpRequest) -> int:
    """Have the technique decide here, away from the writer, then ask the writer to append.

    Returns how much the technique was asked so far.
    """
    if not rights.may_lead(room, request.COOKIES):
        hand = room.state.hand
        raise Refusal(
            text(
                "« %(name)s » a la main : prenez-la pour agir à votre tour.",
                name=hand.name if hand else "",
            ),
            code="hand",
        )
    activity = room.state.activities.get(request.POST.get("activity", ""))
    if activity is None or activity.technique.direct is None:
        raise Refusal(text("Cette séquence n'existe pas dans ce conducteur."), code="unknown")
    saw = request.POST.get("saw", "")
    if saw != str(activity.n_directed):
        raise Refusal(
            text(
                "Quelqu'un vient d'agir sur cette réunion : votre écran est maintenant à jour, "
                "relisez-le, puis recommencez si besoin."
            ),
            code="stale",
        )
    given = {
        name: str(each)[:MOST_FIELD] for name, each in request.POST.items() if name not in ASIDE
    }
    asked = asked_of(room.state, activity, given)
    drawn = hashlib.sha256(f"{room.state.opening_id} {activity.sheet.id} {saw}".encode())
    seed = int.from_bytes(drawn.digest()[:8], "big")
    pieces = activity.technique.direct(
        activity.config, activity.state, asked, numpy.random.default_rng(seed)
    )
    then = None
    if shown := request.POST.get("show", "").strip():  # read on the console before the press
        desk = rights.desk_of(request.COOKIES, room.code)
        then = Command(entries.TEXT_SHOWN, activity.sheet.id, 0, {"entry": shown}, desk)
    return current_engine().ask(Direct(room.code, activity.sheet.id, int(saw), pieces, then))


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


def _told(room: RoomView, activity: ActivityState, table: int) -> dict[str, Any]:
    """Return what a table's page is told, less what is masked."""
    technique = activity.technique
    assert technique.board is not None
    told = dict(technique.board(activity.config, activity.state, f"table {table}"))
    if "notes" in told:
        told["notes"] = [e for e in told["notes"] if e["id"] not in activity.masked_texts]
    harvest = told.get("harvest", {})
    for rank in ("1", "2", "3"):
        kept = harvest.get(rank)
        is_shown = kept is not None and kept["id"] not in activity.masked_texts
        told[f"point_{rank}"] = kept["text"] if is_shown else ""
    made: dict[str, Any] = worded(
        told, texts_in(activity, shown_only=False), names_in(room.state, activity)
    )
    return made


def _screen(activity: ActivityState) -> dict[str, Any]:
    return dict(
        activity.technique.screens[Screen.PARTICIPANT](activity.config, activity.state, None)
    )


def _routes(room: RoomView, activity: ActivityState) -> Routes:
    """Return the routes that are printed; times as the sheet foresees them now."""
    screen = _screen(activity)
    names, departments = screen["names"], screen["departments"]
    routes: dict[str, list[str | None]] = screen["routes"]
    places = [
        Place(str(table), station["label"])
        for station in screen["stations"]
        for table in station["tables"]
    ]
    rounds = [
        [[id for id, route in routes.items() if route[number] == place.id] for place in places]
        for number in range(screen["n_rounds"])
    ]
    seen = timing(room.state, current_engine().now(room))
    slot = next(each for each in seen.slots if each.activity.sheet.id == activity.sheet.id)
    start = slot.started_at or slot.forecast_start or slot.planned_start
    return Routes(
        people=[Traveller(id, names.get(id, id), departments.get(id, "")) for id in routes],
        places=places,
        rounds=rounds,
        times=Times(start + timedelta(minutes=screen["late"]), screen["minutes"], screen["move"]),
        n_points=screen["n_points"],
    )
