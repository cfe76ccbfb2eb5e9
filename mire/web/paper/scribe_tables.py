"""The scribe's page of tables: what they wrote on paper, a remark a line, where it was said.

One line under the place of the fields is kept at once. What could be read in two ways, or is many
lines, is first shown as it was understood.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from msgspec.structs import replace

from mire.live.engine.answers import check_admission
from mire.live.engine.engine import current_engine
from mire.live.engine.paper import MOST_BATCH, PaperBatch
from mire.live.engine.readers import ReadActivityLog
from mire.live.engine.rooms import RoomView
from mire.live.state.entries import LogEntry, canonical
from mire.live.state.room import ActivityState
from mire.technique_api.media import PAPER
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Entry, Screen, Verbatim
from mire.technique_api.text import Text, text
from mire.web.forms import fields_of
from mire.words.words import translate

LAST_LINES = 8
MOST_PRESET = 40
ASIDE = frozenset({"csrfmiddlewaretoken", "batch", "said", "undo", "mark", "kept", "as"})
"""Fields that don't stay from line to line."""

PLACE = ("table", "heading", "round")
"""Fields that say where something was said, of those that a technique has."""

TRIAL = "trial"
"""What begins the id of an entry that is only shown."""

BY_FIELDS, BY_LINES = "fields", "lines"
"""How lines are read: at the place of the fields, word for word, or where each says itself."""

WHOLE_LINE = re.compile(r"\s*\d{1,2}[./][rR]?\d")
"""A line that may say by itself where it was said, as on the paper sheet; or begins by a number."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what was typed: an answer a line, its place, or what is wrong with it."""

    how: str
    made: list[bytes] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    place: dict[str, str] = field(default_factory=dict)


def scribe_of_tables(request: HttpRequest, room: RoomView, activity: ActivityState) -> HttpResponse:
    """Take in what tables wrote; where it was said stays from lot to lot."""
    given = request.POST if request.method == "POST" else request.GET
    preset = {name: str(each)[:MOST_PRESET] for name, each in given.items() if name not in ASIDE}
    errors: list[str] = []
    readings: list[Reading] = []
    moved: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            readings, moved = _taken_in(room, activity, request.POST)
            errors = _errors(readings)
        except Refusal as refusal:
            errors = [translate(refusal.text)]
        if not (readings or errors):
            query = urlencode({name: each for name, each in {**preset, **moved}.items() if each})
            return redirect(f"{request.path}?{query}" if query else request.path)
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
            "marks": {name: request.POST.get(name, "") for name in ("mark", "kept")},
            "line_help": activity.technique.expect_answers().line_help(activity.config),
            "typed": request.POST.get("said", ""),
            "batch": request.POST.get("batch", "")[:32] or secrets.token_hex(16),
            "lines": _typed_lines(room, activity),
            "readings": [each for each in readings if not each.errors],
            "errors": errors,
        },
        status=422 if errors else 200,
    )


def _taken_in(
    room: RoomView, activity: ActivityState, given: QueryDict
) -> tuple[list[Reading], Mapping[str, str]]:
    """Keep what is typed, or return the ways to read it, if there is something to ask.

    The second is where the last line says that it was said, for those that follow.
    """
    batch = given.get("batch", "")[:32] or secrets.token_hex(16)
    if undone := given.get("undo", ""):
        made = _undone(room, activity, undone)
        _keep(room, activity, f"undo-{undone}"[:60], [canonical(made)])
        return [], {}
    lines = [line.strip() for line in given.get("said", "").splitlines() if line.strip()]
    if len(lines) > MOST_BATCH:
        raise Refusal(text("Un lot compte de 1 à %(most)s feuilles.", most=MOST_BATCH))
    if not lines:
        raise Refusal(text("Rien n'est saisi : un propos par ligne."), code="missing")
    at = room.state.last_at  # what is only shown is no later than the last entry
    by_fields = _read(BY_FIELDS, activity, lines, _at_fields(activity, given), at)
    by_lines = _read(BY_LINES, activity, lines, _at_lines(activity, given), at)
    begins_by_a_place = any(WHOLE_LINE.match(line) for line in lines)
    wanted = {BY_FIELDS: by_fields, BY_LINES: by_lines}.get(given.get("as", ""))
    if wanted is None and not begins_by_a_place:
        wanted = by_fields if len(lines) == 1 or by_fields.errors else None
        if wanted is None:
            return [by_fields], {}
    if wanted is None and not given.get("table", "").strip() and len(lines) == 1:
        wanted = by_lines  # no place but the line's own
    if wanted is None:
        return [by_lines, by_fields], {}
    if wanted.errors:
        return [wanted], {}
    _keep(room, activity, batch, wanted.made)
    return [], wanted.place


def _at_fields(activity: ActivityState, given: QueryDict) -> Callable[[str], Any]:
    fields = {name: each for name, each in fields_of(given).items() if name != "as"}
    answers = activity.technique.expect_answers()
    return lambda line: answers.read_form(activity.config, {**fields, "said": line})


def _at_lines(activity: ActivityState, given: QueryDict) -> Callable[[str], Any]:
    """Read lines that say their place there, others at the place of the fields."""
    at_fields = _at_fields(activity, given)
    answers = activity.technique.expect_answers()

    def read(line: str) -> Any:
        if WHOLE_LINE.match(line):
            return answers.read_line(activity.config, line)
        return at_fields(line)

    return read


def _read(
    how: str, activity: ActivityState, lines: list[str], read: Callable[[str], Any], at: datetime
) -> Reading:
    """Read each line as if those before it were kept."""
    answers, fold = activity.technique.expect_answers(), activity.technique.expect_fold()
    reading = Reading(how)
    for number, line in enumerate(lines):
        try:
            made = read(line)
            pieces = answers.split(made)
            check_admission(activity, pieces)
        except Refusal as refusal:
            why = translate(refusal.text)
            if len(lines) > 1:
                why = _("Ligne %(number)s : %(why)s") % {"number": number + 1, "why": why}
            reading.errors.append(why)
            continue
        state, author = activity.state, answers.author and answers.author(made)
        for piece in pieces:
            body = fold.read_piece(piece.kind, piece.body)
            entry = Entry(f"{TRIAL}-{number}", piece.kind, body, author, PAPER, at)
            state = fold.step(activity.config, state, entry)
        activity = replace(activity, state=state)
        reading.made.append(canonical(made))
        if how == BY_LINES and WHOLE_LINE.match(line):
            own = answers.own(activity.config, made)
            reading.place.update({name: str(own[name]) for name in PLACE if own.get(name)})
    reading.lines.extend(
        {"text": each.text, "where": _where(each)}
        for each in fold.verbatims(activity.state)
        if each.id.startswith(f"{TRIAL}-")
    )
    return reading


def _errors(readings: list[Reading]) -> list[str]:
    """Return what is wrong with the first way to read, when no way is sound."""
    if not readings or any(not each.errors for each in readings):
        return []
    return readings[0].errors


def _keep(room: RoomView, activity: ActivityState, batch: str, made: list[bytes]) -> None:
    current_engine().ask(PaperBatch(room.code, activity.sheet.id, batch, made))


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
