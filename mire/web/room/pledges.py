"""Commitments: the page apart, the private page of who made one, the facilitators' page.

No page here holds anything anonymous, and none reads the seat of the phone that asks.
"""

import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mire.live.engine.commitments import (
    LINK_BYTES,
    MOST_CARDS,
    ConfirmCommitment,
    EnterCards,
    OfferCommitment,
    PrintCards,
    ReadCommitment,
    ReadCommitments,
    UnknownCommitment,
    WithdrawCommitment,
)
from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.live.state.commitments import Commitment, Tally, apart_in, are_settled, tally
from mire.live.state.entries import canonical
from mire.live.state.room import ActivityState, Phase
from mire.live.store import seats
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Screen
from mire.technique_api.text import text
from mire.web import rates
from mire.web.room.access import find_room, for_console, with_room
from mire.web.room.projector import public_address, qr_svg
from mire.words.words import said

REMINDER_HOUR = 9


@require_http_methods(["GET", "POST"])
@with_room
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """Show what may be offered; keep a promise, and lead to its private page."""
    room = find_room(request, code)
    activity = _activity(room)
    if activity.phase not in (Phase.OPEN, Phase.CLOSING):
        raise Refusal(
            text("Cette page n'est pas ouverte : elle s'ouvre pendant la réunion."),
            code="not_open",
        )
    if request.method == "GET":
        return _form(request, room, activity)
    if not rates.joins.allows(f"engagement {request.META.get('REMOTE_ADDR', '')} {code}"):
        raise Refusal(
            text("Trop d'envois à la fois : attendez quelques secondes."), code="too_often"
        )
    try:
        secret = _secret(request.POST.get("lien", ""))
        made = canonical(activity.technique.read_form(activity.config, request.POST.dict()))
        current_engine().ask(OfferCommitment(code, activity.sheet.id, secret, made))
    except Refusal as refusal:
        return _form(request, room, activity, refused=refusal, sent=request.POST.dict())
    return _private(redirect("pledge", code=code, link=secret.hex()))


@require_GET
@with_room
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """Say thank you to who offers nothing for now. Nothing is stored."""
    room = find_room(request, code)
    _activity(room)
    return render(request, "room/pledge_thanks.html", _about(room))


@require_http_methods(["GET", "POST"])
@with_room
def pledge(request: HttpRequest, code: str, link: str) -> HttpResponse:
    """Show one promise to who made it; confirm it, or take it back."""
    room, secret = find_room(request, code), _secret(link)
    activity = _activity(room)
    known = current_engine().read(ReadCommitment(code, secret))
    refused: Refusal | None = None
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        current_engine().ask(WithdrawCommitment(code, secret))
        return _private(render(request, "room/pledge_gone.html", _about(room)))
    if request.method == "POST":
        try:
            made = activity.technique.read_form(activity.config, request.POST.dict())
            current_engine().ask(
                ConfirmCommitment(code, activity.sheet.id, secret, canonical(made))
            )
            return _private(redirect("pledge", code=code, link=link))
        except Refusal as refusal:
            refused = refusal
    sent = request.POST.dict() if refused else _own(activity, known)
    address = public_address(request) + reverse("pledge", kwargs={"code": code, "link": link})
    return _private(
        render(
            request,
            "room/pledge.html",
            {
                **_about(room),
                **_fields(activity, sent, refused),
                "pledge": known,
                "address": address,
                "link": link,
                "may_confirm": _today(room) >= known.first_day,
                "items": _items(activity, known),
                "mail": _("Mon lien privé : %(address)s") % {"address": address},
            },
            status=422 if refused else 200,
        )
    )


@require_GET
@with_room
def reminder(request: HttpRequest, code: str, link: str) -> HttpResponse:
    """Give a calendar's reminder, the day after at nine, with the private link."""
    from icalendar import Calendar, Event  # slow to import, and asked by few

    room, secret = find_room(request, code), _secret(link)
    known = current_engine().read(ReadCommitment(code, secret))
    meeting = room.state.sheet.meeting
    address = public_address(request) + reverse("pledge", kwargs={"code": code, "link": link})
    start = datetime.combine(known.first_day, datetime.min.time(), meeting.starts_at.tzinfo)
    event = Event()
    event.add("uid", f"{known.id}@mire")
    event.add("dtstamp", datetime.combine(known.first_day, datetime.min.time(), UTC))
    event.add("dtstart", start + timedelta(hours=REMINDER_HOUR))
    event.add("duration", timedelta(minutes=10))
    event.add("summary", _("Confirmer, ou non, ce que ma direction pourrait apporter"))
    event.add("description", address)
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//Mire//FR")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rappel.ics"'
    return _private(response)


@require_http_methods(["GET", "POST"])
@for_console
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Show facilitators every promise; type cards in, take one back for who asks."""
    room = find_room(request, code)
    activity = _activity(room)
    typed, stored = "", 0
    errors: list[str] = []
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        current_engine().ask(WithdrawCommitment(code, id=request.POST.get("pledge", "")))
        return redirect("pledges", code=code)
    if request.method == "POST":
        typed = request.POST.get("lines", "")
        cards, errors = _read_cards(activity, typed)
        if not errors:
            try:
                stored = current_engine().ask(EnterCards(code, activity.sheet.id, cards))
                typed = ""
            except Refusal as refusal:
                errors = [said(refusal.text)]
    pledges = current_engine().read(ReadCommitments(code))
    response = render(
        request,
        "room/pledges.html",
        {
            **_about(room),
            "pledges": [
                {
                    "id": each.id,
                    "name": each.name,
                    "card": each.card,
                    "items": _items(activity, each),
                    "last_day": each.last_day,
                    "is_confirmed": each.is_confirmed,
                }
                for each in pledges
            ],
            "totals": _totals(activity, totals_of(room, pledges)),
            "typed": typed,
            "errors": errors,
            "stored": stored,
            "line_help": activity.technique.line_help(activity.config),
            "may_type": activity.opened_at is not None,
            "most_cards": MOST_CARDS,
        },
        status=422 if errors else 200,
    )
    return _private(response)


@require_http_methods(["GET", "POST"])
@for_console
def cards(request: HttpRequest, code: str) -> HttpResponse:
    """Prepare numbered cards and show them once, ready to print."""
    if request.method == "GET":  # a reload: what was printed is not shown again
        return redirect("pledges", code=code)
    room = find_room(request, code)
    activity = _activity(room)
    written = request.POST.get("n", "")
    n = int(written) if written.isascii() and written.isdecimal() and len(written) < 5 else 0
    base = public_address(request)
    made = [
        {"card": card, "address": address.split("://", 1)[1], "qr": qr_svg(address)}
        for card, secret in current_engine().ask(PrintCards(code, n))
        for address in [base + reverse("pledge", kwargs={"code": code, "link": secret.hex()})]
    ]
    return _private(
        render(
            request,
            "room/pledge_cards.html",
            {
                **_about(room),
                "cards": made,
                "screen": _screen(activity),
                "template": f"{activity.technique.slug}/paper.html",
            },
        )
    )


def totals_of(room: RoomView, pledges: list[Commitment]) -> Tally | None:
    """Return what may be said of confirmed promises; None while anyone may still confirm."""
    if not are_settled(pledges, room.state.sheet.meeting.starts.date(), _today(room)):
        return None
    activity = _activity(room)
    given = [
        [item["number"] for item in _items(activity, each)] for each in pledges if each.is_confirmed
    ]
    n_offers = len(_screen(activity)["offers"])
    return tally(given, n_offers, room.state.sheet.meeting.threshold)


def promised_in(room: RoomView) -> Tally | None:
    """Return what may be said of a meeting's promises; None for nothing yet, or none asked."""
    if apart_in(list(room.state.activities.values())) is None:
        return None
    return totals_of(room, current_engine().read(ReadCommitments(room.code)))


def _activity(room: RoomView) -> ActivityState:
    found = apart_in(list(room.state.activities.values()))
    if found is None:
        raise Refusal(text("Cette réunion ne propose pas d'engagements."), code="no_room")
    return found


def _secret(link: str) -> bytes:
    secret = seats.read_seat(link)
    if secret is None:
        raise UnknownCommitment
    return secret


def _own(activity: ActivityState, pledge: Commitment) -> dict[str, str]:
    answer = activity.technique.read_contribution(activity.config, pledge.offered)
    own = activity.technique.own(activity.config, answer)
    return {name: str(value) for name, value in own.items() if value is not None}


def _screen(activity: ActivityState) -> Mapping[str, Any]:
    technique = activity.technique
    return technique.screens[Screen.PARTICIPANT](
        activity.config, technique.start(activity.config), None
    )


def _items(activity: ActivityState, pledge: Commitment) -> list[dict[str, Any]]:
    """Return what a promise offers, in words."""
    own = _own(activity, pledge)
    return [
        {**each, "given": own.get(each["detail"], "")}
        for each in _screen(activity)["offers"]
        if each["offer"] in own
    ]


def _totals(activity: ActivityState, counted: Tally | None) -> dict[str, Any] | None:
    if counted is None:
        return None
    offers = _screen(activity)["offers"]
    return {
        "n": counted.n,
        "offers": [
            {"words": each["words"], "n": n} for each, n in zip(offers, counted.offers, strict=True)
        ],
    }


def _fields(
    activity: ActivityState, sent: Mapping[str, str], refused: Refusal | None
) -> dict[str, Any]:
    screen = dict(_screen(activity))
    screen["offers"] = [
        {
            **each,
            "is_ticked": sent.get(each["offer"]) == "yes",
            "given": sent.get(each["detail"], ""),
        }
        for each in screen["offers"]
    ]
    return {
        "screen": screen,
        "name": sent.get("name", ""),
        "refused": said(refused.text) if refused else "",
        "refused_field": ".".join(map(str, refused.path)) if refused else "",
        "template": f"{activity.technique.slug}/fields.html",
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
    context = {**_about(room), **_fields(activity, sent, refused), "link": link}
    status = 422 if refused else 200
    return _private(render(request, "room/pledge_form.html", context, status=status))


def _about(room: RoomView) -> dict[str, Any]:
    return {
        "code": room.code,
        "meeting": room.state.sheet.meeting,
        "is_rehearsal": room.state.is_rehearsal,
        "threshold": room.state.sheet.meeting.threshold,
        "is_ended": room.state.ended_at is not None,
    }


def _today(room: RoomView) -> date:
    return current_engine().now(room).astimezone(room.state.sheet.meeting.starts_at.tzinfo).date()


def _read_cards(activity: ActivityState, typed: str) -> tuple[list[tuple[str, bytes]], list[str]]:
    """Read « card ; name ; … » lines; return the cards, and what is wrong with each line."""
    cards: list[tuple[str, bytes]] = []
    errors: list[str] = []
    for number, line in enumerate(typed.splitlines(), 1):
        if not line.strip():
            continue
        card, _, rest = line.partition(";")
        try:
            answer = activity.technique.read_line(activity.config, rest)
        except Refusal as refusal:
            errors.append(_line_error(number, said(refusal.text)))
            continue
        if any(card.strip() == known for known, _ in cards):
            errors.append(_line_error(number, said(text("cette carte est déjà saisie plus haut"))))
        cards.append((card.strip(), canonical(answer)))
    if not cards and not errors:
        errors = [said(text("Rien n'est saisi : une carte par ligne."))]
    return cards, errors


def _line_error(number: int, why: str) -> str:
    return _("Ligne %(number)s : %(why)s") % {"number": number, "why": why}


def _private(response: HttpResponse) -> HttpResponse:
    """Keep a page out of caches, and its address out of what other sites are told."""
    response["Cache-Control"] = "no-store"
    # Not "no-referrer": a browser then posts with a null origin, which is no origin of ours.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
