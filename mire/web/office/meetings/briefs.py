"""Who does what at a meeting, and a page to print for each of them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_safe

from mire.documents.builders.briefs import Brief, Moment, briefs_document
from mire.documents.tree import Document
from mire.programme.meetings.queries import Meeting
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.preparation.actions import give_duties, write_brief
from mire.programme.preparation.queries import Duty, candidates_of, duties_of, name_of
from mire.programme.preparation.rules import (
    HOST_TASKS,
    LEAD,
    TASKS,
    Slot,
    rounds_of,
    slots_of,
)
from mire.runsheet.sheet import Sheet
from mire.runsheet.timetable import Row, rows_of
from mire.runsheet.toml_file import read_draft
from mire.web.office.forms import FormWords, OfficeForm, answer_form, form_with
from mire.web.office.handing_out import asked_format, handed_out
from mire.web.office.meetings.views import PLACE, address, meeting_page
from mire.web.office.pages import GROUP, actor
from mire.words import words

MANY = 2
"""From so many tables on, hosts who would be handed the same page share one."""


def sheet_of(meeting: Meeting) -> Sheet:
    """Return a meeting's run sheet; one that was opened from a terminal has none here."""
    if not meeting.sheet:
        raise Http404
    return read_draft(meeting.sheet.encode())[0]


@meeting_page(Right.FACILITATOR)
def duties(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Name who does what: persons of the programme, or names that are typed."""
    slots = slots_of(sheet_of(meeting))
    known = duties_of(meeting)
    on = timezone.localtime(meeting.planned_at).date()
    persons = [each.person for each in candidates_of(meeting, on=on)]
    persons += [each.person for each in known.values() if each.person is not None]
    by_name = {str(each): each for each in persons}

    fields = {
        each.key: forms.CharField(
            label=words.translate(each.title),
            required=False,
            max_length=120,
            widget=forms.TextInput(attrs={"list": "noms", "autocomplete": "off"}),
        )
        for each in slots
    }

    def save(form: OfficeForm) -> str:
        given = {slot: by_name.get(name, name) for slot, name in form.values().items()}
        give_duties(meeting=meeting, given=given, by=actor(member), now=timezone.now())
        return address("office_duties", member, meeting)

    return answer_form(
        request,
        member,
        form_with(fields),
        save,
        said=FormWords(
            title=_("Qui fait quoi ?"),
            submit=_("Enregistrer les rôles"),
            back=address("office_meeting", member, meeting),
            lede=_(
                "Une personne du programme, ou un nom écrit ici. Chaque rôle a sa fiche d'une page."
            ),
            place=PLACE,
            template="office/duties.html",
        ),
        stored={each.key: name_of(known.get(each.key)) for each in slots},
        context={
            "meeting": meeting,
            "names": sorted(by_name),
            "briefs": [(each.key, words.translate(each.title)) for each in slots],
        },
    )


class BriefForm(OfficeForm):
    """What is written of one role."""

    say = forms.CharField(
        label=gettext_lazy("Ce qu'il y a à dire"),
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Imprimé sur la fiche."),
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes privées"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Lues ici par qui anime, jamais imprimées sur la fiche d'un autre."),
    )


@meeting_page(Right.FACILITATOR)
def brief(request: HttpRequest, member: Member, meeting: Meeting, *, slot: str) -> HttpResponse:
    """Write what one role says, and private notes."""
    found = next((each for each in slots_of(sheet_of(meeting)) if each.key == slot), None)
    if found is None:
        raise Http404
    known = duties_of(meeting).get(slot)

    def save(form: OfficeForm) -> str:
        write_brief(
            meeting=meeting, slot=slot, by=actor(member), now=timezone.now(), **form.values()
        )
        return address("office_duties", member, meeting)

    return answer_form(
        request,
        member,
        BriefForm,
        save,
        said=FormWords(
            title=words.translate(found.title),
            submit=_("Enregistrer la fiche"),
            back=address("office_duties", member, meeting),
            place=PLACE,
        ),
        stored={"say": known.say if known else "", "notes": known.notes if known else ""},
    )


@require_safe
@meeting_page(*GROUP)
def briefs(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Give the briefs of all roles in one file; private notes for facilitators alone."""
    sheet = sheet_of(meeting)
    with override(sheet.meeting.locale):
        made = _document(meeting, sheet, has_notes=member.may(Right.FACILITATOR))
        return handed_out(request, made, asked_format(request) or "pdf")


def _document(meeting: Meeting, sheet: Sheet, *, has_notes: bool) -> Document:
    known = duties_of(meeting)
    rows = rows_of(sheet)
    at = sheet.meeting.starts
    facts = [f"{words.day(at)}, {words.hour(at)}", *([meeting.place] if meeting.place else [])]
    made = []
    slots = slots_of(sheet)
    alike = _alike(slots, known)
    for slot in slots:
        if slot.key in alike and alike[slot.key][0] != slot:
            continue
        duty = known.get(slot.key)
        tables = alike.get(slot.key, ())
        notes: list[tuple[str, str]] = []
        if has_notes and slot.key == LEAD:
            notes = [(each.title, each.notes) for each in sheet.activity if each.notes.strip()]
            notes += [("", duty.notes)] if duty and duty.notes.strip() else []
        made.append(
            Brief(
                words.translate(slot.title) if len(tables) < MANY else _host_title(sheet, slot),
                name_of(duty) if len(tables) < MANY else _say_tables(tables),
                [words.translate(each) for each in TASKS.get(slot.key, HOST_TASKS)],
                duty.say if duty else "",
                list(_moments(slot, rows)),
                notes,
            )
        )
    return briefs_document(meeting.title, facts, made)


def _alike(slots: Sequence[Slot], known: Mapping[str, Duty]) -> Mapping[str, Sequence[Slot]]:
    """Return, by key, the tables of an activity whose hosts would be handed the same page.

    Nobody is named there and nothing was written for one of them.
    """
    by_activity: dict[str, list[Slot]] = {}
    for each in slots:
        duty = known.get(each.key)
        if each.table and not name_of(duty) and not (duty and duty.say.strip()):
            by_activity.setdefault(each.activity, []).append(each)
    return {each.key: tables for tables in by_activity.values() for each in tables}


def _host_title(sheet: Sheet, slot: Slot) -> str:
    title = next(each.title for each in sheet.activity if each.id == slot.activity)
    return _("Accueillir à une table · %(title)s") % {"title": title}


def _say_tables(tables: Sequence[Slot]) -> str:
    """Say that somebody is to be found for each of these tables."""
    named = [
        _("table %(number)s (%(station)s)") % {"number": each.table, "station": each.station}
        if each.station
        else _("table %(number)s") % {"number": each.table}
        for each in tables
    ]
    return _("à désigner, avec un exemplaire de cette fiche pour chaque table : %(tables)s") % {
        "tables": words.listed(named)
    }


def _moments(slot: Slot, rows: Sequence[Row]) -> Sequence[Moment]:
    """Return the minutes of a role; those of a host's own activity round by round."""
    made = []
    for row in rows:
        is_own = row.activity.id == slot.activity
        rounds: Mapping[int, int] = rounds_of(row.activity) if is_own else {}
        made.append(
            Moment(
                words.hour(row.starts_at),
                words.minutes(row.activity.planned),
                row.activity.title,
                is_own,
            )
        )
        for number, (start, minutes) in enumerate(rounds.items(), 1):
            made.append(
                Moment(
                    words.hour(row.starts_at + timedelta(minutes=start)),
                    words.minutes(minutes),
                    _("Tour %(number)s") % {"number": number},
                    is_own=True,
                )
            )
    return made
