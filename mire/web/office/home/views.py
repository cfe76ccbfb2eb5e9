"""The home of a programme."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mire.programme.meetings.queries import next_meetings
from mire.programme.meetings.rules import STANDING_WORDS, kind_words
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.programmes.rules import month_sentence
from mire.web.office.pages import EVERYBODY, office_page, show


@require_safe
@office_page(*EVERYBODY)
def home(request: HttpRequest, member: Member) -> HttpResponse:
    """Say where the programme stands."""
    today = timezone.localdate()
    programme = member.programme
    now = timezone.now()
    return show(
        request,
        member,
        "office/home.html",
        {
            "today": today,
            "where": month_sentence(programme.starts_on, programme.ends_on, today),
            "next": [
                {
                    "line": each,
                    "at": timezone.localtime(each.planned_at),
                    "kind": kind_words(each.kind),
                    "standing": STANDING_WORDS[each.standing],
                }
                for each in next_meetings(programme, now=now)
            ],
            "may_add": member.may(Right.FACILITATOR),
        },
        place="office_home",
    )
