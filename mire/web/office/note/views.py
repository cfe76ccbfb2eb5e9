"""The note's page: its sections, each passage with its sources beside; coverage; its files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from mire.programme.note.actions import begin_note
from mire.programme.note.queries import (
    Passage,
    PrefigurationNote,
    SectionTold,
    coverage_of,
    note_of,
    note_told,
    removed_passages,
)
from mire.programme.note.rules.kinds import TEMPLATE
from mire.programme.note.rules.marks import plain_words
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.web.office.citables import told
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.pages import GROUP, actor, address, show
from mire.web.office.passages import passage_context
from mire.words import words

PLACE = "office_note"
READERS = (*GROUP, Right.MANAGEMENT)


def the_note(member: Member) -> PrefigurationNote:
    """Return the programme's note, or raise Http404 before it is begun."""
    found = note_of(member.programme)
    if found is None:
        raise Http404
    return found


@require_safe
@evidence_page(*READERS)
def note(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the note, or how to begin it."""
    found = note_of(member.programme)
    may_write = member.may(*GROUP)
    context: dict[str, Any] = {"may_write": may_write, "note": found, "tab": "note"}
    if found is not None:
        sections = note_told(member.programme, found)
        passages = [each for section in sections for each in section.passages]
        context |= {
            "removed": [_line(each) for each in removed_passages(found)] if may_write else [],
            "sections": [_section(each, member) for each in sections],
            "n_passages": len(passages),
            "n_unsourced": sum(not each.is_sourced for each in passages),
            "n_remarks": sum(each.n_remarks for each in passages),
        }
    return show(request, member, "office/note.html", context, place=PLACE)


def passages_told(member: Member, *, in_summary: bool) -> list[dict[str, Any]]:
    """Return the note's sections as templates show them; ``in_summary``: what stands there alone.

    Sections without a passage left are left out.
    """
    told_of = [_section(each, member) for each in note_told(member.programme, the_note(member))]
    for section in told_of:
        section["passages"] = [
            each for each in section["passages"] if each["row"].in_summary or not in_summary
        ]
    return [each for each in told_of if each["passages"]]


def _section(each: SectionTold, member: Member) -> dict[str, Any]:
    return {
        "row": each.section,
        "owners": words.listed(each.owners),
        "passages": [passage_context(one, member) for one in each.passages],
    }


@require_POST
@evidence_page(*GROUP)
def begun(request: HttpRequest, member: Member) -> HttpResponse:
    """Begin the note with the sections of the template."""
    with override(member.programme.language):
        sections = [(words.translate(title), words.translate(hint)) for title, hint in TEMPLATE]
        title = _("Note de préfiguration")
    begin_note(
        programme=member.programme,
        title=title,
        sections=sections,
        by=actor(member),
        now=timezone.now(),
    )
    return redirect(address("office_note", member))


@require_safe
@evidence_page(*GROUP)
def coverage(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what no passage takes up, and which passages rest on nothing, or on one voice."""
    the_note(member)
    found = coverage_of(member.programme, today=timezone.localdate())
    context = {
        "tab": "coverage",
        "may_write": True,
        "left": [
            (title, [told(each, member) for each in rows])
            for title, rows in (
                (_("Décisions"), found.decisions),
                (_("Points de vigilance"), found.watch_points),
                (_("Constats"), found.findings),
            )
        ],
        "unsourced": [_line(each) for each in found.unsourced],
        "one_voice": [_line(each) for each in found.one_voice],
    }
    return show(request, member, "office/note_coverage.html", context, place=PLACE)


def _line(passage: Passage) -> dict[str, Any]:
    return {
        "key": passage.key,
        "words": plain_words(passage.words),
        "section": passage.section.title,
    }
