"""The invitation: a message to copy, a calendar file, and what is said to be done."""

from datetime import UTC

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST, require_safe

from mire.documents.builders.invitation import invitation
from mire.programme.meetings.actions import change_place
from mire.programme.meetings.queries import Meeting
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.preparation.actions import STEPS, change_preparation, note_step
from mire.programme.preparation.queries import preparation_of
from mire.runsheet.timetable import rows_of
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.meetings.briefs import sheet_of
from mire.web.office.meetings.views import PLACE, address, meeting_page
from mire.web.office.pages import EVERYBODY, actor
from mire.words import words


class InvitationForm(OfficeForm):
    """What an invitation says beside the day, the hour and the title."""

    place = forms.CharField(label=gettext_lazy("Lieu"), required=False, max_length=160)
    purpose = forms.CharField(
        label=gettext_lazy("À quoi sert cette réunion"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contact = forms.CharField(
        label=gettext_lazy("À qui s'adresser"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Une fonction, un téléphone ou une adresse : pour toute question, et pour "
            "l'accessibilité."
        ),
    )


@meeting_page(Right.FACILITATOR)
def invite(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Write what the invitation says, and show it ready to copy."""
    sheet = sheet_of(meeting)
    known = preparation_of(meeting)
    stored = {"place": meeting.place, "purpose": known.purpose, "contact": known.contact}
    facts = sheet.meeting
    with override(member.programme.language):
        message = invitation(
            title=facts.title,
            when=words.span(facts.starts_at, facts.ends_at),
            place=meeting.place,
            purpose=known.purpose,
            contact=known.contact,
            has_phones=any(row.asks_phones for row in rows_of(sheet)),
        )

    def save(form: OfficeForm) -> str:
        values = form.values()
        by, now = actor(member), timezone.now()
        change_place(meeting=meeting, place=values.pop("place"), by=by, now=now)
        change_preparation(meeting=meeting, values=values, by=by, now=now)
        return address("office_invitation", member, meeting) + "#invitation"

    return answer_form(
        request,
        member,
        InvitationForm,
        save,
        said=FormWords(
            title=_("Inviter"),
            submit=_("Enregistrer et relire l'invitation"),
            back=address("office_meeting", member, meeting),
            place=PLACE,
            template="office/invitation.html",
        ),
        stored=stored,
        context={"meeting": meeting, "message": message},
    )


@require_safe
@meeting_page(*EVERYBODY)
def calendar(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Give the meeting as a calendar's file; a later one takes the place of an earlier."""
    from icalendar import Calendar, Event  # slow to import, and asked by few

    known = preparation_of(meeting)
    event = Event()
    event.add("uid", f"{meeting.key}@mire")
    event.add("sequence", meeting.version + meeting.revision)
    event.add("dtstamp", timezone.now().astimezone(UTC))
    # In UTC: a zone by name would have to be described in the file.
    event.add("dtstart", meeting.planned_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", meeting.title)
    if meeting.place:
        event.add("location", meeting.place)
    said = [each for each in (known.purpose, known.contact) if each]
    if said:
        event.add("description", "\n\n".join(said))
    made = Calendar()
    made.add("prodid", "-//Mire//FR")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add_component(event)
    answer = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    name = slugify(meeting.title) or meeting.key
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@meeting_page(Right.FACILITATOR)
def done(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Note that something done outside Mire is done, or is not after all."""
    step = request.POST.get("step", "")
    if step in STEPS:
        note_step(
            meeting=meeting,
            step=step,
            is_done=request.POST.get("done") == "1",
            by=actor(member),
            now=timezone.now(),
        )
    return redirect(address("office_meeting", member, meeting) + "#autour")
