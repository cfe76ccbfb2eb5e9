"""The home of a programme."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mire.programme.home.queries import (
    Waiting,
    graded_cases,
    load_of,
    stands_of,
    waiting_for,
)
from mire.programme.home.rules import (
    breath_sentence,
    form_answer,
    stakes_answer,
    support_answer,
)
from mire.programme.meetings.queries import has_meetings, next_meetings
from mire.programme.meetings.rules import STANDING_WORDS, kind_words
from mire.programme.membership.queries import reach_of
from mire.programme.membership.rules import reach_sentence
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.programmes.rules import month_sentence
from mire.web.office.home.drawing import draw_grades, draw_months, draw_units, months_of
from mire.web.office.pages import EVERYBODY, GROUP, office_page, show
from mire.words import words


@require_safe
@office_page(*EVERYBODY)
def plan(request: HttpRequest, member: Member) -> HttpResponse:
    """List the office's places and their views: a second way to find a page, beside the menu."""
    reads = member.may(*GROUP, Right.MANAGEMENT)
    context = {"may_read_together": member.may(*GROUP), "reads": reads}
    return show(request, member, "office/plan.html", context, place="office_plan")


@require_safe
@office_page(*EVERYBODY)
def home(request: HttpRequest, member: Member) -> HttpResponse:
    """Say where the programme stands, what comes next, and what waits for who reads it."""
    today = timezone.localdate()
    programme = member.programme
    coming = next_meetings(programme, now=timezone.now())
    return show(
        request,
        member,
        "office/home.html",
        {
            "today": today,
            "where": month_sentence(programme.starts_on, programme.ends_on, today),
            **_reach(member, min(today, programme.ends_on)),
            **_stakes(member, today),
            **_stands(member, today),
            "breath": _breath(member, today),
            "waiting": [_waiting(member, each) for each in _waits(member, today)],
            "next": [
                {
                    "line": each,
                    "at": timezone.localtime(each.planned_at),
                    "kind": kind_words(each.kind),
                    "standing": STANDING_WORDS[each.standing],
                }
                for each in coming
            ],
            "may_add": member.may(Right.FACILITATOR),
            "is_new": not coming and not has_meetings(programme),
        },
        place="office_home",
    )


CELL_WIDTH, CELL_HEIGHT, GAP = 14, 7, 3
"""The drawing's measures, in its own units."""


def _stakes(member: Member, today: date) -> dict[str, Any]:
    """Return whether topics weigh: the sentence, its drawing, its table."""
    cases = graded_cases(member.programme, today=today)
    return {
        "stakes": stakes_answer(cases),
        "stakes_cases": [
            {"title": each.title, "grade": each.grade, "days": each.half_days / 2} for each in cases
        ],
        "stakes_drawn": draw_grades(cases) if any(each.grade for each in cases) else None,
    }


def _stands(member: Member, today: date) -> dict[str, Any]:
    """Return whether the lab takes shape, and what general management did."""
    if not member.may(*GROUP, Right.MANAGEMENT):
        return {}
    stands = stands_of(member.programme, today=today, now=timezone.now())
    supported = stands.supported
    months = months_of([each.on for each in stands.decisions], stands.asked_on, today)
    n_units = supported.n_for + supported.n_against + supported.n_pending
    return {
        "form": form_answer(stands.formed, today),
        "form_months": [(words.month(each.first), each) for each in months],
        "form_drawn": draw_months(months) if months else None,
        "support": support_answer(supported, today),
        "supported": supported,
        "support_drawn": draw_units(
            (supported.n_for, "filled"),
            (supported.n_against, "crossed"),
            (supported.n_pending, "hollow"),
        )
        if n_units and support_answer(supported, today).sentence
        else None,
    }


def _breath(member: Member, today: date) -> str:
    """Say how the group's load stands since the year began; "" for who is not of it."""
    if not member.may(*GROUP, Right.MANAGEMENT):
        return ""
    day = min(today, member.programme.ends_on)
    since = max(date(day.year, 1, 1), member.programme.starts_on)
    return words.translate(breath_sentence(load_of(member.programme, since=since, today=day)))


def _waits(member: Member, today: date) -> list[Waiting]:
    return waiting_for(
        member.programme,
        member.person,
        today=today,
        is_group=member.may(*GROUP),
        leads=member.may(Right.FACILITATOR),
    )


LISTS = {
    "office_case": "office_cases",
    "office_outcome": "office_decide",
    "office_approve": "office_circuit",
}
"""Where several things of a kind are listed, by the page of one."""


def _waiting(member: Member, waiting: Waiting) -> dict[str, str]:
    """Say what waits, and where one goes to do it."""
    named = {"programme": member.programme.key}
    n = waiting.n
    said, name, key = {
        "approval": (
            ngettext("%(n)s visa attend votre lecture", "%(n)s visas attendent votre lecture", n),
            "office_approve",
            "step",
        ),
        "remark": (
            ngettext(
                "%(n)s remarque attend sa réponse", "%(n)s remarques attendent leur réponse", n
            ),
            "office_restitution",
            "restitution",
        ),
        "amendment": (
            ngettext(
                "%(n)s amendement attend sa réponse", "%(n)s amendements attendent leur réponse", n
            ),
            "office_minutes",
            "meeting",
        ),
        "minutes": (_("un relevé peut devenir définitif"), "office_minutes", "meeting"),
        "late": (
            ngettext("%(n)s action est en retard", "%(n)s actions sont en retard", n),
            "office_actions",
            "",
        ),
        "case": (
            ngettext(
                "dire ce qu'un cas clos est devenu", "dire ce que %(n)s cas clos sont devenus", n
            ),
            "office_case",
            "case",
        ),
        "draft": (
            ngettext("%(n)s constat à relire", "%(n)s constats à relire", n),
            "office_findings",
            "",
        ),
        "unfollowed": (
            ngettext(
                "%(n)s décision n'a encore rien entraîné",
                "%(n)s décisions n'ont encore rien entraîné",
                n,
            ),
            "office_outcome",
            "outcome",
        ),
        "path_late": (_("une étape du portage est en retard"), "office_sponsorship", ""),
        "path_soon": (_("une étape du portage est à faire bientôt"), "office_sponsorship", ""),
        "role": (
            ngettext(
                "%(n)s rôle se termine dans le mois", "%(n)s rôles se terminent dans le mois", n
            ),
            "office_people",
            "",
        ),
    }[waiting.kind]
    if key and not waiting.key:
        name, key = LISTS[name], ""
    href = reverse(name, kwargs={**named, key: waiting.key} if key else named)
    query = {"late": "?etat=late", "draft": "?etat=draft", "remark": "#remarques"}.get(
        waiting.kind, ""
    )
    return {"words": said % {"n": n}, "href": href + query}


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
