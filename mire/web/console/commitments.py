"""The register of commitments, as facilitators read it: cards typed in, one taken back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mire.live.engine.commitments import (
    MOST_CARDS,
    EnterCards,
    PrintCards,
    ReadCommitments,
    WithdrawCommitment,
)
from mire.live.engine.engine import current_engine
from mire.live.engine.rooms import RoomView
from mire.live.state.commitments import Tally
from mire.live.state.entries import canonical
from mire.live.state.room import ActivityState
from mire.technique_api.free_text import read_whole
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.web.access import console_page
from mire.web.addresses import qr_svg
from mire.web.commitment_pages import (
    about,
    blank_screen,
    commitments_in,
    offers_in,
    private,
    private_address,
    promised_items,
    totals_of,
)
from mire.words.words import translate


@require_http_methods(["GET", "HEAD", "POST"])
@console_page
def register(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Show facilitators every promise; type cards in, take one back for who asks."""
    activity = commitments_in(room)
    typed, stored = "", 0
    errors: list[str] = []
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        current_engine().ask(WithdrawCommitment(room.code, id=request.POST.get("commitment", "")))
        return redirect("commitments", code=room.code)
    if request.method == "POST":
        typed = request.POST.get("lines", "")
        cards, errors = _read_cards(activity, typed)
        if not errors:
            try:
                stored = current_engine().ask(EnterCards(room.code, activity.sheet.id, cards))
                typed = ""
            except Refusal as refusal:
                errors = [translate(refusal.text)]
    commitments = current_engine().read(ReadCommitments(room.code))
    response = render(
        request,
        "console/commitments.html",
        {
            **about(room),
            "commitments": [
                {
                    "id": each.id,
                    "name": each.name,
                    "card": each.card,
                    "items": promised_items(activity, each),
                    "last_day": each.last_day,
                    "is_confirmed": each.is_confirmed,
                }
                for each in commitments
            ],
            "totals": _totals(activity, totals_of(room, commitments)),
            "typed": typed,
            "errors": errors,
            "stored": stored,
            "line_help": activity.technique.expect_answers().line_help(activity.config),
            "may_type": activity.opened_at is not None,
            "most_cards": MOST_CARDS,
        },
        status=422 if errors else 200,
    )
    return private(response)


@require_http_methods(["GET", "HEAD", "POST"])
@console_page
def cards(request: HttpRequest, room: RoomView) -> HttpResponse:
    """Prepare numbered cards and show them once, ready to print."""
    if request.method != "POST":  # a reload: what was printed is not shown again
        return redirect("commitments", code=room.code)
    activity = commitments_in(room)
    written = request.POST.get("n", "")
    n = read_whole(written) or 0
    made = [
        {"card": card, "address": address.split("://", 1)[1], "qr": qr_svg(address)}
        for card, secret in current_engine().ask(PrintCards(room.code, n))
        for address in [private_address(request, room, secret.hex())]
    ]
    return private(
        render(
            request,
            "console/commitment_cards.html",
            {
                **about(room),
                "cards": made,
                "screen": blank_screen(activity),
                "template": activity.technique.template("paper"),
            },
        )
    )


def _read_cards(activity: ActivityState, typed: str) -> tuple[list[tuple[str, bytes]], list[str]]:
    """Read « card ; name ; … » lines; return the cards, and what is wrong with each line."""
    cards: list[tuple[str, bytes]] = []
    errors: list[str] = []
    for number, line in enumerate(typed.splitlines(), 1):
        if not line.strip():
            continue
        card, _, rest = line.partition(";")
        try:
            answer = activity.technique.expect_answers().read_line(activity.config, rest)
        except Refusal as refusal:
            errors.append(_line_error(number, translate(refusal.text)))
            continue
        if any(card.strip() == known for known, _ in cards):
            errors.append(
                _line_error(number, translate(text("cette carte est déjà saisie plus haut")))
            )
        cards.append((card.strip(), canonical(answer)))
    if not cards and not errors:
        errors = [translate(text("Rien n'est saisi : une carte par ligne."))]
    return cards, errors


def _totals(activity: ActivityState, counted: Tally | None) -> dict[str, Any] | None:
    if counted is None:
        return None
    none = (None,) * len(counted.offers)
    counts = zip(
        offers_in(activity),
        counted.offers,
        counted.kept or none,
        counted.unkept or none,
        strict=True,
    )
    return {
        "n": counted.n,
        "is_kept_told": bool(counted.kept),
        "offers": [{"words": each.words, "counts": shown} for each, *shown in counts],
    }


def _line_error(number: int, why: str) -> str:
    return _("Ligne %(number)s : %(why)s") % {"number": number, "why": why}
