"""The participant's phone: its page, and the plain form that answers without scripts."""

import secrets
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from mire.live.engine.answers import Answer, OwnAnswer
from mire.live.engine.engine import current_engine
from mire.live.engine.requests import FindSeat
from mire.live.engine.rooms import RoomView
from mire.live.state.entries import canonical
from mire.live.store import seats
from mire.live.views.screens import Surface
from mire.technique_api.refusal import Refusal
from mire.technique_api.registry import techniques
from mire.technique_api.text import text
from mire.web import rights
from mire.web.access import find_room, meeting_page
from mire.web.frames import first_frame, tag_of_all
from mire.words.words import translate


@require_safe
@meeting_page
def phone(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Show the present moment, and this seat's own answer if it has one."""
    seat = _seat(request, room)
    if seat is None and room.state.ended_at is None:
        return redirect("join", code=room.code)
    return _page(request, room, seat)


@require_http_methods(["GET", "HEAD", "POST"])
@meeting_page
def answer(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Keep an answer sent by a plain form; the server makes its id and revision."""
    if request.method != "POST":  # after a change of language, a reload, the back button
        return redirect("phone", code=room.code)
    seat = _seat(request, room)
    if seat is None:
        return redirect("join", code=room.code)
    slug = request.POST.get("activity", "")
    activity = room.state.activities.get(slug)
    if activity is None:
        raise Refusal(text("Cette séquence n'attend pas de réponse."), code="no_answers")
    try:
        fields = {
            name: request.POST[name]
            for name in request.POST
            if name not in ("activity", "csrfmiddlewaretoken")
        }
        contribution = activity.technique.expect_answers().read_form(activity.config, fields)
        own = current_engine().read(OwnAnswer(room.code, slug, seat))
        revision = own[1] + 1 if own else 1
        id, body = secrets.token_hex(16), canonical(contribution)
        current_engine().ask(Answer(room.code, slug, seat, id, revision, body))
        current_engine().presence.answered(room.code, slug, seats.hashed(seat))
    except Refusal as refusal:
        status = 503 if refusal.code == "storage" else 422
        now = find_room(request, room.code)
        return _page(request, now, seat, refused=refusal, sent=request.POST.dict(), status=status)
    return redirect("phone", code=room.code)


@cache
def technique_modules(slugs: frozenset[str]) -> list[str]:
    """Return the scripts that a meeting's techniques add to a phone, as static paths, by name."""
    return [
        f"{slug}/{file.name}"
        for slug in techniques()
        if slug in slugs
        for file in sorted(_static(slug), key=lambda file: file.name)
        if file.name.endswith(".js")
    ]


def _static(slug: str) -> list[Traversable]:
    package = import_module(techniques()[slug].read_config.__module__).__package__ or ""
    folder = files(package).joinpath("static", slug)
    return list(folder.iterdir()) if folder.is_dir() else []


def _seat(request: HttpRequest, room: RoomView) -> bytes | None:
    seat = rights.seat_of(request.COOKIES, room.code)
    if seat is None or room.state.ended_at is not None or rights.is_seated(room, seat):
        return seat
    return seat if current_engine().ask(FindSeat(room.code, seat)) else None


def _page(
    request: HttpRequest,
    room: RoomView,
    seat: bytes | None,
    *,
    refused: Refusal | None = None,
    sent: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    language = get_language() or "fr"
    own: Mapping[str, Any] | None = None
    revision = 0
    activity = room.state.activity
    if seat is not None:
        current_engine().presence.used(room.code, seats.hashed(seat))
    if seat is not None and activity is not None and room.state.ended_at is None:
        current_engine().presence.heard(room.code, seats.hashed(seat))
        found = current_engine().read(OwnAnswer(room.code, activity.sheet.id, seat))
        if found:
            contribution = activity.technique.expect_answers().read_contribution(
                activity.config, found[0]
            )
            own, revision = (
                activity.technique.expect_answers().own(activity.config, contribution),
                found[1],
            )
            current_engine().presence.answered(room.code, activity.sheet.id, seats.hashed(seat))
    is_of_now = (
        sent is not None and activity is not None and (sent.get("activity") == activity.sheet.id)
    )
    # What is this browser's alone, no stream knows: it begins with the frame that all see.
    is_own = own is not None or sent is not None or refused is not None
    frame, told = first_frame(
        room,
        Surface.PHONE,
        language,
        own=sent if is_of_now else own,
        is_stored=own is not None and refused is None,
        refused=translate(refused.text) if refused else "",
        refused_field=".".join(map(str, refused.path)) if refused and is_of_now else "",
        csrf_token=get_token(request),
    )
    response = render(
        request,
        "phone/phone.html",
        {
            "code": room.code,
            "frame": frame,
            "have": "" if is_own else tag_of_all(room, Surface.PHONE, language, told),
            "told": told,
            "revision": revision,
            "modules": technique_modules(
                frozenset(each.technique.slug for each in room.state.activities.values())
            ),
            "is_new_seat": "neuve" in request.GET,
            "now_ms": current_engine().stamp(room),
        },
        status=status,
    )
    if room.state.ended_at is not None:
        response.delete_cookie(rights.SEAT_COOKIE.format(code=room.code), samesite="Lax")
    return response
