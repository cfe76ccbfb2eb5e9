"""Cards that let one phone each join: asked for, printed, made void, given again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mire.live.engine.engine import current_engine
from mire.live.engine.join_cards import (
    MOST_AT_ONCE,
    AskNoJoinCard,
    MakeJoinCards,
    VoidJoinCard,
    VoidJoinCards,
)
from mire.live.engine.rooms import RoomView
from mire.technique_api.free_text import read_whole
from mire.technique_api.refusal import Refusal
from mire.web.access import console_page, find_room
from mire.web.addresses import public_address, qr_svg
from mire.web.commitment_pages import private
from mire.web.meeting_facts import about_meeting
from mire.words import words
from mire.words.words import translate

SPARE = 5
"""Cards proposed beyond the people announced."""


@require_http_methods(["GET", "HEAD", "POST"])
@console_page
def join_cards(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Say how many cards there are; make one void, or all, or ask for none any more."""
    if request.method != "POST":
        return _page(request, room)
    live, do = current_engine(), request.POST.get("do", "")
    try:
        if do == "void":
            live.ask(VoidJoinCard(room.code, request.POST.get("carte", "")))
        elif do == "void_all":
            live.ask(VoidJoinCards(room.code))
        elif do == "stop":
            live.ask(AskNoJoinCard(room.code))
    except Refusal as refusal:
        if refusal.code not in ("no_card", "used_card"):
            raise
        return _page(request, room, refusal)
    return redirect("join_cards", code=room.code)


@require_http_methods(["GET", "HEAD", "POST"])
@console_page
def print_cards(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Make cards, and show them once, ready to print."""
    if request.method != "POST":  # a reload: what was printed is not shown again
        return redirect("join_cards", code=room.code)
    n = read_whole(request.POST.get("n", "")) or 0
    try:
        saw = read_whole(request.POST.get("saw", ""))
        codes = current_engine().ask(MakeJoinCards(room.code, n, saw))
    except Refusal as refusal:
        if refusal.path != ("n",):
            raise
        return _page(request, room, refusal)
    join = public_address(request) + reverse("join", kwargs={"code": room.code})
    cards = [
        {"written": f"{each[:4]} {each[4:]}", "qr": qr_svg(f"{join}#carte={each}")}
        for each in codes
    ]
    context = {
        **about_meeting(room),
        "cards": cards,
        "short_address": join.split("://", 1)[1],
        "on": words.day(room.state.sheet.meeting.starts_at.date()),
    }
    return private(render(request, "console/join_cards_printed.html", context))


def _page(request: HttpRequest, room: RoomView, refused: Refusal | None = None) -> HttpResponse:
    now = find_room(request, room.code)
    n, n_used = len(now.join_cards), sum(now.join_cards.values())
    context = {
        **about_meeting(now),
        "n": n,
        "n_used": n_used,
        "n_left": n - n_used,
        "most": MOST_AT_ONCE,
        "wanted": request.POST.get("n") or min(now.state.headcount + SPARE, MOST_AT_ONCE),
        "typed": request.POST.get("carte", "")[:80],
        "refused": translate(refused.text) if refused else "",
        "refused_field": "".join(map(str, refused.path)) if refused else "",
        "title": _("Cartes d'entrée"),
    }
    status = 422 if refused else 200
    return private(render(request, "console/join_cards.html", context, status=status))
