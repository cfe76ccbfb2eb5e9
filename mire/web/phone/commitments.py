"""Commitments: the page apart, the private page of who made one, the facilitators' page.

No page here holds anything anonymous, and none reads the seat of the phone that asks.
"""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mire.live.engine.commitments import (
    LINK_BYTES,
    ConfirmCommitment,
    OfferCommitment,
    ReadCommitment,
    SayKept,
    UnknownCommitment,
    WithdrawCommitment,
)
from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.live.state.commitments import Commitment
from mire.live.state.entries import canonical
from mire.live.state.room import ActivityState, Phase
from mire.live.store import seats
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web import rates
from mire.web.access import meeting_page
from mire.web.commitment_pages import (
    about,
    blank_screen,
    commitments_in,
    items_of,
    kept_days_in,
    own_fields,
    private,
    private_address,
    promised_items,
    today_in,
)
from mire.words.words import translate

REMINDER_HOUR = 9


@require_http_methods(["GET", "HEAD", "POST"])
@meeting_page
def offer(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Show what may be offered; keep a promise, and lead to its private page."""
    activity = commitments_in(room)
    if activity.phase not in (Phase.OPEN, Phase.CLOSING):
        raise Refusal(
            text("Cette page n'est pas ouverte : elle s'ouvre pendant la réunion."),
            code="not_open",
        )
    if request.method != "POST":
        return _form(request, room, activity)
    if not rates.joins.allows(f"engagement {request.META.get('REMOTE_ADDR', '')} {room.code}"):
        raise rates.too_often()
    try:
        secret = _secret(request.POST.get("lien", ""))
        made = canonical(
            activity.technique.expect_answers().read_form(activity.config, request.POST.dict())
        )
        current_engine().ask(OfferCommitment(room.code, activity.sheet.id, secret, made))
    except Refusal as refusal:
        return _form(request, room, activity, refused=refusal, sent=request.POST.dict())
    return private(redirect("commitment", code=room.code, link=secret.hex()))


@require_safe
@meeting_page
def thanks(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Say thank you to who offers nothing for now. Nothing is stored."""
    commitments_in(room)
    return render(request, "phone/commitment_thanks.html", about(room))


@require_http_methods(["GET", "HEAD", "POST"])
@meeting_page
def commitment(request: HttpRequest, room: RoomView, link: str) -> HttpResponse:
    """Show one promise to who made it; confirm it, or take it back."""
    secret = _secret(link)
    activity = commitments_in(room)
    known = current_engine().read(ReadCommitment(room.code, secret))
    refused: Refusal | None = None
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        current_engine().ask(WithdrawCommitment(room.code, secret))
        return private(render(request, "phone/commitment_gone.html", about(room)))
    if request.method == "POST" and request.POST.get("do") == "kept":
        try:
            current_engine().ask(SayKept(room.code, secret, _kept(request, activity, known)))
            return private(redirect("commitment", code=room.code, link=link))
        except Refusal as refusal:
            refused = refusal
    elif request.method == "POST":
        try:
            made = activity.technique.expect_answers().read_form(
                activity.config, request.POST.dict()
            )
            current_engine().ask(
                ConfirmCommitment(room.code, activity.sheet.id, secret, canonical(made))
            )
            return private(redirect("commitment", code=room.code, link=link))
        except Refusal as refusal:
            refused = refusal
    sent = (
        request.POST.dict() if refused and not known.is_confirmed else own_fields(activity, known)
    )
    address = private_address(request, room, link)
    first, last = kept_days_in(room)
    kept = {number: "yes" if is_kept else "no" for number, is_kept in known.kept}
    return private(
        render(
            request,
            "phone/commitment.html",
            {
                **about(room),
                **_fields(activity, sent, refused),
                "commitment": known,
                "address": address,
                "link": link,
                "may_confirm": today_in(room) >= known.first_day,
                "items": [
                    (each, kept.get(each.offer.number, ""))
                    for each in promised_items(activity, known)
                ],
                "kept_first": first,
                "kept_last": last,
                "may_say_kept": known.is_confirmed and first <= today_in(room) <= last,
                "is_kept_said": bool(known.kept),
                "is_kept_to_come": known.is_confirmed and today_in(room) < first,
                "mail": _("Mon lien privé : %(address)s") % {"address": address},
            },
            status=422 if refused else 200,
        )
    )


@require_safe
@meeting_page
def reminder(request: HttpRequest, room: RoomView, link: str) -> HttpResponse:
    """Give a calendar's reminder, the day after at nine, with the private link."""
    from icalendar import Calendar, Event  # slow to import, and asked by few

    secret = _secret(link)
    known = current_engine().read(ReadCommitment(room.code, secret))
    meeting = room.state.sheet.meeting
    address = private_address(request, room, link)
    # The day alone: when exactly somebody took it is nobody's business.
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    calendar = Calendar()
    calendar.add("prodid", "-//Mire//FR")
    calendar.add("version", "2.0")
    first, _last = kept_days_in(room)
    for day, name, summary in (
        (known.first_day, "", _("Confirmer, ou non, ce que ma direction pourrait apporter")),
        (first, "-kept", _("Dire ce que ma direction a pu tenir")),
    ):
        start = datetime.combine(day, datetime.min.time(), meeting.starts_at.tzinfo)
        event = Event()
        event.add("uid", f"{known.id}{name}@mire")
        event.add("dtstamp", today)
        # In UTC: a zone by name would have to be described in the file.
        event.add("dtstart", (start + timedelta(hours=REMINDER_HOUR)).astimezone(UTC))
        event.add("duration", timedelta(minutes=10))
        event.add("summary", summary)
        event.add("description", address)
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rappel.ics"'
    return private(response)


def _kept(request: HttpRequest, activity: ActivityState, known: Commitment) -> dict[int, bool]:
    """Return what a form says of each promised offer; one that says neither is left out."""
    said = {
        each.offer.number: request.POST.get(f"kept-{each.offer.number}", "")
        for each in promised_items(activity, known)
    }
    return {number: value == "yes" for number, value in said.items() if value in ("yes", "no")}


def _secret(link: str) -> bytes:
    secret = seats.read_seat(link)
    if secret is None:
        raise UnknownCommitment
    return secret


def _fields(
    activity: ActivityState, sent: Mapping[str, str], refused: Refusal | None
) -> dict[str, Any]:
    return {
        "screen": blank_screen(activity),
        "offers": items_of(activity, sent),
        "name": sent.get("name", ""),
        "refused": translate(refused.text) if refused else "",
        "refused_field": ".".join(map(str, refused.path)) if refused else "",
        "template": activity.technique.template("fields"),
    }


def _form(
    request: HttpRequest,
    room: RoomView,
    activity: ActivityState,
    *,
    refused: Refusal | None = None,
    sent: Mapping[str, str] | None = None,
) -> HttpResponse:
    sent = sent or {}
    kept = sent.get("lien", "")
    link = kept if seats.read_seat(kept) else secrets.token_hex(LINK_BYTES)
    context = {**about(room), **_fields(activity, sent, refused), "link": link}
    status = 422 if refused else 200
    return private(render(request, "phone/commitment_form.html", context, status=status))
