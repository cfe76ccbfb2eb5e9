"""The run-sheet editor: rows re-timed at once, settings from their type, nothing lost.

Each act is one form with the version that its page was made from; two editors' acts are put
together activity by activity. It works without scripts; with them, the page changes in place.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mire.programme.findings.rules import STATUS_WORDS, Status
from mire.programme.meetings.actions import SheetChange, change_place, change_sheet, undo_sheet
from mire.programme.meetings.queries import (
    Meeting,
    limits_chosen,
    may_undo,
    rehearsed_since_change,
)
from mire.programme.methods.queries import card_in, cards_of
from mire.programme.methods.rules import METHOD
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.restitutions.queries import restitution_of_meeting
from mire.programme.steering.queries import KIND as STEERING
from mire.programme.steering.queries import dossier_of_meeting, minutes_of_meeting
from mire.programme.steering.rules import MINUTES_WORDS, MinutesState, may_read_minutes
from mire.programme.transfer.queries import who_brought_in
from mire.runsheet import editing
from mire.runsheet.checks import MOST_PHONE_MOMENTS, needed_minutes, overrun
from mire.runsheet.sheet import Activity, Problem, Sheet, SheetRefused
from mire.runsheet.timetable import rows_of, shorten_to_fit
from mire.runsheet.toml_file import read_draft
from mire.technique_api.free_text import read_whole
from mire.technique_api.refusal import Refusal
from mire.technique_api.registry import technique, techniques
from mire.technique_api.settings import read_settings, settings_of, settings_type
from mire.technique_api.text import text
from mire.web.following import note_end_of, note_rehearsal_in
from mire.web.forms import fields_of as sent_fields
from mire.web.office.meetings.around import around
from mire.web.office.meetings.fields import (
    activity_fields,
    fields_of,
    meeting_fields,
    read_meeting,
)
from mire.web.office.meetings.notices import (
    first_in_the_way,
    note_wrong_minutes,
    say_merge,
    say_taken,
    unkept_words,
)
from mire.web.office.meetings.views import PLACE, address, meeting_page
from mire.web.office.pages import EVERYBODY, GROUP, actor, show, take_typed
from mire.web.rehearsing import rehearsal_of
from mire.words import words

NEW_MINUTES = 10
ACTIVITY_FIELDS = ("title", "planned", "least", "most", "fixed", "notes")
OPEN_FORM = ("activity", "meeting")  # what the form beside the rows sends
ACTIVITY_TICKS = ("droppable", "buffer")


@require_safe
@meeting_page(*EVERYBODY)
def meeting(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Show a meeting: its run sheet while it is prepared, its room once it is open."""
    if meeting.code and meeting.ended_at is None:
        note_end_of(meeting.code)
        meeting.refresh_from_db()
    crew = rehearsal_of(meeting=meeting.key)
    if crew is not None and not rehearsed_since_change(meeting):
        note_rehearsal_in(crew.code, meeting.key)
        meeting.refresh_from_db()
    return show_meeting(request, member, meeting, chosen=request.GET.get("sequence", ""))


def show_meeting(
    request: HttpRequest,
    member: Member,
    meeting: Meeting,
    *,
    chosen: str = "",
    notice: str = "",
    refusal: Refusal | None = None,
    typed: Mapping[str, str] | None = None,
    wrong_minutes: tuple[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a meeting's page; ``typed`` is what a refused form held, ``refusal`` why.

    ``wrong_minutes``: the activity whose minutes were refused, and what was typed there.
    """
    may_edit = member.may(Right.FACILITATOR) and meeting.code is None
    context: dict[str, Any] = {
        "meeting": meeting,
        "may_edit": may_edit,
        "may_lead": member.may(Right.FACILITATOR),
        "may_read_said": member.may(*GROUP, Right.MANAGEMENT),
        "notice": notice,
        "error": "" if refusal is None or refusal.path else words.translate(refusal.text),
        "at": timezone.localtime(meeting.planned_at),
        "ended_at": None if meeting.ended_at is None else timezone.localtime(meeting.ended_at),
        "brought_in_by": who_brought_in(meeting),
        "restitution": None,
    }
    if member.may(*GROUP, Right.MANAGEMENT):
        context["decides"] = _decides(member, meeting)
    if meeting.ended_at is not None and (found := restitution_of_meeting(meeting)) is not None:
        context["restitution"] = found
        context["restitution_status"] = words.translate(STATUS_WORDS[Status(found.status)])
    if typed and not may_edit:  # the room was opened meanwhile
        context["unkept"] = unkept_words(typed)
    if meeting.sheet:
        sheet, problems = read_draft(meeting.sheet.encode())
        context |= _sheet_context(meeting, sheet, problems)
        if wrong_minutes is not None and refusal is not None:
            note_wrong_minutes(context["rows"], *wrong_minutes, words.translate(refusal.text))
            refusal = None
        context["methods"] = _methods(member) if may_edit else []
        selected = next((each for each in sheet.activity if each.id == chosen), None)
        context["chosen"] = selected.id if selected else ""
        context |= _panel(selected, sheet, meeting, refusal, typed)
        context |= around(member, meeting, sheet, fits=not problems)
    else:
        context |= around(member, meeting, None, fits=False)
    return show(request, member, "office/meeting.html", context, place=PLACE, status=status)


def _decides(member: Member, meeting: Meeting) -> dict[str, str]:
    """Return where a meeting's file and minutes stand, in words; "" for what one can't open."""
    writes = member.may(*GROUP)
    dossier, minutes = dossier_of_meeting(meeting), minutes_of_meeting(meeting)
    n_sent = 0 if dossier is None else dossier.version - 1
    if n_sent:
        sent = ngettext("envoyé", "envoyé %(n)s fois", n_sent) % {"n": n_sent}
    else:
        sent = _("pas encore envoyé") if writes else ""
    if minutes is not None and may_read_minutes(
        MinutesState(minutes.state), member.rights, was_proposed=minutes.amend_until is not None
    ):
        state = words.translate(MINUTES_WORDS[MinutesState(minutes.state)])
    else:
        state = _("pas commencé") if writes and minutes is None else ""
    has_file = meeting.kind == STEERING or dossier is not None
    return {"dossier": sent if has_file else "", "minutes": state}


def _sheet_context(meeting: Meeting, sheet: Sheet, problems: list[Problem]) -> dict[str, Any]:
    how = sheet.fit()
    said_above = [each.text for each in overrun(sheet)]
    by_activity: dict[int, list[str]] = {}
    general = []
    for each in problems:
        said = words.translate(each.text)
        if each.text in said_above:
            continue
        if len(each.path) > 1 and each.path[0] == "activity" and isinstance(each.path[1], int):
            by_activity.setdefault(each.path[1], []).append(said)
        else:
            general.append(said)
    rows = rows_of(sheet)
    moments = sum(row.asks_phones is True for row in rows)
    starts = 0
    drawn = []
    for row in rows:
        drawn.append({"x": starts, "width": row.activity.planned, "number": row.number})
        starts += row.activity.planned
    return {
        "sheet": sheet,
        "version": meeting.version,
        "rows": [
            {
                "row": row,
                "technique": words.translate(technique(row.activity.technique).title)
                if row.activity.technique in techniques()
                else row.activity.technique,
                "problems": by_activity.get(row.number - 1, []),
                "minutes": row.activity.planned,
                "least": max(row.activity.least_minutes, needed_minutes(row.activity)),
                "most": row.activity.most_minutes,
                "is_first": row.number == 1,
                "is_last": row.number == len(rows),
            }
            for row in rows
        ],
        "general": general,
        "in_the_way": first_in_the_way(rows, by_activity, general),
        "n_problems": len(problems),
        "fit": how,
        "ends": sheet.meeting.ends_at,
        "bars": drawn,
        "bar_width": max(how.total, sheet.meeting.slot),
        "can_shorten": how.over > 0 and shorten_to_fit(sheet) is not None,
        "breaks_at": None if how.breaks_at is None else sheet.activity[how.breaks_at].title,
        "moments": moments,
        "most_moments": MOST_PHONE_MOMENTS,
        "may_undo": may_undo(meeting),
        "techniques": [
            {"slug": slug, "title": words.translate(each.title)}
            for slug, each in techniques().items()
        ],
    }


def _panel(
    selected: Activity | None,
    sheet: Sheet,
    meeting: Meeting,
    refusal: Refusal | None,
    typed: Mapping[str, str] | None,
) -> dict[str, Any]:
    path = () if refusal is None else refusal.path
    error = "" if refusal is None else words.translate(refusal.text)
    if selected is None:
        return {"fields": meeting_fields(sheet, meeting.place, typed, path, error)}
    made = technique(selected.technique) if selected.technique in techniques() else None
    fields = activity_fields(selected, typed, path, error)
    if made is not None:
        own = path[1:] if path[:1] == ("settings",) else ()
        settings = settings_of(settings_type(made.read_config))
        fields += fields_of(settings, selected.settings, typed, own, error)
    return {
        "selected": selected,
        "fields": fields,
        "surfaces": [
            ("projector", _("Écran")),
            ("phone", _("Téléphone")),
            ("console", _("Régie")),
        ],
        "technique_title": words.translate(made.title) if made else selected.technique,
    }


@meeting_page(Right.FACILITATOR)
def edit(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Do one act of the editor, and show the page again."""
    if request.method != "POST":
        return _after_sign_in(request, member, meeting)
    given = sent_fields(request.POST)
    chosen = given.get("sequence", "")
    act, _sep, value = given.get("act", "").partition(":")
    # The open form is shown as it was typed only when it is what was sent.
    typed = given if act in OPEN_FORM else None
    now = timezone.now()
    was = meeting.sheet
    try:
        if act == "undo":
            undo_sheet(meeting=meeting, by=actor(member), now=now)
            return _back(member, meeting, chosen)
        done = change_sheet(
            meeting=meeting,
            version=read_whole(given.get("version", "")) or 0,
            change=_change_of(member, meeting, act, value, chosen, given),
            by=actor(member),
            now=now,
        )
        if act == "meeting":
            place = given.get("place", "").strip()[:160]
            change_place(meeting=done.meeting, place=place, by=actor(member), now=now)
    except Refusal as refusal:
        meeting.refresh_from_db()
        is_minutes = act == "minutes" and bool(refusal.path)
        return show_meeting(
            request,
            member,
            meeting,
            chosen=chosen,
            refusal=refusal if typed or is_minutes else Refusal(refusal.text, code=refusal.code),
            typed=typed,
            wrong_minutes=(value, given.get("planned", "")) if is_minutes else None,
            status=422,
        )
    if done.clashes or done.was_behind:
        return show_meeting(
            request,
            member,
            done.meeting,
            chosen=chosen,
            notice=say_merge(done),
            typed=typed if done.clashes else None,
            status=409 if done.clashes else 200,
        )
    if act == "shorten":
        said = say_taken(read_draft(was.encode())[0], done.mine)
        return show_meeting(request, member, done.meeting, chosen=chosen, notice=said)
    if act in ("add", "copy"):
        chosen = _new_id(meeting, done) or chosen
    if act == "remove" and value == chosen:
        chosen = ""
    return _back(member, meeting, chosen)


def _after_sign_in(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Show what a form held when the session had lapsed, or lead to the meeting's page."""
    given = sent_fields(QueryDict(take_typed(request) or ""))
    if given.get("act") not in OPEN_FORM:
        return _back(member, meeting, given.get("sequence", ""))
    return show_meeting(
        request,
        member,
        meeting,
        chosen=given.get("sequence", ""),
        typed=given,
        notice=_(
            "Votre session était fermée : ce que vous aviez écrit est ci-dessous, pas encore "
            "enregistré."
        ),
    )


def _back(member: Member, meeting: Meeting, chosen: str) -> HttpResponse:
    where = address("office_meeting", member, meeting)
    return redirect(f"{where}?sequence={chosen}#conducteur" if chosen else f"{where}#conducteur")


def _change_of(
    member: Member, meeting: Meeting, act: str, value: str, chosen: str, given: Mapping[str, str]
) -> Callable[[Sheet], Sheet]:
    """Return the change that an act asks for; ``value`` is the activity that its button names."""
    if act == "up":
        return lambda sheet: editing.move_activity(sheet, value, editing.place_of(sheet, value) - 1)
    if act == "down":
        return lambda sheet: editing.move_activity(sheet, value, editing.place_of(sheet, value) + 1)
    if act == "place":
        place = _whole(given.get("place", ""), "place")
        return lambda sheet: editing.move_activity(sheet, value, place)
    if act == "minutes":
        minutes = _whole(given.get("planned", ""), "planned")
        limits = limits_chosen(meeting, value)
        return lambda sheet: editing.with_minutes(sheet, value, minutes, limits)
    if act == "remove":
        return lambda sheet: editing.remove_activity(sheet, value)
    if act == "copy":
        return lambda sheet: editing.copy_activity(sheet, value)
    if act == "shorten":
        return lambda sheet: shorten_to_fit(sheet) or sheet
    if act == "add":
        slug, title, minutes = _added(member, given.get("technique", ""))
        return lambda sheet: editing.add_activity(
            sheet, slug, title=title, minutes=minutes, after=chosen or None
        )
    if act == "activity":
        return lambda sheet: _with_activity(sheet, chosen, given)
    if act == "meeting":
        return lambda sheet: editing.change_meeting(sheet, read_meeting(given))
    raise Refusal(text("Cette page ne sait pas faire cela : rechargez-la."), code="unknown")


def _methods(member: Member) -> list[dict[str, str]]:
    """Return the group's own methods that a technique plays, as a choice of the run sheet."""
    return [
        {
            "value": f"{METHOD}:{each.key}",
            "title": _("%(method)s (%(technique)s)")
            % {
                "method": words.translate(each.title),
                "technique": words.translate(technique(each.technique).title),
            },
        }
        for each in cards_of(member.programme)
        if each.is_own and each.technique
    ]


def _added(member: Member, asked: str) -> tuple[str, str, int]:
    """Return the technique that is asked for, its title and minutes: a method's, or its own."""
    kind, _colon, key = asked.partition(":")
    if kind != METHOD:
        return asked, words.translate(technique(asked).title), NEW_MINUTES
    card = card_in(member.programme, key)
    if card is None or card.is_removed or not card.technique:
        raise Refusal(
            text("Cette fiche n'est plus dans la bibliothèque, ou ne se joue plus dans Mire."),
            code="unknown",
        )
    title = words.translate(card.title)
    return card.technique, title, NEW_MINUTES if card.minutes is None else card.minutes[0]


def _with_activity(sheet: Sheet, activity: str, given: Mapping[str, str]) -> Sheet:
    kept = sheet.activity[editing.place_of(sheet, activity)]
    made = technique(kept.technique)
    values: dict[str, Any] = {name: name in given for name in ACTIVITY_TICKS}
    for name in ACTIVITY_FIELDS:
        written = given.get(f"a.{name}", "").replace("\r\n", "\n")
        if name in ("planned", "least", "most"):
            values[name] = _whole(written, name) if written.strip() else None
        elif name == "fixed":
            values[name] = written.strip() or None
        else:
            values[name] = written.strip() if name == "title" else written
    values["settings"] = read_settings(
        settings_of(settings_type(made.read_config)),
        {name[2:]: each for name, each in given.items() if name.startswith("s.")},
    )
    if kept.again is None and kept.source is None:
        try:
            made.read_config(values["settings"])
        except Refusal as refusal:
            raise refusal.under("settings") from None
    return editing.change_activity(sheet, activity, values)


def _whole(written: str, name: str) -> int:
    if not (written.strip().isascii() and written.strip().isdigit() and len(written) < 6):
        raise Refusal(text("il faut un nombre entier"), path=(name,))
    return int(written)


def _new_id(meeting: Meeting, done: SheetChange) -> str:
    was = {each.id for each in read_draft(meeting.sheet.encode())[0].activity}
    return next((each.id for each in done.mine.activity if each.id not in was), "")


@meeting_page(Right.FACILITATOR)
def as_text(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Edit the run sheet as text; what stands in the way of opening it is said by line."""
    written, notice, status = meeting.sheet, "", 200
    problems: list[Problem] = []
    version = meeting.version
    if request.method == "POST":
        written = request.POST.get("text", "").replace("\r\n", "\n")
        version = read_whole(request.POST.get("version", "")) or 0
        try:
            sheet, problems = read_draft(written.encode())
            done = change_sheet(
                meeting=meeting,
                version=version,
                change=lambda _sheet: sheet,
                written=written,
                by=actor(member),
                now=timezone.now(),
            )
        except SheetRefused as refused:
            problems, status = list(refused.problems), 422
            notice = _("Rien n'est enregistré : ce texte n'est pas encore un conducteur.")
        except Refusal as refusal:
            status, notice = 422, words.translate(refusal.text)
        else:
            if not done.clashes and not done.was_behind:
                return redirect(address("office_meeting_text", member, meeting))
            notice, status = say_merge(done), 409 if done.clashes else 200
            version = done.meeting.version
            written = written if done.clashes else done.meeting.sheet
    elif meeting.sheet:
        _sheet, problems = read_draft(meeting.sheet.encode())
    return show(
        request,
        member,
        "office/meeting_text.html",
        {
            "meeting": meeting,
            "text": written,
            "version": version,
            "problems": [(each.line, words.translate(each.text)) for each in problems],
            "notice": notice,
            "at": timezone.localtime(meeting.planned_at),
        },
        place=PLACE,
        status=status,
    )


@require_safe
@meeting_page(Right.FACILITATOR)
def sheet_file(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Give the run sheet as its file, private notes included: to who may lead the meeting."""
    response = HttpResponse(meeting.sheet, content_type="application/toml; charset=utf-8")
    day = timezone.localtime(meeting.planned_at).date().isoformat()
    response["Content-Disposition"] = f'attachment; filename="conducteur-{day}.toml"'
    return response
