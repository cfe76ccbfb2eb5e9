"""Rehearsing a meeting from its console: a room of its own, simulated people, no trace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mire.live.engine.engine import current_engine
from mire.live.engine.rehearsals import RATES, Discard, SetPace
from mire.live.engine.rooms import RoomView
from mire.live.state.agenda import sheet_as_changed
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web import rights
from mire.web.access import console_page
from mire.web.following import key_of_meeting, note_rehearsal_of
from mire.web.rehearsing import open_rehearsal, rehearsal_of
from mire.web.secret_addresses import keep


@require_POST
@console_page
def rehearse(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Open a rehearsal of this meeting's sheet, let its people in, and lead to its console."""
    if room.state.is_rehearsal:
        raise Refusal(text("Vous êtes déjà dans une répétition."), code="rehearsing")
    opened = open_rehearsal(
        sheet_as_changed(room.state),
        people=request.POST.get("n", ""),
        speed=request.POST.get("speed", "1"),
        back=reverse("day_before", kwargs={"code": room.code}),
        meeting=key_of_meeting(room.code),
    )
    response = redirect("console", code=opened.code)
    keep(response, rights.CONSOLE_COOKIE.format(code=opened.code), opened.console)
    return response


@require_safe
@console_page
def resume(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Lead back into the rehearsal of this meeting that goes on; to the day before for none."""
    where = reverse("day_before", kwargs={"code": room.code})
    crew = rehearsal_of(back=where)
    if crew is None:
        return redirect(where)
    played = current_engine().room(crew.code)
    cookie = rights.CONSOLE_COOKIE.format(code=crew.code)
    response = redirect("console", code=crew.code)
    if not rights.holds(played.console, request.COOKIES.get(cookie)):
        keep(response, cookie, rights.grant(played))
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
    """Stop a rehearsal and throw away all that it made; note that it was led to its end."""
    live = current_engine()
    crew = live.crews.get(room.code)
    if crew is not None:
        crew.stop()
        if crew.meeting and room.state.was_led_through:
            note_rehearsal_of(crew.meeting, room.state.sheet)
    live.ask(Discard(room.code))
    live.crews.pop(room.code, None)
    response = redirect((crew and crew.back) or "home")
    response.delete_cookie(rights.CONSOLE_COOKIE.format(code=room.code))
    return response
