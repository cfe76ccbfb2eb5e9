"""Seats that nobody uses: one device may have taken many."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mire.live.engine.engine import current_engine
from mire.live.engine.requests import CutSeats
from mire.live.engine.rooms import RoomView
from mire.web import rates
from mire.web.access import console_page, press


@require_POST
@console_page
def cut_unheard(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Take back the seats that were never heard of, and let phones join again."""

    def do() -> dict[str, int]:
        engine = current_engine()
        unheard = engine.presence.unheard(room.code)
        n = engine.ask(CutSeats(room.code, unheard))
        engine.presence.cut(room.code, unheard)
        rates.joins.refill(lambda key: str(key).endswith(f" {room.code}"))
        return {"cut": n}

    return press(request, do) or redirect("console", code=room.code)
