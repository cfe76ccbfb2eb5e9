"""The page of one finding: what it says, its state, what it rests on and what says the contrary."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mire.programme.evidence.rules import FIGURE, VERBATIM
from mire.programme.findings.actions import give_status, remove_finding
from mire.programme.findings.queries import (
    Finding,
    opposed_in_themes,
    released_of,
    weights_of,
)
from mire.programme.findings.rules import (
    FINDING,
    KIND_WORDS,
    STATUS_WORDS,
    FindingKind,
    Status,
    digest_of_finding,
    moves_from,
)
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.reading.queries import THEME
from mire.programme.thread.actions import set_source
from mire.programme.thread.queries import citables, sources_of
from mire.programme.thread.queries import sought as could_cite
from mire.programme.thread.rules import Reference, State, Step
from mire.technique_api.free_text import without_unseen
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.office.citables import (
    contrary_line,
    hidden_by,
    pressed_source,
    step_told,
    told,
    weight_line,
    with_search,
)
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.findings.views import (
    PLACE,
    address,
    finding_of,
)
from mire.web.office.pages import GROUP, actor, show
from mire.words import words

PRESSES = {
    Status.DRAFT: text("Remettre en brouillon"),
    Status.REVIEWED: text("Dire relu"),
    Status.RELEASED: text("Diffuser"),
}


@require_safe
@evidence_page(*GROUP, Right.MANAGEMENT)
def finding(request: HttpRequest, member: Member, *, finding: str) -> HttpResponse:
    """Show a finding."""
    return _show(request, member, finding_of(member, finding))


@require_POST
@evidence_page(*GROUP)
def status(request: HttpRequest, member: Member, *, finding: str) -> HttpResponse:
    """Give a finding a status."""
    found = finding_of(member, finding)
    asked = request.POST.get("do", "")
    if asked not in [each.value for each in Status]:
        raise Http404
    try:
        give_status(
            finding=found,
            status=Status(asked),
            seen=request.POST.get("seen", ""),
            rights=member.rights,
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, finding_of(member, finding), refusal=refusal)
    return redirect(address("office_finding", member, found))


@require_POST
@evidence_page(*GROUP)
def source(request: HttpRequest, member: Member, *, finding: str) -> HttpResponse:
    """Add a source to a finding, say that it says the contrary, or take it out."""
    found = finding_of(member, finding)
    how, cited = pressed_source(request)
    try:
        set_source(
            programme=member.programme,
            citing=Reference(FINDING, found.key),
            name=found.sentence,
            source=cited,
            how=how,
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, member, found, refusal=refusal)
    return redirect(with_search(request, address("office_finding", member, found), "#sources"))


@require_POST
@evidence_page(*GROUP)
def removed(request: HttpRequest, member: Member, *, finding: str) -> HttpResponse:
    """Take a finding away, or put it back."""
    found = finding_of(member, finding)
    remove_finding(finding=found, by=actor(member), now=timezone.now())
    return redirect(address("office_finding", member, found))


def _show(
    request: HttpRequest, member: Member, found: Finding, *, refusal: Refusal | None = None
) -> HttpResponse:
    weight = weights_of(member.programme, [found])[found.key]
    steps = sources_of(member.programme, Reference(FINDING, found.key))
    hidden = [
        each.citable.reference.key for each in steps if hidden_by(member, each.citable) is not None
    ]
    opposed = opposed_in_themes(member.programme, found, without=hidden)
    known = citables(member.programme, opposed)
    sought = without_unseen(request.GET.get("q", ""))[:200]
    may_write = member.may(*GROUP) and found.removed_at is None
    moves = moves_from(Status(found.status), member.rights) if may_write else []
    context: dict[str, Any] = {
        "finding": found,
        "source_href": address("office_finding_source", member, found),
        "kind": words.translate(KIND_WORDS[FindingKind(found.kind)]),
        "status": words.translate(STATUS_WORDS[Status(found.status)]),
        "status_day": words.day(timezone.localtime(found.status_at)) if found.status_at else "",
        "made_day": words.day(timezone.localtime(found.made_at)),
        "seen": digest_of_finding(found.kind, found.sentence, found.detail),
        "weight": weight_line(weight),
        "is_nothing": weight.is_nothing,
        "contrary": contrary_line(weight),
        "n_gone": weight.n_gone,
        "sources": [step_told(each, member) for each in steps if not each.is_contrary],
        "against": [
            *(step_told(each, member) for each in steps if each.is_contrary),
            *(
                step_told(Step(each, 1, has_changed=False, is_contrary=True), member, is_fixed=True)
                for each in known.values()
                if each.state is State.SAID
            ),
        ],
        "released": [
            {
                "version": each.version,
                "sentence": each.sentence,
                "by": each.by,
                "day": words.day(timezone.localtime(each.at)),
            }
            for each in released_of(found)
        ],
        "presses": [(each.value, words.translate(PRESSES[each])) for each in moves],
        "may_write": may_write,
        "may_put_back": member.may(*GROUP) and found.removed_at is not None,
        "sought": sought,
        "found": [
            told(each, member)
            for each in could_cite(
                member.programme,
                sought,
                of=(VERBATIM, FIGURE, THEME),
                without=[
                    Reference(FINDING, found.key),
                    *(each.citable.reference for each in steps),
                ],
            )
        ]
        if may_write
        else [],
        "refusal": "" if refusal is None else words.translate(refusal.text),
    }
    return show(
        request,
        member,
        "office/finding.html",
        context,
        place=PLACE,
        status=409 if refusal is not None else 200,
    )
