"""One passage: its words, its sources, what is said of it, its versions."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mire.programme.keys import is_key
from mire.programme.note.actions import (
    move_passage,
    set_passage_removed,
    show_source,
)
from mire.programme.note.queries import (
    Passage,
    passages_by_key,
    remarks_of,
    sections_of,
    versions_of,
)
from mire.programme.note.rules.difference import difference
from mire.programme.note.rules.kinds import (
    PASSAGE,
    REMARK_WORDS,
    STATE_WORDS,
    RemarkKind,
    RemarkState,
)
from mire.programme.note.rules.marks import plain_words, read_marks
from mire.programme.people.queries import Member
from mire.programme.thread.actions import set_source
from mire.programme.thread.queries import sought, sources_of
from mire.programme.thread.rules import Reference
from mire.technique_api.free_text import without_unseen
from mire.technique_api.refusal import Refusal
from mire.web.marked import blocks_told
from mire.web.office.citables import pressed_source, reads, step_told, told, with_search
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.note.views import PLACE, READERS
from mire.web.office.note.writing import passage_of, section_of
from mire.web.office.pages import GROUP, actor, address, show
from mire.words import words

MOST_FOUND, MOST_OFFERED = 12, 2
"""Sources shown of each kind: for the words that are sought, and before any are."""


@require_safe
@evidence_page(*READERS)
def passage(request: HttpRequest, member: Member, *, passage: str) -> HttpResponse:
    """Show a passage, what it rests on, what is said of it."""
    return show_passage(request, member, passage_of(member, passage))


def show_passage(
    request: HttpRequest, member: Member, found: Passage, refusal: Refusal | None = None
) -> HttpResponse:
    """Show a passage's page, with what an act was refused for."""
    reference = Reference(PASSAGE, found.key)
    steps = sources_of(member.programme, reference)
    read = [each for each in steps if reads(member, each.citable)]
    asked = without_unseen(request.GET.get("q", ""))[:200]
    may_write = member.may(*GROUP)
    context: dict[str, Any] = {
        "passage": found,
        "section": found.section,
        "blocks": blocks_told(read_marks(found.words)),
        "sources": [step_told(each, member) for each in read if not each.is_contrary],
        "against": [step_told(each, member) for each in read if each.is_contrary],
        "shown": found.shown,
        "is_sourced": any(not each.is_contrary for each in steps),
        "source_href": address("office_passage_source", member, passage=found.key),
        "may_write": may_write,
        "remarks": [_remark(each, found) for each in remarks_of(found)],
        "sections": [
            each for each in sections_of(found.section.note) if each.pk != found.section_id
        ]
        if may_write
        else [],
        "sought": asked,
        "found": [
            told(each, member)
            for each in sought(
                member.programme,
                asked,
                without=[reference, *(each.citable.reference for each in steps)],
                most=MOST_FOUND if asked else MOST_OFFERED,
            )
        ]
        if may_write
        else [],
        "refusal": "" if refusal is None else words.translate(refusal.text),
    }
    status = 409 if refusal is not None else 200
    return show(request, member, "office/passage.html", context, place=PLACE, status=status)


def _remark(each: Any, found: Passage) -> dict[str, Any]:
    is_suggestion = each.kind == RemarkKind.SUGGESTION
    return {
        "row": each,
        "kind": words.translate(REMARK_WORDS[RemarkKind(each.kind)]),
        "state": words.translate(STATE_WORDS[RemarkState(each.state)]),
        "is_open": each.state == RemarkState.OPEN,
        "day": words.day(timezone.localdate(each.at)),
        "is_old": each.on_version != found.version,
        "pieces": difference(found.words, each.words)
        if is_suggestion and each.state == RemarkState.OPEN
        else [],
    }


@require_POST
@evidence_page(*GROUP)
def pressed(request: HttpRequest, member: Member, *, passage: str) -> HttpResponse:
    """Put a passage before the one above or into another section, take it out, put it back."""
    asked = request.POST.get("do", "")
    now, by = timezone.now(), actor(member)
    if asked == "back":
        gone = passages_by_key(member.programme, [passage]).get(passage)
        if gone is None:
            raise Http404
        set_passage_removed(passage=gone, is_removed=False, by=by, now=now)
        return redirect(address("office_note", member))
    found = passage_of(member, passage)
    if asked == "up":
        move_passage(passage=found, to=None, by=by, now=now)
    elif asked == "to":
        key = request.POST.get("section", "")
        if not is_key(key):
            raise Http404
        try:
            move_passage(passage=found, to=section_of(member, key), by=by, now=now)
        except Refusal as refusal:
            return show_passage(request, member, found, refusal)
    elif asked == "out":
        set_passage_removed(passage=found, is_removed=True, by=by, now=now)
    else:
        raise Http404
    return redirect(address("office_note", member) + f"#{found.section.key}")


@require_POST
@evidence_page(*GROUP)
def sourced(request: HttpRequest, member: Member, *, passage: str) -> HttpResponse:
    """Add a source to a passage, say that it says the contrary, or take it out."""
    found = passage_of(member, passage)
    how, cited = pressed_source(request)
    try:
        set_source(
            programme=member.programme,
            citing=Reference(PASSAGE, found.key),
            name=plain_words(found.words)[:80],
            source=cited,
            how=how,
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return show_passage(request, member, found, refusal)
    here = address("office_passage", member, passage=found.key)
    return redirect(with_search(request, here, "#sources"))


@require_POST
@evidence_page(*GROUP)
def shown(request: HttpRequest, member: Member, *, passage: str) -> HttpResponse:
    """Show a source under the passage's words, or no more."""
    found = passage_of(member, passage)
    how, cited = pressed_source(request)
    is_shown = how == "for"
    try:
        show_source(
            passage=found, source=cited, is_shown=is_shown, by=actor(member), now=timezone.now()
        )
    except Refusal as refusal:
        return show_passage(request, member, found, refusal)
    return redirect(address("office_passage", member, passage=found.key) + "#sources")


@require_safe
@evidence_page(*READERS)
def versions(request: HttpRequest, member: Member, *, passage: str) -> HttpResponse:
    """Show each version of a passage, with what it changed."""
    found = passage_of(member, passage)
    rows = versions_of(found)
    before = {each.number + 1: each.words for each in rows}
    context = {
        "passage": found,
        "versions": [
            {
                "row": each,
                "day": words.day(timezone.localdate(each.at)),
                "hour": words.hour(words.local(each.at)),
                "pieces": difference(before.get(each.number, ""), each.words),
            }
            for each in reversed(rows)
        ],
    }
    return show(request, member, "office/passage_versions.html", context, place=PLACE)
