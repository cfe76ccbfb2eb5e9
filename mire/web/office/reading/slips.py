"""A reading on paper: slips to print and cut, then typed back by their numbers."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import override

from mire.documents.builders.slips_paper import PaperSlip, slips_data
from mire.documents.writers.paper import printed
from mire.programme.people.queries import Member
from mire.programme.reading.actions import number_slips, place_slips
from mire.programme.reading.queries import OpenReading, open_reading, slips_of
from mire.programme.reading.rules import ASIDE, SlipsLine, slips_read
from mire.technique_api.free_text import read_whole, without_unseen
from mire.technique_api.refusal import Refusal
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.pages import GROUP, actor, show, take_typed
from mire.web.office.reading.projector import where_of
from mire.web.office.reading.views import PLACE, address, closed_to, reading_of
from mire.words import words

MOST_LETTERS = 20_000


@evidence_page(*GROUP)
def slips(request: HttpRequest, member: Member, *, reading: str) -> HttpResponse:
    """Print the slips; show what typed lines mean; then, once confirmed, do it."""
    found = reading_of(member, reading)
    if away := closed_to(member, found):
        return away
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    take_typed(request)
    opened = open_reading(found)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do == "print":
        return _printed(member, opened, is_whole=request.POST.get("which") == "all")
    written = "\n".join(
        without_unseen(each) for each in request.POST.get("lines", "")[:MOST_LETTERS].splitlines()
    )
    lines = slips_read(written, slips_of(found), opened.board.themes.values(), opened.cards)
    understood = [each for each in lines if each.wrong is None]
    refusal = ""
    if do == "place" and understood:
        seen = request.POST.get("seen", "")
        try:
            place_slips(
                reading=found,
                lines=understood,
                seen=read_whole(seen) or 0,
                by=actor(member),
                now=timezone.now(),
            )
            return redirect(address("office_reading", member, found))
        except Refusal as refused:
            refusal = words.translate(refused.text)
    context: dict[str, Any] = {
        "reading": found,
        "board": address("office_reading", member, found),
        "number": opened.board.number,
        "written": written,
        "lines": [_told(opened, each) for each in lines],
        "confirmed": "\n".join(each.confirmed for each in understood),
        "n_understood": sum(len(each.cards) for each in understood),
        "n_to_read": sum(key not in opened.board.places for key in opened.cards),
        "n_cards": len(opened.cards),
        "themes": enumerate(opened.board.themes.values(), 1),
        "refusal": refusal,
    }
    status = 409 if refusal else 200
    return show(request, member, "office/reading_slips.html", context, place=PLACE, status=status)


def _printed(member: Member, found: OpenReading, *, is_whole: bool) -> HttpResponse:
    numbers = number_slips(reading=found.reading, cards=found.cards)
    with override(member.programme.language):
        data = slips_data(
            found.reading.title,
            [
                PaperSlip(number, found.cards[card].text, where_of(found.cards[card]))
                for number, card in sorted(numbers.items())
                if card in found.cards and (is_whole or card not in found.board.places)
            ],
        )
        answer = HttpResponse(printed("slips", data), content_type="application/pdf")
        name = slugify(data["title"])[:80]
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def _told(found: OpenReading, line: SlipsLine) -> dict[str, Any]:
    """Return a line as the page says it back."""
    return {
        "written": line.written,
        "wrong": words.translate(line.wrong),
        "is_aside": line.theme == ASIDE,
        "is_new": not line.theme,
        "name": line.name,
        "texts": [found.cards[card].text for card in line.cards],
    }
