"""What pages say of commitments: what one offers, in words; how many, once it may be said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from mire.live.engine.commitments import (
    ReadCommitments,
)
from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.live.state.commitments import (
    Commitment,
    Tally,
    apart_in,
    are_settled,
    days_to_say_kept,
    tally,
)
from mire.live.state.room import ActivityState
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Offer, Screen
from mire.technique_api.text import text
from mire.web.addresses import public_address


def totals_of(room: RoomView, commitments: list[Commitment]) -> Tally | None:
    """Return what may be said of confirmed promises; None while anyone may still confirm."""
    if not are_settled(commitments, room.state.sheet.meeting.starts.date(), today_in(room)):
        return None
    activity = commitments_in(room)
    confirmed = [each for each in commitments if each.is_confirmed]
    given = [[item.offer.number for item in promised_items(activity, each)] for each in confirmed]
    _first, last = kept_days_in(room)
    said = [each.kept for each in confirmed] if today_in(room) > last else None
    return tally(given, len(offers_in(activity)), room.state.sheet.meeting.threshold, said)


def kept_days_in(room: RoomView) -> tuple[date, date]:
    """Return the days on which who committed may say whether it was kept."""
    return days_to_say_kept(room.state)


def promised_in(room: RoomView) -> Tally | None:
    """Return what may be said of a meeting's promises; None for nothing yet, or none asked."""
    if apart_in(list(room.state.activities.values())) is None:
        return None
    return totals_of(room, current_engine().read(ReadCommitments(room.code)))


def commitments_in(room: RoomView) -> ActivityState:
    """Return the activity that collects commitments; raise Refusal when the meeting has none."""
    found = apart_in(list(room.state.activities.values()))
    if found is None:
        raise Refusal(text("Cette réunion ne propose pas d'engagements."), code="no_room")
    return found


def own_fields(activity: ActivityState, commitment: Commitment) -> dict[str, str]:
    """Return a commitment as its form holds it."""
    answer = activity.technique.expect_answers().read_contribution(
        activity.config, commitment.offered
    )
    own = activity.technique.expect_answers().own(activity.config, answer)
    return {name: str(value) for name, value in own.items() if value is not None}


def blank_screen(activity: ActivityState) -> Mapping[str, Any]:
    """Return what the offer says before anybody answers."""
    technique = activity.technique
    return technique.screens[Screen.PARTICIPANT](
        activity.config, technique.first_state(activity.config), None
    )


def offers_in(activity: ActivityState) -> Sequence[Offer]:
    """Return what may be promised, in order."""
    return activity.technique.expect_promises().offers(activity.config)


@dataclass(frozen=True, slots=True)
class Item:
    """One offer of a form or of a promise, and what was ``given`` with it ("": nothing)."""

    offer: Offer
    is_ticked: bool
    given: str


def items_of(activity: ActivityState, fields: Mapping[str, str]) -> list[Item]:
    """Return every offer as a form's fields have it."""
    return [
        Item(each, fields.get(each.tick) == "yes", fields.get(each.detail, ""))
        for each in offers_in(activity)
    ]


def promised_items(activity: ActivityState, commitment: Commitment) -> list[Item]:
    """Return what a promise offers."""
    own = own_fields(activity, commitment)
    return [each for each in items_of(activity, own) if each.is_ticked]


def about(room: RoomView) -> dict[str, Any]:
    """Return what every page of a commitment says of its meeting."""
    return {
        "code": room.code,
        "meeting": room.state.sheet.meeting,
        "is_rehearsal": room.state.is_rehearsal,
        "threshold": room.state.sheet.meeting.threshold,
        "is_ended": room.state.ended_at is not None,
    }


def today_in(room: RoomView) -> date:
    """Return the day in the meeting's time zone."""
    return current_engine().now(room).astimezone(room.state.sheet.meeting.starts_at.tzinfo).date()


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page out of caches, and its address out of what other sites are told."""
    response["Cache-Control"] = "no-store"
    # Not "no-referrer": a browser then posts with a null origin, which is no origin of ours.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def private_address(request: HttpRequest, room: RoomView, link: str) -> str:
    """Return the address of a commitment's private page."""
    path = reverse("commitment", kwargs={"code": room.code, "link": link})
    return public_address(request) + path
