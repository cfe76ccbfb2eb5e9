"""Reading again what was said, once its question is closed (at tables, as it comes): mask a
text, or erase it.
"""  # noqa: D205

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mire.live.engine.controls import Control, Erase
from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.live.state.results import is_withheld
from mire.live.state.room import Phase
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime
from mire.technique_api.text import text
from mire.web.access import console_page
from mire.web.following import follow_room
from mire.words.words import translate


@require_http_methods(["GET", "HEAD", "POST"])
@console_page
def review(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Show every text that may be read; on POST, mask or erase one."""
    refused = ""
    if request.method == "POST":
        try:
            _change(request, room.code)
        except Refusal as refusal:
            refused = translate(refusal.text)
        else:
            follow_room(room.code)
            return redirect("review", code=room.code)
    context = {
        "code": room.code,
        "meeting": room.state.sheet.meeting,
        "is_rehearsal": room.state.is_rehearsal,
        "is_ended": room.state.ended_at is not None,
        "activities": _activities(room),
        "refused": refused,
    }
    return render(request, "console/review.html", context, status=409 if refused else 200)


def _change(request: HttpRequest, code: str) -> None:
    entry = request.POST.get("entry", "")
    if request.POST.get("do") != "erase":
        body = {"entry": entry, "reason": request.POST.get("reason", "")}
        activity = request.POST.get("activity", "")
        current_engine().ask(Control(code, Command(entries.TEXT_MASKED, activity, 0, body)))
        return
    if request.POST.get("confirmed") != "1":
        raise Refusal(
            text("Effacer est définitif : cochez la case qui le confirme."),
            path=("confirmed",),
        )
    current_engine().ask(Erase(code, entry))


def _activities(room: RoomView) -> list[dict[str, object]]:
    """Return the activities that hold texts or names, in the order of the sheet: those that are
    closed, and those whose tables speak in the open.
    """  # noqa: D205
    told = []
    for activity in room.state.activities.values():
        is_open = activity.phase is not Phase.CLOSED and activity.regime is not Regime.GROUP
        if is_open or is_withheld(room.state, activity):
            continue
        texts, withdrawn = activity.verbatims(), activity.withdrawn()
        masked = activity.masked_texts
        names = sorted(activity.signatures(), key=lambda each: each.name)
        if texts or withdrawn or masked or names:
            told.append(
                {
                    "id": activity.sheet.id,
                    "title": activity.sheet.title,
                    "texts": texts,
                    "withdrawn": withdrawn,
                    "names": names,
                    "n_masked": len(masked),
                }
            )
    return told
