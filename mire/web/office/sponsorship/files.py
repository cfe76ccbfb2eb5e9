"""Files of sponsorship: the path's document, calendar and picture; the deliberation, its line."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from mire.documents.builders.deliberation import deliberation_document
from mire.documents.builders.sponsorship import path_document, path_drawing
from mire.documents.builders.sponsorship_calendar import path_calendar
from mire.programme.people.queries import Member
from mire.programme.sponsorship.queries import PathTold, path_told
from mire.programme.sponsorship.rules.scdl import act_from, scdl_csv
from mire.technique_api.refusal import Refusal
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.handing_out import give_document
from mire.web.office.pages import address, office_page
from mire.web.office.sponsorship.deliberation import deliberation_at, show_deliberation
from mire.web.office.sponsorship.views import READERS, path_at


def _planned(member: Member) -> PathTold:
    told = path_told(path_at(member), today=timezone.localdate())
    if told.plan is None:
        raise Http404
    return told


@require_safe
@office_page(*READERS)
def document(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the path as a document, or give it as a file."""
    made = path_document(
        member.programme,
        _planned(member),
        today=timezone.localdate(),
        address=request.build_absolute_uri(address("office_sponsorship", member)),
    )
    return give_document(request, made)


@require_safe
@office_page(*READERS)
def calendar(request: HttpRequest, member: Member) -> HttpResponse:
    """Give the path as a calendar that other programs read."""
    told = _planned(member)
    made = path_calendar(member.programme, told, now=told.row.changed_at)
    answer = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    return _named(answer, "portage.ics")


@require_safe
@office_page(*READERS)
def drawing(request: HttpRequest, member: Member) -> HttpResponse:
    """Give the path's picture."""
    told = _planned(member)
    with override(member.programme.language):
        made = path_drawing(told, timezone.localdate())
    return _named(HttpResponse(made, content_type="image/svg+xml"), "portage.svg")


@require_safe
@evidence_page(*READERS)
def deliberation_file(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the deliberation as it will be read, or give it as a file."""
    made = deliberation_document(
        deliberation_at(member),
        today=timezone.localdate(),
        address=request.build_absolute_uri(address("office_deliberation", member)),
    )
    return give_document(request, made)


@require_safe
@evidence_page(*READERS)
def national_line(request: HttpRequest, member: Member) -> HttpResponse:
    """Give the deliberation's line of the national schema, as CSV in UTF-8."""
    row = deliberation_at(member)
    if row.document is None:
        raise Http404
    try:
        written = scdl_csv(act_from(row.act))
    except Refusal as refusal:  # a line that a later schema would refuse: said, not given
        return show_deliberation(request, member, row, refusal)
    answer = HttpResponse(written, content_type="text/csv; charset=utf-8")
    return _named(answer, "deliberations.csv")


def _named(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
