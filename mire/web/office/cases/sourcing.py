"""What a case, or something learnt from it, rests on: seen, added, taken out."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mire.programme.cases.actions import set_source
from mire.programme.cases.queries import Case, learnt_in
from mire.programme.cases.rules import CASE, LEARNT
from mire.programme.evidence.rules import FIGURE, VERBATIM
from mire.programme.findings.rules import FINDING
from mire.programme.people.queries import Member
from mire.programme.reading.queries import THEME
from mire.programme.thread.queries import kinds, sources_of
from mire.programme.thread.queries import sought as could_cite
from mire.programme.thread.rules import Reference
from mire.technique_api.free_text import without_unseen
from mire.technique_api.refusal import Refusal
from mire.web.office.cases.views import PLACE, address, case_of
from mire.web.office.citables import told
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
    how, _colon, written = request.POST.get("do", "").partition(":")
    kind, _slash, key = written.partition("/")
    if how not in ("for", "against", "none") or kind not in kinds():
        raise Http404
    sought = request.POST.get("q", "")
    try:
        set_source(
            programme=member.programme,
            citing=citing,
            name=name,
            source=Reference(kind, key),
            how="" if how == "none" else how,
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, learnt, sought, refusal=refusal)
    sought = without_unseen(sought)
    query = "?" + urlencode({"q": sought}) if sought else ""
    return redirect(_here(member, found, learnt, "office_case_sources") + query)


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
        "steps": [
            {
                **told(each.citable, member),
                "has_changed": each.has_changed,
                "is_contrary": each.is_contrary,
            }
            for each in steps
        ],
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
        "action": _here(member, case, learnt, "office_case_source"),
        "refusal": "" if refusal is None else words.translate(refusal.text),
    }
    code = 409 if refusal is not None else 200
    return show(request, member, "office/case_sources.html", context, place=PLACE, status=code)
