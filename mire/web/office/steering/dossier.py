"""The file of a meeting: composed, sent, read."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mire.documents.builders.steering_dossier import dossier_document
from mire.documents.frozen import frozen, thawed
from mire.documents.tree import Document
from mire.documents.writers.formats import FORMATS
from mire.programme.meetings.queries import Meeting
from mire.programme.outcomes.queries import open_questions_of
from mire.programme.people.queries import Member
from mire.programme.steering.actions import (
    begin_dossier,
    compose_dossier,
    send_dossier,
    submit,
)
from mire.programme.steering.queries import (
    Dossier,
    agenda_of,
    dossier_of_meeting,
    sent_of,
    submitted,
)
from mire.programme.steering.rules import ASK_WORDS, MOST_LEAD, MOST_WHY, Ask
from mire.programme.thread.queries import citables, kinds, sought
from mire.programme.thread.rules import Reference
from mire.technique_api.free_text import read_whole, without_unseen
from mire.technique_api.refusal import Refusal
from mire.web.office.citables import told
from mire.web.office.forms import FormWords, OfficeForm, answer_form
from mire.web.office.handing_out import give_document
from mire.web.office.pages import GROUP, actor, show
from mire.web.office.steering.views import PLACE, READERS, about_meeting, address, addresses_of
from mire.words import words


def _dossier(member: Member, meeting: Meeting) -> Dossier:
    found = dossier_of_meeting(meeting)
    if found is None or not (member.may(*GROUP) or found.version > 1):
        raise Http404
    return found


@require_POST
@about_meeting(*GROUP)
def begin(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Begin the file of a meeting."""
    begin_dossier(meeting=meeting, by=actor(member), now=timezone.now())
    return redirect(address("office_dossier", member, meeting))


@require_safe
@about_meeting(*READERS)
def dossier(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Show the file of a meeting: to compose it, or the copies that were sent."""
    if member.may(*GROUP) and dossier_of_meeting(meeting) is None:
        context = {"meeting": meeting, "day": words.day(timezone.localtime(meeting.planned_at))}
        return show(request, member, "office/dossier_none.html", context, place=PLACE)
    return _show(request, member, meeting)


@require_POST
@about_meeting(*GROUP)
def press(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Submit something, move it, take it out; say what an item asks."""
    found = _dossier(member, meeting)
    what, _colon, rest = request.POST.get("do", "").partition(":")
    by, now = actor(member), timezone.now()
    try:
        if what == "asks":
            known = {each.value for each in Ask}
            asks = {
                name.removeprefix("ask-"): value
                for name, value in request.POST.items()
                if name.startswith("ask-")
                and value in known
                # What this person left as the page showed it may have been changed by another.
                and value != request.POST.get(f"was-{name.removeprefix('ask-')}")
            }
            compose_dossier(dossier=found, values={"asks": asks}, by=by, now=now)
        else:
            kind, _slash, key = rest.partition("/")
            if kind not in kinds() or what not in ("for", "out", "up", "down"):
                raise Http404
            cited = _moved(submitted(found), Reference(kind, key), what)
            submit(dossier=found, cited=cited, by=by, now=now)
    except Refusal as refusal:
        return _show(request, member, meeting, refusal=refusal)
    return redirect(address("office_dossier", member, meeting) + "#soumis")


def _moved(cited: list[Reference], each: Reference, what: str) -> list[Reference]:
    if what == "for":
        return [*cited, each] if each not in cited else cited
    if each not in cited:
        return cited
    at = cited.index(each)
    others = [one for one in cited if one != each]
    if what == "out":
        return others
    to = max(0, min(len(others), at + (1 if what == "down" else -1)))
    return [*others[:to], each, *others[to:]]


class LeadForm(OfficeForm):
    """What is expected of the meeting."""

    lead = forms.CharField(
        label=gettext_lazy("Ce qui est attendu de cette réunion"),
        help_text=gettext_lazy("Quelques phrases, en tête du dossier."),
        max_length=MOST_LEAD,
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
    )


@about_meeting(*GROUP)
def changed_lead(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Write the words that head the file."""
    found = _dossier(member, meeting)

    def save(form: OfficeForm) -> str:
        values = {"lead": form.cleaned_data["lead"].strip()}
        compose_dossier(dossier=found, values=values, by=actor(member), now=timezone.now())
        return address("office_dossier", member, meeting)

    return answer_form(
        request,
        member,
        LeadForm,
        save,
        said=FormWords(
            title=_("En tête du dossier"),
            submit=_("Garder"),
            back=address("office_dossier", member, meeting),
            place=PLACE,
        ),
        stored={"lead": found.lead},
    )


@require_POST
@about_meeting(*GROUP)
def sent(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Keep the file as it is sent now."""
    found = _dossier(member, meeting)
    why = without_unseen(request.POST.get("why", "")).strip()[:MOST_WHY]
    version = request.POST.get("version", "")
    try:
        send_dossier(
            dossier=found,
            document=frozen(_document(request, member, found, why=why)),
            version=read_whole(version) or 0,
            why=why,
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, meeting, refusal=refusal, why=why)
    return redirect(address("office_dossier", member, meeting))


@require_safe
@about_meeting(*READERS)
def document(request: HttpRequest, member: Member, meeting: Meeting) -> HttpResponse:
    """Show the file as a document, or give it (``?format=pdf``); ``?version=2``: as sent then.

    Who doesn't compose reads what was sent.
    """
    found = _dossier(member, meeting)
    version = request.GET.get("version", "")
    if not version and not member.may(*GROUP):
        version = str(found.version - 1)
    if version:
        copies = {str(each.version): each for each in sent_of(found)}
        if version not in copies:
            raise Http404
        made = thawed(copies[version].document)
    else:
        made = _document(request, member, found)
    return give_document(request, made)


def _document(request: HttpRequest, member: Member, found: Dossier, *, why: str = "") -> Document:
    addresses = addresses_of(request, member, address("office_dossier", member, found.meeting))
    return dossier_document(found, addresses, today=timezone.localdate(), why=why)


def _show(
    request: HttpRequest,
    member: Member,
    meeting: Meeting,
    *,
    refusal: Refusal | None = None,
    why: str = "",
) -> HttpResponse:
    found = _dossier(member, meeting)
    may_write = member.may(*GROUP)
    references = submitted(found)
    known = citables(member.programme, references)
    words_sought = without_unseen(request.GET.get("q", ""))[:200]
    context: dict[str, Any] = {
        "meeting": meeting,
        "dossier": found,
        "day": words.day(timezone.localtime(meeting.planned_at)),
        "agenda": [
            {
                "item": each,
                "hour": words.hour(each.starts),
                "ask": words.translate(ASK_WORDS[each.ask]),
            }
            for each in agenda_of(meeting, found)
        ],
        "asks": [(each.value, words.translate(said)) for each, said in ASK_WORDS.items()],
        "submitted": [told(known[each], member) for each in references],
        "questions": open_questions_of(member.programme, with_drafts=False),
        "copies": [
            {
                "version": each.version,
                "why": each.why,
                "by": each.by,
                "day": words.day(timezone.localtime(each.at)),
            }
            for each in sent_of(found)
        ],
        "formats": [(kind, each.name) for kind, each in FORMATS.items()],
        "may_write": may_write,
        "source_href": address("office_dossier_press", member, meeting),
        "sought": words_sought,
        "is_dossier": True,
        "found": [
            told(each, member)
            for each in sought(member.programme, words_sought, without=references, most=8)
        ]
        if may_write
        else [],
        "refusal": "" if refusal is None else words.translate(refusal.text),
        "why": why,
    }
    return show(
        request,
        member,
        "office/dossier.html",
        context,
        place=PLACE,
        status=409 if refusal is not None else 200,
    )
