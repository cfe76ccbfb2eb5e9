"""The scribe's page: answers typed in from paper."""

import re
import secrets
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mire.live.engine.engine import current_engine
from mire.live.engine.paper import MOST_BATCH, PaperBatch
from mire.live.engine.readers import ReadActivityLog
from mire.live.engine.rooms import RoomView
from mire.live.state.entries import LogEntry, canonical
from mire.live.state.room import ActivityState
from mire.technique_api.media import PAPER
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime, Screen, Verbatim
from mire.technique_api.text import Text, text
from mire.web.access import console_page
from mire.web.forms import fields_of
from mire.web.paper.sheets import activity_of
from mire.words.words import said

LAST_LINES = 8
MOST_PRESET = 40
ASIDE = frozenset({"csrfmiddlewaretoken", "batch", "said", "undo", "mark"})
"""Fields that don't stay from line to line."""

WHOLE_LINE = re.compile(r"\s*\d{1,2}[./][rR]?\d")
"""A line that says by itself where it was said, as on the paper sheet."""


@require_http_methods(["GET", "HEAD", "POST"])
@console_page
def scribe(request: HttpRequest, room: RoomView, activity: str) -> HttpResponse:
    """Take in answers typed from paper, one a line, all of them or none."""
    found = activity_of(room, activity)
    if found.regime is Regime.GROUP:
        return _scribe_of_tables(request, room, found)
    if not found.regime.is_sealed:
        raise Http404
    typed = request.POST.get("lines", "")
    batch = request.POST.get("batch", "")[:32] or secrets.token_hex(16)
    errors: list[str] = []
    stored = 0
    if request.method == "POST":
        bodies, errors = _read_lines(found, typed)
        if not errors:
            try:
                stored = current_engine().ask(PaperBatch(room.code, activity, batch, bodies))
                typed, batch = "", secrets.token_hex(16)
            except Refusal as refusal:
                errors = [said(refusal.text)]
    context = {
        "code": room.code,
        "activity": {"id": activity, "title": found.sheet.title},
        "is_rehearsal": room.state.is_rehearsal,
        "is_named": found.regime is Regime.NAMED,
        "line_help": found.technique.expect_answers().line_help(found.config),
        "typed": typed,
        "batch": batch,
        "errors": errors,
        "stored": stored,
    }
    return render(request, "paper/scribe.html", context, status=422 if errors else 200)


def _scribe_of_tables(
    request: HttpRequest, room: RoomView, activity: ActivityState
) -> HttpResponse:
    """Take in what tables wrote, a line at a time; where it was said stays from line to line."""
    given = request.POST if request.method == "POST" else request.GET
    preset = {name: str(each)[:MOST_PRESET] for name, each in given.items() if name not in ASIDE}
    refused = ""
    if request.method == "POST":
        try:
            kept = _kept_line(room, activity, request.POST)
            query = urlencode({name: each for name, each in {**preset, **kept}.items() if each})
            return redirect(f"{request.path}?{query}" if query else request.path)
        except Refusal as refusal:
            refused = said(refusal.text)
    return render(
        request,
        "paper/scribe_tables.html",
        {
            "code": room.code,
            "activity": {"id": activity.sheet.id, "title": activity.sheet.title},
            "is_rehearsal": room.state.is_rehearsal,
            "template": activity.technique.template("scribe"),
            "screen": activity.technique.screens[Screen.PARTICIPANT](
                activity.config, activity.state, None
            ),
            "preset": preset,
            "line_help": activity.technique.expect_answers().line_help(activity.config),
            "typed": request.POST.get("said", ""),
            "batch": request.POST.get("batch", "")[:32] or secrets.token_hex(16),
            "lines": _typed_lines(room, activity),
            "refused": refused,
        },
        status=422 if refused else 200,
    )


def _kept_line(room: RoomView, activity: ActivityState, given: QueryDict) -> dict[str, str]:
    """Store a line, or take one back; return where it was said, if the line itself tells."""
    answers, config = activity.technique.expect_answers(), activity.config
    moved: dict[str, str] = {}
    if undone := given.get("undo", ""):
        made = _undone(room, activity, undone)
    elif WHOLE_LINE.match(line := given.get("said", "")):
        made = answers.read_line(config, line)
        moved = {
            name: str(each)
            for name, each in answers.own(config, made).items()
            if name in given and name not in ASIDE and each is not None
        }
    else:
        made = answers.read_form(config, fields_of(given))
    batch = given.get("batch", "")[:32] or f"undo-{undone}"[:60]
    current_engine().ask(PaperBatch(room.code, activity.sheet.id, batch, [canonical(made)]))
    return moved


def _undone(room: RoomView, activity: ActivityState, id: str) -> Any:
    tables = activity.technique.tables
    for entry in _on_paper(room, activity):
        if entry.id == id and tables is not None:
            piece = activity.technique.expect_fold().read_piece(entry.kind, entry.body)
            if (made := tables.undo(id, piece)) is not None:
                return made
    raise Refusal(text("Cette ligne n'est plus là."), code="unknown")


def _typed_lines(room: RoomView, activity: ActivityState) -> list[dict[str, Any]]:
    """Return the last lines that were typed and still stand, the latest first."""
    standing = {each.id: each for each in activity.verbatims()}
    ids = [each.id for each in _on_paper(room, activity) if each.id in standing]
    return [
        {"id": id, "text": standing[id].text, "where": _where(standing[id])}
        for id in reversed(ids[-LAST_LINES:])
    ]


def _where(verbatim: Verbatim) -> Text | None:
    """Return where something was said, in all that a report would say of it."""
    if verbatim.about is None or verbatim.beside is None:
        return verbatim.about or verbatim.beside
    return text("%(about)s · %(beside)s", about=verbatim.about, beside=verbatim.beside)


def _on_paper(room: RoomView, activity: ActivityState) -> list[LogEntry]:
    return current_engine().read(ReadActivityLog(room.code, activity.sheet.id, PAPER))


def _read_lines(activity: ActivityState, typed: str) -> tuple[list[bytes], list[str]]:
    """Read every line; return the answers, and what is wrong with the number of each line."""
    bodies, errors = [], []
    for number, line in enumerate(typed.splitlines(), 1):
        if not line.strip():
            continue
        try:
            contribution = activity.technique.expect_answers().read_line(activity.config, line)
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
