"""« Données ouvertes »: what each meeting would give, the press that opens it, archives."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mire.documents.builders.archived import archived_page
from mire.live.engine.engine import current_engine
from mire.programme.meetings.queries import Meeting, meeting_in
from mire.programme.opendata.actions import close_data, note_archive, open_data
from mire.programme.opendata.queries.archive import (
    archive_of_meeting,
    archive_of_programme,
    meetings_to_archive,
)
from mire.programme.opendata.queries.openings import (
    MayOpen,
    meetings_to_open,
    open_meetings,
    who_opened,
)
from mire.programme.opendata.queries.package import as_if_open, gathered, open_package
from mire.programme.opendata.rules.opening import (
    KIND_WORDS,
    LICENCES,
    REASONS,
    RULE_WORDS,
    Held,
)
from mire.programme.opendata.rules.zipped import zipped
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.pages import actor, show
from mire.words import words

PLACE = "office_settings"
TABLES_SAID = ("activities", "figures", "texts", "findings")


class OpeningForm(OfficeForm):
    """Why a meeting is opened, and under which licence."""

    reason = forms.ChoiceField(label=gettext_lazy("Pourquoi"), widget=forms.RadioSelect)
    licence = forms.ChoiceField(label=gettext_lazy("Licence"), widget=forms.RadioSelect)


@require_safe
@evidence_page(Right.ADMINISTRATOR)
def open_data_page(request: HttpRequest, member: Member) -> HttpResponse:
    """List the meetings that have ended: open, closed, never opened."""
    found = meetings_to_open(member.programme)
    return show(
        request,
        member,
        "office/opendata.html",
        {
            "meetings": [_told(each) for each in found],
            "n_open": sum(each.is_open for each in found),
        },
        place=PLACE,
    )


def _told(each: MayOpen) -> dict[str, Any]:
    told: dict[str, Any] = {
        "key": each.meeting.key,
        "title": each.meeting.title,
        "day": words.day(timezone.localtime(each.meeting.held_at)),
        "is_open": each.is_open,
        "opening": each.opening,
    }
    if each.opening is not None and each.is_open:
        told["licence"] = LICENCES[each.opening.licence].title
        told["reason"] = words.translate(REASONS[each.opening.reason])
        told["on"] = words.day(timezone.localtime(each.opening.opened_at))
        told["by"] = who_opened(each.opening)
    return told


@evidence_page(Right.ADMINISTRATOR)
def open_meeting_page(request: HttpRequest, member: Member, *, meeting: str) -> HttpResponse:
    """Say what opening a meeting would give and hold back, and open it."""
    found = _meeting(member, meeting)
    back = reverse("office_open_data", kwargs={"programme": member.programme.key})

    def form_of(*args: Any, **kwargs: Any) -> OfficeForm:
        choices = {
            "reason": [(key, words.translate(said).capitalize()) for key, said in REASONS.items()],
            "licence": [(key, each.title) for key, each in LICENCES.items()],
        }
        return OpeningForm(*args, choices=choices, **kwargs)

    def save(form: OfficeForm) -> str:
        open_data(
            meeting=found,
            **form.values(),
            salt=secrets.token_hex(16),
            engine=current_engine(),
            by=actor(member),
            now=timezone.now(),
        )
        return f"{back}?ouverte=1"

    return answer_form(
        request,
        member,
        form_of,
        save,
        said=FormWords(
            title=_("Ouvrir les données de « %(title)s »") % {"title": found.title},
            submit=_("Ouvrir à tout le monde"),
            back=back,
            place=PLACE,
            template="office/open_meeting.html",
        ),
        context=_would_give(member, found),
    )


def _would_give(member: Member, meeting: Meeting) -> Mapping[str, Any]:
    engine = current_engine()
    opening = getattr(meeting, "opening", None) or as_if_open(meeting, engine=engine)
    found = gathered(member.programme, [opening], engine=engine, is_whole=False)
    room = engine.room(meeting.code or "").state
    return {
        "gives": [
            (words.translate(KIND_WORDS[name]), words.number(_n(name, found.tables[name])))
            for name in TABLES_SAID
        ],
        "held": _held(found.held),
        "is_paper_out": room.papers_in_at is None,
        "was_open": opening.pk is not None,
    }


def _n(name: str, rows: Sequence[Mapping[str, Any]]) -> int:
    if name == "figures":
        return sum(row["n"] is not None for row in rows)
    if name == "activities":
        return sum(not row["is_withheld"] for row in rows)
    return len(rows)


def _held(held: Sequence[Held]) -> list[tuple[str, str, str]]:
    return [
        (
            words.translate(KIND_WORDS[each.what]),
            words.number(each.n),
            words.translate(RULE_WORDS[each.rule]),
        )
        for each in held
    ]


@require_POST
@evidence_page(Right.ADMINISTRATOR)
def close_meeting(request: HttpRequest, member: Member, *, meeting: str) -> HttpResponse:
    """Close a meeting to everybody."""
    close_data(meeting=_meeting(member, meeting), by=actor(member), now=timezone.now())
    here = reverse("office_open_data", kwargs={"programme": member.programme.key})
    return redirect(f"{here}?refermee=1")


@require_safe
@evidence_page(Right.ADMINISTRATOR)
def open_programme_zip(request: HttpRequest, member: Member) -> HttpResponse:
    """Give what is open in the programme, all meetings together."""
    openings = open_meetings(member.programme)
    if not openings:
        raise Http404
    files = open_package(member.programme, openings, engine=current_engine(), is_whole=True)
    return _zip(files, f"donnees-ouvertes-{member.programme.name}")


@require_POST
@evidence_page(Right.ADMINISTRATOR)
def programme_archive(request: HttpRequest, member: Member) -> HttpResponse:
    """Give the archive of the programme; the journal says so."""
    programme = member.programme
    files = archive_of_programme(programme, engine=current_engine(), shown=archived_page)
    n = len(meetings_to_archive(programme)[0])
    note_archive(programme=programme, meeting=None, n=n, by=actor(member), now=timezone.now())
    return _zip(files, f"archive-{programme.name}")


@require_POST
@evidence_page(Right.ADMINISTRATOR)
def meeting_archive(request: HttpRequest, member: Member, *, meeting: str) -> HttpResponse:
    """Give the archive of one meeting; the journal says so."""
    found = _meeting(member, meeting)
    files = archive_of_meeting(found, engine=current_engine(), shown=archived_page)
    note_archive(
        programme=member.programme, meeting=found, n=1, by=actor(member), now=timezone.now()
    )
    return _zip(files, f"archive-{found.title}")


def _meeting(member: Member, key: str) -> Meeting:
    found = meeting_in(member.programme, key)
    if found is None or found.ended_at is None or found.code is None:
        raise Http404
    return found


def _zip(files: Mapping[str, bytes], name: str) -> HttpResponse:
    folder = slugify(name)[:80] or "mire"
    answer = HttpResponse(zipped(files, folder), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{folder}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer
