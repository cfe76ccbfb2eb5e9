"""What a case, or something learnt from it, rests on: seen, added, taken out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mire.programme.cases.queries import Case, learnt_in
from mire.programme.cases.rules import CASE, LEARNT
from mire.programme.evidence.rules import FIGURE, VERBATIM
from mire.programme.findings.rules import FINDING
from mire.programme.people.queries import Member
from mire.programme.reading.queries import THEME
from mire.programme.thread.actions import set_source
from mire.programme.thread.queries import sought as could_cite
from mire.programme.thread.queries import sources_of
from mire.programme.thread.rules import Reference
from mire.technique_api.free_text import without_unseen
from mire.technique_api.refusal import Refusal
from mire.web.office.cases.views import PLACE, address, case_of
from mire.web.office.citables import pressed_source, step_told, told, with_search
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.pages import GROUP, actor, show
from mire.words import words


@require_safe
@evidence_page(*GROUP)
def sources(request: HttpRequest, member: Member, *, case: str, learnt: str = "") -> HttpResponse:
    """Show what a case, or a learnt point, rests on, and what could be added."""
    found = case_of(member, case)
    return _show(request, member, found, learnt, request.GET.get("q", ""))


@require_POST
@evidence_page(*GROUP)
def source(request: HttpRequest, member: Member, *, case: str, learnt: str = "") -> HttpResponse:
    """Add a source, say that it says the contrary, or take it out."""
    found = case_of(member, case)
    citing, name = _citing(found, learnt)
    how, cited = pressed_source(request)
    try:
        set_source(
            programme=member.programme,
            citing=citing,
            name=name,
            source=cited,
            how=how,
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, learnt, request.POST.get("q", ""), refusal=refusal)
    return redirect(with_search(request, _here(member, found, learnt, "office_case_sources")))


def _citing(case: Case, learnt: str) -> tuple[Reference, str]:
    """Return what cites and its name; raise Http404 for a learnt point that isn't there."""
    if not learnt:
        return Reference(CASE, case.key), case.title
    point = learnt_in(case, learnt)
    if point is None or point.removed_at is not None:
        raise Http404
    return Reference(LEARNT, point.key), point.sentence


def _here(member: Member, case: Case, learnt: str, name: str) -> str:
    if not learnt:
        return address(name, member, case)
    return address(name.replace("case", "learnt", 1), member, case, learnt=learnt)


def _show(
    request: HttpRequest,
    member: Member,
    case: Case,
    learnt: str,
    sought: str,
    *,
    refusal: Refusal | None = None,
) -> HttpResponse:
    citing, name = _citing(case, learnt)
    sought = without_unseen(sought)[:200]
    steps = sources_of(member.programme, citing)
    context = {
        "case": case,
        "name": name,
        "sources": [step_told(each, member) for each in steps if not each.is_contrary],
        "against": [step_told(each, member) for each in steps if each.is_contrary],
        "may_write": True,
        "sought": sought,
        "found": [
            told(each, member)
            for each in could_cite(
                member.programme,
                sought,
                of=(FINDING, THEME, FIGURE, VERBATIM),
                without=[*(each.citable.reference for each in steps), citing],
            )
        ],
        "source_href": _here(member, case, learnt, "office_case_source"),
        "refusal": "" if refusal is None else words.translate(refusal.text),
    }
    code = 409 if refusal is not None else 200
    return show(request, member, "office/case_sources.html", context, place=PLACE, status=code)
