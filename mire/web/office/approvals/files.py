"""The files of a version: its document, what anybody can check it with, where it comes from."""

import json
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from mire.documents.builders.approvals import approvals_sheet
from mire.documents.builders.note import NoteCopy, note_document
from mire.documents.builders.note_summary import note_summary
from mire.programme.approvals.actions import set_published
from mire.programme.approvals.queries import FrozenNote, signed_on, title_of, version_told
from mire.programme.approvals.rules.provenance import provenance
from mire.programme.chronicle.queries.public import check_nobody
from mire.programme.note.queries import without_drafts
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.technique_api.refusal import Refusal
from mire.web.office.approvals.views import READERS, show_circuit, the_circuit, version_of
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.handing_out import give_document
from mire.web.office.pages import actor, address
from mire.web.office.passages import figures_shown
from mire.words import words


@require_safe
@evidence_page(*READERS)
def document(request: HttpRequest, member: Member, *, version: str) -> HttpResponse:
    """Show a version as its readers get it, or give it as a file."""
    found = version_of(member, version)
    sections = without_drafts(version_told(member.programme, found))
    made = note_document(
        member.programme,
        found.note,
        sections,
        _copy(request, member, found),
        figures=figures_shown(member.programme, sections),
    )
    return give_document(request, made)


@require_safe
@evidence_page(*READERS)
def summary(request: HttpRequest, member: Member, *, version: str) -> HttpResponse:
    """Show the summary of a version, or give it as a file."""
    found = version_of(member, version)
    sections = version_told(member.programme, found)
    made = note_summary(member.programme, found.note, sections, _copy(request, member, found))
    return give_document(request, made)


def _copy(request: HttpRequest, member: Member, found: FrozenNote) -> NoteCopy:
    here = address("office_note_version", member, version=found.key)
    with override(member.programme.language):
        status = _("publiée") if found.published_at else ""
    return NoteCopy(
        words.local(found.at).date(),
        request.build_absolute_uri(here),
        found.number,
        found.digest,
        status,
        title_of(found),
    )


@require_safe
@evidence_page(*READERS)
def sheet(request: HttpRequest, member: Member) -> HttpResponse:
    """Give the sheet of approvals: what was given, and where to sign on paper."""
    made = approvals_sheet(member.programme, the_circuit(member), today=timezone.localdate())
    return give_document(request, made)


@require_safe
@evidence_page(*READERS)
def content(request: HttpRequest, member: Member, *, version: str) -> HttpResponse:
    """Give the file of a version, byte for byte as it was frozen."""
    found = version_of(member, version)
    answer = HttpResponse(found.content.encode(), content_type="application/json")
    return _named(answer, found, "json")


@require_safe
@evidence_page(*READERS)
def origin(request: HttpRequest, member: Member, *, version: str) -> HttpResponse:
    """Give the provenance of a version, as PROV-JSON."""
    found = version_of(member, version)
    told = provenance(json.loads(found.content), signed_on(found))
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _named(answer, found, "prov.json")


def _named(answer: HttpResponse, found: FrozenNote, suffix: str) -> HttpResponse:
    name = f"{_('note')}-v{found.number}.{suffix}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@evidence_page(Right.FACILITATOR)
def published(request: HttpRequest, member: Member, *, version: str) -> HttpResponse:
    """Let everybody read a version, or nobody any more."""
    found = version_of(member, version)
    asked = request.POST.get("do", "")
    if asked not in ("publish", "withdraw"):
        raise Http404
    try:
        set_published(
            version=found,
            is_published=asked == "publish",
            check=partial(check_nobody, member.programme, field=""),
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return show_circuit(request, member, words.translate(refusal.text), 409)
    return redirect(address("office_circuit", member))
