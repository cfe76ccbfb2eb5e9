"""The steering meetings of a programme, and what every page about one needs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mire.documents.builders.told_gathering import Addresses
from mire.programme.meetings.queries import Meeting, meeting_in
from mire.programme.meetings.rules import kind_words
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.steering.queries import steering_meetings
from mire.programme.steering.rules import MINUTES_WORDS
from mire.web.addresses import public_address
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.pages import GROUP, View, office_page, show
from mire.words import words

PLACE = "office_decide"
READERS = (*GROUP, Right.MANAGEMENT)


def about_meeting(*who: Right) -> Callable[[View], View]:
    """Give a view the meeting of its address: ``view(request, member, meeting, …)``."""

    def declare(view: View) -> View:
        @evidence_page(*who)
        @wraps(view)
        def respond(
            request: HttpRequest, member: Member, *, meeting: str, **named: Any
        ) -> HttpResponse:
            found = meeting_in(member.programme, meeting)
            if found is None:
                raise Http404
            return view(request, member, found, **named)

        return respond

    return declare


def address(name: str, member: Member, meeting: Meeting) -> str:
    """Return the address of one of the pages about a meeting."""
    return reverse(name, kwargs={"programme": member.programme.key, "meeting": meeting.key})


def addresses_of(request: HttpRequest, member: Member, short: str) -> Addresses:
    """Return the addresses that stand in a document; ``short``: the path that leads back to it."""
    base = public_address(request)

    def thread(kind: str, key: str) -> str:
        named = {"programme": member.programme.key, "kind": kind, "key": key}
        return base + reverse("office_thread", kwargs=named)

    return Addresses(base + short, thread)


@require_safe
@office_page(*READERS)
def steering(request: HttpRequest, member: Member) -> HttpResponse:
    """List the meetings that have a file or minutes, or are of that kind, the last one first."""
    lines = [
        {
            "meeting": each.meeting,
            "day": words.day(timezone.localtime(each.meeting.held_at)),
            "kind": kind_words(each.meeting.kind),
            "n_sent": each.n_sent,
            "minutes": None if each.minutes is None else MINUTES_WORDS[each.minutes],
            "n_decisions": each.n_decisions,
        }
        for each in steering_meetings(member.programme, with_drafts=member.may(*GROUP))
    ]
    return show(
        request,
        member,
        "office/steering.html",
        {"lines": lines, "tab": "steering", "may_write": member.may(*GROUP)},
        place=PLACE,
    )
