"""The page on support: soundings, decisions, questions that wait, commitments; the same for all."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import UnknownRoom
from mire.live.state.commitments import apart_in
from mire.programme.findings.rules import FINDING
from mire.programme.meetings.queries import Meeting, meetings_with_room
from mire.programme.outcomes.queries import Outcome, Question
from mire.programme.outcomes.rules.kinds import name_of, open_for
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.programme.soundings.actions import close_past_waves
from mire.programme.soundings.queries import decided_about, soundings_of, waiting_questions
from mire.web.commitment_pages import commitments_in, kept_days_in, offers_in, promised_in
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.pages import EVERYBODY, GROUP, show
from mire.web.office.support.telling import sounding_context
from mire.words import words

PLACE = "office_support"


@require_safe
@evidence_page(*EVERYBODY)
def support(request: HttpRequest, member: Member) -> HttpResponse:
    """Tell the facts about support that bear a day; nobody's page says more than another's.

    A link to the register stands only on the pages of those who may open it.
    """
    today = timezone.localdate()
    programme = member.programme
    close_past_waves(programme=programme, today=today, now=timezone.now())
    decided = decided_about(programme)
    context: dict[str, Any] = {
        "soundings": [sounding_context(each, today=today) for each in soundings_of(programme)],
        "in_favour": [_decision(member, each) for each in decided.in_favour],
        "against": [_decision(member, each) for each in decided.against],
        "n_unsaid": decided.n_unsaid,
        "questions": [_question(member, each, today) for each in waiting_questions(programme)],
        "promises": _promises(meetings_with_room(programme)),
        "may_follow": may_follow(member),
        "may_sound": member.may(Right.FACILITATOR),
    }
    return show(request, member, "office/support.html", context, place=PLACE)


def may_follow(member: Member) -> bool:
    """Say whether the register and the thread are open to a member."""
    return member.may(*GROUP, Right.MANAGEMENT)


def _decision(member: Member, each: Outcome) -> dict[str, Any]:
    named = {"programme": member.programme.key, "outcome": each.key}
    return {
        "day": words.day(each.on),
        "what": f"{name_of(each.kind, each.number)} · {each.what}",
        "left": each.left,
        "meeting": "" if each.meeting is None else each.meeting.title,
        "href": reverse("office_outcome", kwargs=named) if may_follow(member) else "",
    }


def _question(member: Member, each: Question, today: date) -> dict[str, Any]:
    kind, key = each.reference.kind, each.reference.key
    named = {"programme": member.programme.key}
    href = (
        reverse("office_thread", kwargs={**named, "kind": kind, "key": key})
        if kind == FINDING
        else reverse("office_outcome", kwargs={**named, "outcome": key})
    )
    return {
        "day": words.day(each.asked_on),
        "what": f"{each.name} · {each.words}" if each.name else each.words,
        "since": words.translate(open_for(each.asked_on, today)),
        "meeting": each.meeting,
        "href": href if may_follow(member) else "",
    }


def _promises(meetings: Sequence[Meeting]) -> list[dict[str, Any]]:
    """Return, for each meeting that collected commitments, what may be said of those confirmed.

    ``n`` None: under the threshold, or people may still confirm.
    """
    found = []
    for meeting in sorted(meetings, key=lambda each: (each.planned_at, each.pk)):
        if meeting.ended_at is None:
            continue
        try:
            room = current_engine().room(meeting.code or "")
        except UnknownRoom:  # its log was handed to the archives, commitments are destroyed
            continue
        if apart_in(list(room.state.activities.values())) is None:
            continue
        told = promised_in(room)
        offers = offers_in(commitments_in(room)) if told is not None else ()
        found.append(
            {
                "meeting": meeting.title,
                "day": words.day(timezone.localtime(meeting.planned_at)),
                "is_settled": told is not None,
                "n": None if told is None else told.n,
                "offers": []
                if told is None
                else [
                    (words.translate(offer.words), n, kept, unkept)
                    for offer, n, kept, unkept in zip(
                        offers,
                        told.offers,
                        told.kept or told.offers,
                        told.unkept or told.offers,
                        strict=True,
                    )
                ],
                "is_kept_told": told is not None and bool(told.kept),
                "kept_days": [words.day(each) for each in kept_days_in(room)],
            }
        )
    return found
