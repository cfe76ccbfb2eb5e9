"""The request for a slot: a short form of what only people know, and the note made from it."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from mire.documents.builders.request_note import Request, request_note
from mire.documents.tree import Document
from mire.documents.writers import plain
from mire.programme.meetings.queries import Meeting
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.preparation.actions import REQUESTED, change_preparation
from mire.programme.preparation.queries import preparation_of
from mire.programme.preparation.rules import has_promises
from mire.runsheet.sheet import Sheet
from mire.runsheet.timetable import rows_of
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.handing_out import asked_format, handed_out
from mire.web.office.meetings.briefs import sheet_of
from mire.web.office.meetings.views import PLACE, address, meeting_page
from mire.web.office.pages import actor
from mire.words import words


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RequestForm(OfficeForm):
    """What only people know. Limits keep the note on one page."""

    purpose = forms.CharField(
        label=gettext_lazy("À quoi sert cette réunion"),
        required=False,
        max_length=300,
        widget=_lines(3),
        help_text=gettext_lazy("Repris dans l'invitation."),
    )
    why = forms.CharField(
        label=gettext_lazy("Pourquoi maintenant, et avec ces personnes"),
        required=False,
        max_length=500,
        widget=_lines(4),
    )
    asked = forms.CharField(
        label=gettext_lazy("Ce qui leur est demandé"),
        required=False,
        max_length=300,
        widget=_lines(3),
        help_text=gettext_lazy("Les séquences et leur durée s'y ajoutent d'elles-mêmes."),
    )
    comes_back = forms.CharField(
        label=gettext_lazy("Ce qui leur revient"),
        required=False,
        max_length=300,
        widget=_lines(3),
        help_text=gettext_lazy("Le jour de la restitution vient du conducteur."),
    )
    signed_by = forms.CharField(label=gettext_lazy("Qui signe"), required=False, max_length=160)


@meeting_page(Right.FACILITATOR)
def request_slot(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Fill in the request, or give its note as a file."""
    sheet = sheet_of(meeting)
    known = preparation_of(meeting)
    stored = {name: getattr(known, name) for name in REQUESTED}
    with override(member.programme.language):
        note = _note(member, meeting, sheet, stored)
        if request.method == "GET" and (kind := asked_format(request)):
            return handed_out(request, note, kind)
    here = address("office_request", member, meeting)

    def save(form: OfficeForm) -> str:
        change_preparation(
            meeting=meeting, values=form.values(), by=actor(member), now=timezone.now()
        )
        return f"{here}#note"

    return answer_form(
        request,
        member,
        RequestForm,
        save,
        said=FormWords(
            title=_("Demander le créneau"),
            submit=_("Enregistrer et relire la note"),
            back=address("office_meeting", member, meeting),
            lede=_(
                "Une page à la direction générale. Le jour, la durée et ce qui n'est pas demandé "
                "viennent du conducteur ; le reste, de vous."
            ),
            place=PLACE,
            template="office/request.html",
        ),
        stored=stored,
        context={"meeting": meeting, "note": plain.written(note)},
    )


def _note(member: Member, meeting: Meeting, sheet: Sheet, texts: dict[str, str]) -> Document:
    facts = sheet.meeting
    rows = rows_of(sheet)
    return request_note(
        Request(
            programme=member.programme.name,
            meeting=facts.title,
            when=words.span(facts.starts_at, facts.ends_at),
            length=words.duration(facts.slot),
            place=meeting.place,
            n_people=facts.participants,
            steps=[(row.activity.title, words.minutes(row.activity.planned)) for row in rows],
            n_moments=sum(row.asks_phones is True for row in rows),
            has_promises=has_promises(sheet),
            report_on=facts.report_on,
            **texts,
        )
    )
