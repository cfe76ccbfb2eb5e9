"""The note as its readers get it, and its summary on two pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mire.documents.builders.note import NoteCopy, note_document
from mire.documents.builders.note_summary import MOST_PAGES, note_summary
from mire.documents.tree import Document
from mire.documents.writers.paper import pages_of
from mire.programme.note.actions import set_in_summary
from mire.programme.note.queries import note_told, without_drafts
from mire.programme.people.queries import Member
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.handing_out import give_document
from mire.web.office.note.views import PLACE, READERS, passages_told, the_note
from mire.web.office.note.writing import passage_of
from mire.web.office.pages import GROUP, actor, address, show
from mire.web.office.passages import figures_shown


@require_safe
@evidence_page(*READERS)
def document(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the note as its readers get it, or give it as a file: no draft is a source there."""
    found = the_note(member)
    sections = without_drafts(note_told(member.programme, found))
    made = note_document(
        member.programme,
        found,
        sections,
        _copy(request, member),
        figures=figures_shown(member.programme, sections),
    )
    return give_document(request, made)


@require_safe
@evidence_page(*READERS)
def summary(request: HttpRequest, member: Member) -> HttpResponse:
    """Show which passages make the summary, and how many pages that is."""
    sections = passages_told(member, in_summary=True)
    made = _summary(request, member)
    n_pages = pages_of(made)
    context = {
        "tab": "summary",
        "may_write": member.may(*GROUP),
        "sections": sections,
        "n_passages": sum(len(each["passages"]) for each in sections),
        "n_pages": n_pages,
        "is_long": n_pages > MOST_PAGES,
    }
    return show(request, member, "office/note_summary.html", context, place=PLACE)


@require_safe
@evidence_page(*READERS)
def summary_document(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the summary as its readers get it, or give it as a file."""
    return give_document(request, _summary(request, member))


@require_POST
@evidence_page(*GROUP)
def summarised(request: HttpRequest, member: Member, *, passage: str) -> HttpResponse:
    """Put a passage into the summary, or take it out."""
    found = passage_of(member, passage)
    is_in = request.POST.get("do") == "in"
    set_in_summary(passage=found, is_in=is_in, by=actor(member), now=timezone.now())
    if request.POST.get("from") == "summary":
        return redirect(address("office_note_summary", member))
    return redirect(address("office_passage", member, passage=found.key))


def _summary(request: HttpRequest, member: Member) -> Document:
    found = the_note(member)
    return note_summary(
        member.programme, found, note_told(member.programme, found), _copy(request, member)
    )


def _copy(request: HttpRequest, member: Member) -> NoteCopy:
    here = request.build_absolute_uri(address("office_note", member))
    return NoteCopy(timezone.localdate(), here)
