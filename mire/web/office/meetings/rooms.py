"""From a prepared meeting to its room: rehearsed, opened, led by right, its addresses renewed."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from mire.documents.render import render_template
from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import UnknownRoom
from mire.live.views import screens
from mire.live.views.preview import alone, preview_of
from mire.live.views.screens import Counts, Surface
from mire.programme.meetings.actions import (
    keep_as_template,
    open_prepared_meeting,
    remove_meeting,
    renew_meeting_addresses,
    take_room_back,
)
from mire.programme.meetings.queries import Meeting
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.runsheet.sheet import SheetRefused
from mire.runsheet.toml_file import read_draft, read_sheet
from mire.technique_api.refusal import Refusal
from mire.web import rights
from mire.web.addresses import public_address, qr_svg
from mire.web.frames import FRAMES
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.meetings.editor import show_meeting
from mire.web.office.meetings.views import PLACE, address, meeting_page
from mire.web.office.pages import EVERYBODY, actor, show
from mire.web.rehearsing import open_rehearsal, rehearsal_of
from mire.web.secret_addresses import keep
from mire.web.shell import errors
from mire.words import words

LEADS_TO = frozenset(
    {"console", "projector", "remote", "day_before", "hour_after", "restitution", "log", "pack"}
)
"""Pages of a room that its meeting's page leads to, by the names of their addresses."""


STYLES = {
    Surface.PHONE: ("phone", "room"),
    Surface.PROJECTOR: ("projector", "room", "lead"),
    Surface.CONSOLE: ("console", "room", "lead"),
}
"""The style sheets of each surface that has a preview, beside the common one."""


@require_POST
@meeting_page(Right.FACILITATOR)
def open_room(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Open the room, or say what stands in the way."""
    try:
        open_prepared_meeting(
            meeting=meeting, engine=current_engine(), by=actor(member), now=timezone.now()
        )
    except SheetRefused as refused:
        said = words.translate(refused.problems[0].text)
        return show_meeting(request, member, meeting, notice=said, status=422)
    except Refusal as refusal:
        return show_meeting(request, member, meeting, refusal=refusal, status=503)
    return redirect(address("office_meeting", member, meeting))


@meeting_page(Right.FACILITATOR)
def take_back(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Close a room in which nothing has begun, so that its run sheet can change again."""
    where = address("office_meeting", member, meeting)
    if meeting.code is None:
        return redirect(where)

    def save(_form: OfficeForm) -> str:
        take_room_back(
            meeting=meeting, engine=current_engine(), by=actor(member), now=timezone.now()
        )
        return where

    return answer_form(
        request,
        member,
        OfficeForm,
        save,
        said=FormWords(
            title=_("Revenir à la préparation ?"),
            submit=_("Refermer la salle"),
            back=where,
            lede=_(
                "Le conducteur se modifiera de nouveau. Le code %(code)s ne mènera plus nulle "
                "part : les papiers déjà imprimés qui le portent, les adresses secrètes et ce qui "
                "a été réglé dans la régie sont perdus. Rouvrir la salle donnera un autre code."
            )
            % {"code": meeting.code},
            place=PLACE,
            danger=True,
        ),
    )


@require_POST
@meeting_page(Right.FACILITATOR)
def rehearse(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Open a rehearsal of the sheet as it stands, and lead to its console."""
    try:
        sheet = read_sheet(meeting.sheet.encode())
        opened = open_rehearsal(
            sheet,
            people=request.POST.get("n", str(sheet.meeting.participants)),
            speed=request.POST.get("speed", "1"),
            back=address("office_meeting", member, meeting),
            meeting=meeting.key,
        )
    except SheetRefused as refused:
        said = words.translate(refused.problems[0].text)
        return show_meeting(request, member, meeting, notice=said, status=422)
    except Refusal as refusal:
        said = words.translate(refusal.text)
        return show_meeting(request, member, meeting, notice=said, status=409)
    response = redirect("console", code=opened.code)
    keep(response, rights.CONSOLE_COOKIE.format(code=opened.code), opened.console)
    return response


@require_safe
@meeting_page(Right.FACILITATOR)
def resume(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Lead back into the rehearsal that goes on; to the meeting's page where none does."""
    crew = rehearsal_of(meeting=meeting.key)
    if crew is None:
        return redirect(address("office_meeting", member, meeting))
    return _led_into(request, crew.code, "console")


@require_safe
@meeting_page(Right.FACILITATOR)
def lead(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Give this browser the room's console by right, and lead to one of its pages."""
    where = request.GET.get("vers", "console")
    if meeting.code is None or where not in LEADS_TO:
        raise Http404
    return _led_into(request, meeting.code, where)


def _led_into(request: HttpRequest, code: str, where: str) -> HttpResponse:
    """Give this browser a room's console by right, and lead to one of its pages."""
    try:
        room = current_engine().room(code)
    except UnknownRoom as unknown:
        return errors.refused(request, unknown, status=404)
    response = redirect(where, code=room.code)
    cookie = rights.CONSOLE_COOKIE.format(code=room.code)
    if not rights.holds(room.console, request.COOKIES.get(cookie)):
        keep(response, cookie, rights.grant(room))
    return response


@require_POST
@meeting_page(Right.FACILITATOR)
def renew(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Make new secret addresses and show them once."""
    if meeting.code is None:
        raise Http404
    made = renew_meeting_addresses(
        meeting=meeting, engine=current_engine(), by=actor(member), now=timezone.now()
    )
    base = public_address(request)
    console = reverse("console", kwargs={"code": made.code})
    projector = reverse("projector", kwargs={"code": made.code})
    addresses = [
        (_("Régie"), f"{base}{console}?cle={made.console}"),
        (_("Écran"), f"{base}{projector}?cle={made.projector}"),
    ]
    return show(
        request,
        member,
        "office/meeting_addresses.html",
        {
            "meeting": meeting,
            "addresses": [(title, where, qr_svg(where)) for title, where in addresses],
        },
        place=PLACE,
    )


class TemplateForm(OfficeForm):
    """The name of a template."""

    name = forms.CharField(label=gettext_lazy("Nom du modèle"), max_length=120)


@meeting_page(Right.FACILITATOR)
def keep_template(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Keep the run sheet for other meetings of the programme."""

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        form = TemplateForm(*args, **kwargs)
        form.initial.setdefault("name", meeting.title)
        return form

    def save(form: OfficeForm) -> str:
        keep_as_template(
            meeting=meeting,
            name=form.values()["name"],
            key=form.key,
            by=actor(member),
            now=timezone.now(),
        )
        return reverse("office_new_meeting", kwargs={"programme": member.programme.key})

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Garder ce conducteur comme modèle"),
            submit=_("Garder"),
            back=address("office_meeting", member, meeting),
            lede=_("Il sera proposé à chaque nouvelle réunion de ce programme."),
            place=PLACE,
        ),
    )


@meeting_page(Right.FACILITATOR)
def remove(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Remove a meeting that was never opened, once its loss is confirmed."""

    def save(_form: OfficeForm) -> str:
        remove_meeting(meeting=meeting, by=actor(member), now=timezone.now())
        return reverse(PLACE, kwargs={"programme": member.programme.key})

    return answer_form(
        request,
        member,
        OfficeForm,
        save,
        said=FormWords(
            title=_("Retirer « %(title)s » ?") % {"title": meeting.title},
            submit=_("Retirer la réunion"),
            back=address("office_meeting", member, meeting),
            lede=_("Son conducteur et tous ses changements seront perdus."),
            place=PLACE,
            danger=True,
        ),
    )


@require_safe
@xframe_options_sameorigin
@meeting_page(*EVERYBODY)
def preview(
    request: HttpRequest, member: Member, meeting: Meeting, *, surface: str, activity: str
) -> HttpResponse:
    """Show what a surface will look like when an activity begins."""
    sheet, problems = read_draft(meeting.sheet.encode())
    now = timezone.now()
    try:
        room = preview_of(alone(sheet, activity) if problems else sheet, activity, now=now)
    except KeyError:
        raise Http404 from None
    except SheetRefused as refused:
        return errors.say(request, words.translate(refused.problems[0].text), status=200)
    shown = Surface(surface)
    if shown is Surface.CONSOLE and not member.may(Right.FACILITATOR):
        raise Http404  # it holds private notes
    language = sheet.meeting.locale if shown is Surface.PROJECTOR else request.LANGUAGE_CODE
    with override(language):
        told = {
            Surface.PHONE: lambda: screens.phone(room),
            Surface.PROJECTOR: lambda: screens.projector(room, Counts()),
            Surface.CONSOLE: lambda: screens.console(room, Counts(), now),
        }[shown]()
        frame = render_template(FRAMES[shown], {**told, "code": "ABCDEF"}, language)
        return render(
            request,
            "office/preview.html",
            {
                "frame": frame,
                "surface": shown.value,
                "language": language,
                "title": sheet.meeting.title,
                "styles": [f"shell/css/{name}.css" for name in STYLES[shown]],
            },
        )
