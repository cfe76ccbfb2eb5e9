"""What became of what was said in a meeting."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mire.programme.findings.rules import KIND_WORDS, FindingKind
from mire.programme.followup.queries import FollowedUp, followups_of
from mire.programme.meetings.queries import meeting_in
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.web.office.citables import outcome_told
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.pages import GROUP, show
from mire.words import words

PLACE = "office_said"


@require_safe
@evidence_page(*GROUP, Right.MANAGEMENT, takes_guests=True)
def followups(request: HttpRequest, member: Member, *, meeting: str) -> HttpResponse:
    """Show what became of each thing that was said in a meeting."""
    found = meeting_in(member.programme, meeting)
    if found is None:
        raise Http404
    told = followups_of(found, today=timezone.localdate(), is_settled=not member.rights)
    context = {
        "meeting": found,
        "day": words.day(timezone.localtime(found.held_at)),
        "lines": [_followed(each) for each in told.lines],
        "n_texts": told.n_texts,
        "n_left": told.n_left,
        "may_follow": bool(member.rights),
    }
    return show(request, member, "office/followups.html", context, place=PLACE)


def _followed(each: FollowedUp) -> dict[str, Any]:
    """Return a conclusion and what it led to, as templates show it."""
    return {
        "finding": each.finding,
        "kind": words.translate(KIND_WORDS[FindingKind(each.finding.kind)]),
        "texts": each.texts,
        "n_contrary": each.n_contrary,
        "outcomes": [outcome_told(one) for one in each.outcomes],
    }
