"""The page of something that can be cited: where it comes from, where it went."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from mire.programme.cases.rules import CASE
from mire.programme.choices.rules.kinds import CHOICE
from mire.programme.findings.rules import FINDING
from mire.programme.methods.rules import METHOD
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.thread.queries import trace
from mire.programme.thread.rules import Reference, Step
from mire.technique_api.text import text
from mire.web.office.citables import hidden_by, reads, told
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.pages import GROUP, address, show


@require_safe
@evidence_page(Right.FACILITATOR, Right.AMBASSADOR, Right.MANAGEMENT, takes_guests=True)
def thread(request: HttpRequest, member: Member, *, kind: str, key: str) -> HttpResponse:
    """Show something that can be cited, behind it what it comes from, ahead what uses it.

    A theme that one may not see yet, since one of two reads blind, leads to the page of the two.
    """
    found = trace(member.programme, Reference(kind, key))
    if found is None or not reads(member, found.here):
        raise Http404
    if blind := hidden_by(member, found.here):
        return redirect(address("office_blind", member, reading=blind.reading.key))
    hidden = {
        each
        for step in found.sources
        if hidden_by(member, step.citable)
        for each in step.citable.rests_on
    }
    context = {
        "here": {**told(found.here, member), **_page(found.here.reference, member)},
        "sources": [
            _step(each, member)
            for each in found.sources
            if reads(member, each.citable)
            and (each.depth == 1 or each.citable.reference not in hidden)
        ],
        "uses": [_step(each, member) for each in found.uses if reads(member, each.citable)],
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


PAGES = {
    FINDING: ("office_finding", "finding", text("La page de ce constat")),
    CASE: ("office_case", "case", text("La page de ce cas")),
    METHOD: ("office_method", "method", text("La fiche de cette méthode")),
    CHOICE: ("office_choice", "choice", text("La page de ce dossier")),
}
"""The page where something is worked on, by its kind: its address's name and key, its words."""


def _page(reference: Reference, member: Member) -> dict[str, Any]:
    """Return the page where something is worked on; {} where this one is all that it has."""
    if reference.kind not in PAGES or not member.rights:
        return {}
    name, key, title = PAGES[reference.kind]
    named = {"programme": member.programme.key, key: reference.key}
    return {"page": reverse(name, kwargs=named), "page_title": title}
