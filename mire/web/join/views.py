"""The way into a meeting."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mire.live.engine.engine import current_engine
from mire.live.engine.requests import Join
from mire.live.engine.rooms import RoomView
from mire.live.store import seats
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web import rates, rights
from mire.web.access import find_room, meeting_page
from mire.web.join.codes import read_typed_code
from mire.words.words import translate


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Ask for a meeting's code, and lead to it."""
    error = ""
    typed = request.POST.get("code", "")
    if request.method == "POST":
        code = read_typed_code(typed)
        try:
            if code is None:
                error = _("Un code compte six lettres, sans chiffre : vérifiez-le à l'écran.")
            else:
                return redirect("join", code=find_room(request, code).code)
        except Refusal:
            error = _("Aucune réunion n'a ce code : vérifiez-le à l'écran de la salle.")
    status = 422 if error else 200
    return render(
        request,
        "join/home.html",
        {
            "error": error,
            "typed": typed[:80],
            # The cookie alone, not who holds it: this page asks nothing of the database.
            "may_be_signed_in": settings.SESSION_COOKIE_NAME in request.COOKIES,
        },
        status=status,
    )


@require_safe
def join_typed(request: HttpRequest, code: str) -> HttpResponse:
    """Lead on from an address that was typed with a sign after it."""
    return redirect("join", code=code.upper())


@require_http_methods(["GET", "HEAD", "POST"])
@meeting_page
def join(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Say what is kept, then give the phone a seat."""
    if rights.is_seated(room, rights.seat_of(request.COOKIES, room.code)):
        return redirect(_page_after(request, room.code))
    if room.state.ended_at is not None:
        return redirect("phone", code=room.code)
    if request.method == "POST":
        return _seated_or_asked(request, room)
    return _page(request, room)


@require_http_methods(["GET", "HEAD", "POST"])
@meeting_page
def pass_device(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Give the next person who holds this phone a seat of their own."""
    is_seated = rights.is_seated(room, rights.seat_of(request.COOKIES, room.code))
    if request.method != "POST" or not is_seated:
        return redirect("join", code=room.code)
    if room.join_cards and "carte" not in request.POST:
        return _page(request, room)
    response = _seated_or_asked(request, room)
    if "Location" in response:
        response["Location"] += "?neuve=1"
    return response


def _page(request: HttpRequest, room: RoomView, refused: Refusal | None = None) -> HttpResponse:
    """Say what is kept, and ask for a card where the meeting does."""
    return render(
        request,
        "join/join.html",
        {
            "meeting": room.state.sheet.meeting,
            "code": room.code,
            "is_rehearsal": room.state.is_rehearsal,
            "after": request.POST.get("suite") or request.GET.get("suite", ""),
            "asks_card": bool(room.join_cards) or refused is not None,
            "typed": request.POST.get("carte", "")[:80],
            "error": translate(refused.text) if refused else "",
        },
        status=422 if refused else 200,
    )


def _seated_or_asked(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Give a seat; where the card that was typed gives none, say why beside its field."""
    try:
        return _seated(request, room)
    except Refusal as refusal:
        if refusal.code not in ("no_card", "used_card"):
            raise
        return _page(request, room, refusal)


def _seated(request: HttpRequest, room: RoomView) -> HttpResponse:
    code, address = room.code, request.META.get("REMOTE_ADDR", "")
    card = request.POST.get("carte", "")
    if room.join_cards:
        _check_mistakes(room, card, address)
    elif not rates.joins.allows(f"{address} {code}"):
        raise Refusal(
            text(
                "Trop de téléphones rejoignent la réunion à la fois depuis ce réseau : "
                "attendez quelques secondes, puis recommencez."
            ),
            code="too_often",
        )
    seat = current_engine().ask(Join(code, card))
    current_engine().presence.seated(code, seats.hashed(seat))
    response = redirect(_page_after(request, code))
    response.set_cookie(
        rights.SEAT_COOKIE.format(code=code),
        seat.hex(),
        max_age=rights.SEAT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.IS_TLS,
    )
    return response


def _check_mistakes(room: RoomView, card: str, address: str) -> None:
    """Raise Refusal for an address with too many wrong cards; a right one still lets its phone in.

    So nobody can shut out a room that shares an address. A right one can't be guessed meanwhile.
    """
    read = seats.read_join_card(card)
    is_good = read and room.join_cards.get(seats.hashed_join_card(room.code, read)) is False
    if not is_good and not rates.unknown_codes.allows(address):
        raise Refusal(
            text("Trop d'essais : attendez une minute, puis recommencez."), code="too_often"
        )


def _page_after(request: HttpRequest, code: str) -> str:
    """Return where one was going before being asked to join: a page of this meeting, or its own."""
    wanted = request.POST.get("suite") or request.GET.get("suite", "")
    is_ours = re.fullmatch(rf"/{code}/[a-z0-9/-]{{1,60}}(\?[a-z0-9=&-]{{1,60}})?", wanted)
    return wanted if is_ours else reverse("phone", kwargs={"code": code})
