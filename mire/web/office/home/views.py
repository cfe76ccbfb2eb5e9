"""The home of a programme."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mire.programme.meetings.queries import next_meetings
from mire.programme.meetings.rules import STANDING_WORDS, kind_words
from mire.programme.membership.queries import reach_of
from mire.programme.membership.rules import reach_sentence
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.programmes.rules import month_sentence
from mire.web.office.pages import EVERYBODY, office_page, show
from mire.words import words


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
            **_reach(member, min(today, programme.ends_on)),
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


CELL_WIDTH, CELL_HEIGHT, GAP = 14, 7, 3
"""The drawing's measures, in its own units."""


def _reach(member: Member, day: date) -> dict[str, Any]:
    """Return whether one gets out of one's circle: the sentence, the drawing, its table."""
    reach = reach_of(member.programme, on=day)
    cells = [
        {"x": n * (CELL_WIDTH + GAP), "y": line * (CELL_HEIGHT + GAP), "came": came}
        for line, row in enumerate(reach.rows)
        for n, came in enumerate(row)
    ]
    return {
        "reach": reach,
        "reach_sentence": reach_sentence(reach, words.month(reach.since)),
        "reach_cells": cells if reach.sessions else [],
        "reach_width": len(reach.sessions) * (CELL_WIDTH + GAP),
        "reach_height": len(reach.rows) * (CELL_HEIGHT + GAP),
    }
