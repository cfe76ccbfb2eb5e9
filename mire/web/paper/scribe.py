"""The scribe's page: answers typed in from paper."""

import hashlib
import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mire.live.engine.engine import current_engine
from mire.live.engine.paper import MOST_BATCH, PaperBatch
from mire.live.engine.rooms import RoomView
from mire.live.state.entries import canonical
from mire.live.state.room import ActivityState
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime
from mire.web.access import console_page
from mire.web.paper.scribe_tables import scribe_of_tables
from mire.web.paper.sheets import activity_of
from mire.words.words import translate


@require_http_methods(["GET", "HEAD", "POST"])
@console_page
def scribe(request: HttpRequest, room: RoomView, activity: str) -> HttpResponse:
    """Take in answers typed from paper, one a line, all of them or none.

    What was understood is shown first; only those very lines are then kept.
    """
    found = activity_of(room, activity)
    if found.regime is Regime.GROUP:
        return scribe_of_tables(request, room, found)
    if not found.regime.is_sealed:
        raise Http404
    typed = request.POST.get("lines", "")
    batch = request.POST.get("batch", "")[:32] or secrets.token_hex(16)
    errors: list[str] = []
    shown: list[dict[str, Any]] = []
    stored = 0
    if request.method == "POST":
        bodies, read, errors = _read_lines(found, typed)
        if not errors and request.POST.get("as") != _mark_of(typed):
            shown = read
        elif not errors:
            try:
                stored = current_engine().ask(PaperBatch(room.code, activity, batch, bodies))
                typed, batch = "", secrets.token_hex(16)
            except Refusal as refusal:
                errors = [translate(refusal.text)]
    context = {
        "code": room.code,
        "activity": {"id": activity, "title": found.sheet.title},
        "is_rehearsal": room.state.is_rehearsal,
        "is_named": found.regime is Regime.NAMED,
        "line_help": found.technique.expect_answers().line_help(found.config),
        "typed": typed,
        "shown": shown,
        "mark": _mark_of(typed),
        "batch": batch,
        "errors": errors,
        "stored": stored,
    }
    return render(request, "paper/scribe.html", context, status=422 if errors else 200)


def _mark_of(typed: str) -> str:
    """Return what tells the lines that were shown from others; ends of lines and blanks aside."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def _read_lines(
    activity: ActivityState, typed: str
) -> tuple[list[bytes], list[dict[str, Any]], list[str]]:
    """Read every line; return the answers, how each is told, and what is wrong with which line."""
    bodies, read, errors = [], [], []
    answers = activity.technique.expect_answers()
    for number, line in enumerate(typed.splitlines(), 1):
        if not line.strip():
            continue
        try:
            contribution = answers.read_line(activity.config, line)
        except Refusal as refusal:
            errors.append(
                _("Ligne %(number)s : %(why)s") % {"number": number, "why": translate(refusal.text)}
            )
            continue
        bodies.append(canonical(contribution))
        told = answers.told(activity.config, contribution) if answers.told else ()
        read.append({"number": number, "line": line.strip(), "told": told})
    if not bodies and not errors:
        errors = [_("Rien n'est saisi : une réponse par ligne.")]
    if len(bodies) > MOST_BATCH:
        errors = [_("Un lot compte de 1 à %(most)s feuilles.") % {"most": MOST_BATCH}]
    return bodies, read, errors
