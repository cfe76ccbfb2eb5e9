"""The page of something that can be cited: where it comes from, where it went."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from mire.programme.findings.rules import FINDING
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.thread.queries import trace
from mire.programme.thread.rules import Reference, Step
from mire.web.office.citables import told
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.pages import GROUP, show


@require_safe
@evidence_page(Right.FACILITATOR, Right.AMBASSADOR, Right.MANAGEMENT, takes_guests=True)
def thread(request: HttpRequest, member: Member, *, kind: str, key: str) -> HttpResponse:
    """Show something that can be cited, behind it what it comes from, ahead what uses it."""
    found = trace(member.programme, Reference(kind, key))
    if found is None:
        raise Http404
    context = {
        "here": {**told(found.here, member), "page": _page(found.here.reference, member)},
        "sources": [_step(each, member) for each in found.sources],
        "uses": [_step(each, member) for each in found.uses],
        "may_invite": member.may(Right.FACILITATOR),
        "may_write": member.may(*GROUP) and kind != FINDING,
    }
    return show(request, member, "office/thread.html", context, place="office_said")


def _step(step: Step, member: Member) -> dict[str, Any]:
    return {
        **told(step.citable, member),
        "depth": step.depth,
        "has_changed": step.has_changed,
        "is_contrary": step.is_contrary,
    }


def _page(reference: Reference, member: Member) -> str:
    """Return the page where something is worked on, "" where this one is all that it has."""
    if reference.kind != FINDING or not member.rights:
        return ""
    named = {"programme": member.programme.key, "finding": reference.key}
    return reverse("office_finding", kwargs=named)
