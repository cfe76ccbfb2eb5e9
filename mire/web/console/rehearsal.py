"""Rehearsing a meeting from its console: a room of its own, simulated people, no trace."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mire.live.engine.engine import current_engine
from mire.live.engine.rehearsals import RATES, Discard, SetPace
from mire.live.engine.requests import CreateRoom
from mire.live.engine.rooms import RoomView
from mire.live.rehearsal.crew import MOST_PEOPLE, Crew
from mire.live.state.agenda import sheet_as_changed
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web import rights
from mire.web.access import console_page
from mire.web.secret_addresses import keep

MOST_REHEARSALS = 4
"""At once, in one process."""


@require_POST
@console_page
def rehearse(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Open a rehearsal of this meeting's sheet, let its people in, and lead to its console."""
    n, speed = request.POST.get("n", ""), request.POST.get("speed", "1")
    if not n.isdecimal() or not 1 <= int(n) <= MOST_PEOPLE:
        raise Refusal(
            text("il faut un nombre entre %(low)s et %(high)s", low=1, high=MOST_PEOPLE),
            path=("n",),
        )
    live = current_engine()
    going = [crew for crew in live.crews.values() if not crew.is_done]
    if len(going) >= MOST_REHEARSALS:
        raise Refusal(
            text("%(most)s répétitions sont déjà en cours : arrêtez-en une.", most=MOST_REHEARSALS),
            code="too_often",
        )
    origin = room.state
    if origin.is_rehearsal:
        raise Refusal(text("Vous êtes déjà dans une répétition."), code="rehearsing")
    made, console, _projector = live.ask(CreateRoom(sheet_as_changed(origin), is_rehearsal=True))
    crew = Crew(live, made, n=int(n), seed=secrets.randbits(32), origin=room.code)
    live.crews[made] = crew
    live.ask(SetPace(made, 10.0 if speed == "10" else 1.0))
    crew.start(is_at_once=speed == "at_once")
    response = redirect("console", code=made)
    keep(response, rights.CONSOLE_COOKIE.format(code=made), console.hex())
    return response


@require_POST
@console_page
def pace(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Let a rehearsal's clock go faster, or as time goes."""
    wanted = request.POST.get("rate", "")
    rate = next((each for each in RATES if str(each) == wanted), 1)
    current_engine().ask(SetPace(room.code, float(rate)))
    return redirect("console", code=room.code)


@require_POST
@console_page
def discard(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Stop a rehearsal and throw away all that it made."""
    live = current_engine()
    crew = live.crews.get(room.code)
    if crew is not None:
        crew.stop()
    live.ask(Discard(room.code))
    live.crews.pop(room.code, None)
    origin = "" if crew is None else crew.origin
    response = redirect("day_before", code=origin) if origin else redirect("home")
    response.delete_cookie(rights.CONSOLE_COOKIE.format(code=room.code))
    return response
