"""The page of something that can be cited: where it comes from, where it went."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.thread.queries import kinds, trace
from mire.programme.thread.rules import STATE_WORDS, Citable, Reference, State, Step
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.pages import show
from mire.words import words


@require_safe
@evidence_page(Right.FACILITATOR, Right.AMBASSADOR, Right.MANAGEMENT, takes_guests=True)
def thread(request: HttpRequest, member: Member, *, kind: str, key: str) -> HttpResponse:
    """Show something that can be cited, behind it what it comes from, ahead what uses it."""
    found = trace(member.programme, Reference(kind, key))
    if found is None:
        raise Http404
    context = {
        "here": _told(found.here, member),
        "sources": [_step(each, member) for each in found.sources],
        "uses": [_step(each, member) for each in found.uses],
        "may_invite": member.may(Right.FACILITATOR),
    }
    return show(request, member, "office/thread.html", context, place="office_said")


def _step(step: Step, member: Member) -> dict[str, Any]:
    return {**_told(step.citable, member), "depth": step.depth, "has_changed": step.has_changed}


def _told(citable: Citable, member: Member) -> dict[str, Any]:
    reference = citable.reference
    kind = kinds().get(reference.kind)
    is_missing = citable.state is State.MISSING
    named = {"programme": member.programme.key, "kind": reference.kind, "key": reference.key}
    return {
        "kind": kind.title if kind else reference.kind,
        "is_quote": isinstance(citable.words, str),
        "words": citable.words,
        "state": "" if citable.state is State.SAID else STATE_WORDS[citable.state],
        "reason": citable.reason,
        "origin": [
            (
                what,
                words.day(timezone.localtime(said))
                if isinstance(said, datetime)
                else words.translate(said),
            )
            for what, said in citable.origin
        ],
        "is_anonymous": citable.is_anonymous,
        "href": "" if is_missing or not member.rights else reverse("office_thread", kwargs=named),
    }
