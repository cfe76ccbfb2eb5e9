"""Paper: the sheet to print, and the scribe's page that types it in."""

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mire.documents.words import said
from mire.live.entries import canonical
from mire.live.log import engine
from mire.live.paper import MOST_BATCH, PaperBatch
from mire.live.room import ActivityState
from mire.live.work import LiveRoom
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime, Screen
from mire.web.room.access import find_room, for_console

PAPER_LINES = 9


@require_GET
@for_console
def sheet(request: HttpRequest, code: str, activity: str) -> HttpResponse:
    """Show an activity's paper sheet, ready to print."""
    room = find_room(request, code)
    found = _activity(room, activity)
    if found.regime is Regime.APART:  # its cards are numbered, and printed from its own page
        raise Http404
    return render(request, "room/paper.html", sheet_context(room, found))


def sheet_context(room: LiveRoom, activity: ActivityState) -> dict[str, Any]:
    """Return what an activity's paper sheet is drawn with."""
    return {
        "code": room.code,
        "is_rehearsal": room.state.is_rehearsal,
        "meeting": room.state.sheet.meeting,
        "template": f"{activity.technique.slug}/paper.html",
        "activity": {
            "id": activity.sheet.id, "title": activity.sheet.title, "number": activity.number,
        },
        "screen": activity.technique.screens[Screen.PARTICIPANT](
            activity.config, activity.technique.start(activity.config), None
        ),
        "paper": {"code": room.code, "lines": range(1, PAPER_LINES + 1)},
        "is_anonymous": activity.regime is Regime.BALLOT,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@for_console
def scribe(request: HttpRequest, code: str, activity: str) -> HttpResponse:
    """Take in answers typed from paper, one a line, all of them or none."""
    room = find_room(request, code)
    found = _activity(room, activity)
    if not found.regime.is_sealed:
        raise Http404
    context = {
        "code": code,
        "activity": {"id": activity, "title": found.sheet.title},
        "is_rehearsal": room.state.is_rehearsal,
        "is_named": found.regime is Regime.NAMED,
        "line_help": found.technique.line_help(found.config),
        "typed": request.POST.get("lines", ""),
        "batch": request.POST.get("batch", "")[:32] or secrets.token_hex(16),
        "errors": [],
        "stored": 0,
    }
    if request.method == "POST":
        bodies, errors = _read_lines(found, context["typed"])
        if not errors:
            try:
                stored = engine().ask(PaperBatch(code, activity, context["batch"], bodies))
                context |= {"stored": stored, "typed": "", "batch": secrets.token_hex(16)}
            except Refusal as refusal:
                errors = [said(refusal.text)]
        context["errors"] = errors
    return render(request, "room/scribe.html", context, status=422 if context["errors"] else 200)


def _activity(room: LiveRoom, slug: str) -> ActivityState:
    try:
        return room.state.activities[slug]
    except KeyError:
        raise Http404 from None


def _read_lines(activity: ActivityState, typed: str) -> tuple[list[bytes], list[str]]:
    """Read every line; return the answers, and what is wrong with the number of each line."""
    bodies, errors = [], []
    for number, line in enumerate(typed.splitlines(), 1):
        if not line.strip():
            continue
        try:
            contribution = activity.technique.read_line(activity.config, line)
            bodies.append(canonical(contribution))
        except Refusal as refusal:
            errors.append(
                _("Ligne %(number)s : %(why)s") % {"number": number, "why": said(refusal.text)}
            )
    if not bodies and not errors:
        errors = [_("Rien n'est saisi : une réponse par ligne.")]
    if len(bodies) > MOST_BATCH:
        errors = [_("Un lot compte de 1 à %(most)s feuilles.") % {"most": MOST_BATCH}]
    return bodies, errors
