"""What a facilitator asks of a technique itself: to seat people, begin a round, mend."""

import hashlib
from typing import Any

import numpy
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from mire.live.engine.controls import Direct
from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.live.views.naming import asked_of
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web import rights
from mire.web.access import console_page, page_after, press

ASIDE = frozenset({"activity", "saw", "csrfmiddlewaretoken", "show", "proposal", "then", "at"})
"""Fields of a control's form that are not the technique's."""


@require_http_methods(["GET", "HEAD", "POST"])
@console_page
def direct(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Do what a facilitator asks of the technique itself; say why not when it can't be."""
    if request.method != "POST":  # after a reload, the back button
        return redirect("console", code=room.code)

    def do() -> dict[str, Any]:
        return {"directed": _directed(room, request)}

    return press(request, do) or page_after(request, room.code, "pack")


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
    if activity is None or activity.technique.tables is None:
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
    if room.state.headcount != room.state.sheet.meeting.participants:
        given["headcount"] = str(room.state.headcount)
    asked = asked_of(room.state, activity, given)
    drawn = hashlib.sha256(f"{room.state.opening_id} {activity.sheet.id} {saw}".encode())
    seed = int.from_bytes(drawn.digest()[:8], "big")
    pieces = activity.technique.tables.direct(
        activity.config, activity.state, asked, numpy.random.default_rng(seed)
    )
    then = None
    if shown := request.POST.get("show", "").strip():  # read on the console before the press
        desk = rights.desk_of(request.COOKIES, room.code)
        then = Command(entries.TEXT_SHOWN, activity.sheet.id, 0, {"entry": shown}, desk)
    return current_engine().ask(Direct(room.code, activity.sheet.id, int(saw), pieces, then))


MOST_FIELD = 500
