"""The projector view of a reading: what a group that reads together sees."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mire.programme.people.queries import Member
from mire.programme.reading.queries import Card, OpenReading, open_reading, state_of_texts
from mire.programme.reading.rules import ASIDE
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.pages import GROUP
from mire.web.office.reading.board import counts_of
from mire.web.office.reading.views import address, closed_to, reading_of
from mire.words import words

MOST_THEMES = 13
"""Lines of themes that hold on a screen at the size that is read at fifteen metres."""

MOST_LETTERS = 480
"""Of a text that is shown whole: a longer one is cut, and the page says so."""

SIZES = ((90, "large"), (220, "medium"))
"""Up to how many letters a text is set in which size; longer ones in the smallest."""


@dataclass(frozen=True, slots=True)
class Line:
    """A theme on the projector. ``number``: the key that places in it, 0 for none."""

    number: int
    name: str
    n: int
    is_here: bool


@require_safe
@evidence_page(*GROUP)
def projector(request: HttpRequest, member: Member, *, reading: str) -> HttpResponse:
    """Show the card that a reader projects, and the themes; nothing new, 204.

    No text comes here but by a reader's press; no reader's name, and of an anonymous text neither
    heading nor table.
    """
    found = reading_of(member, reading)
    if away := closed_to(member, found):
        return away
    seen = f"{found.number}.{state_of_texts(found)}.{found.projected}"
    if request.GET.get("depuis") == seen:
        return HttpResponse(status=204)
    opened = open_reading(found)
    card = opened.cards.get(found.projected)
    lines = _lines(opened, found.projected)
    context = {
        "reading": found,
        "seen": seen,
        "here": address("office_reading_projector", member, found),
        "counts": counts_of(opened),
        "card": card,
        "said": "" if card is None else _cut(card.text),
        "is_cut": card is not None and _cut(card.text) != card.text,
        "size": "" if card is None else _size(card.text),
        "where": "" if card is None else where_of(card),
        "now": _now(opened, found.projected),
        "themes": lines[:MOST_THEMES],
        "n_more": max(0, len(lines) - MOST_THEMES),
    }
    return render(request, "office/reading_projector.html", context)


def _lines(found: OpenReading, card: str) -> list[Line]:
    place = found.board.places.get(card)
    return [
        Line(
            number if number < 10 else 0,
            each.name,
            sum(key in found.cards for key in each.cards),
            place is not None and place.theme == each.key,
        )
        for number, each in enumerate(found.board.themes.values(), 1)
    ]


def _now(found: OpenReading, card: str) -> str:
    """Say where the card went, "" while it is to be read."""
    place = found.board.places.get(card)
    if place is None or card not in found.cards:
        return ""
    if place.theme == ASIDE:
        return _("Mis à part")
    return _("Placé dans %(theme)s") % {"theme": words.quoted(found.board.themes[place.theme].name)}


def where_of(card: Card) -> str:
    """Say where a text was said; of an anonymous one, in which activity and no more."""
    more = () if card.is_anonymous else (card.heading, card.table_words)
    said = [card.activity or card.meeting, *(words.translate(each) for each in more)]
    return " · ".join(each for each in said if each)


def _size(said: str) -> str:
    return next((name for most, name in SIZES if len(said) <= most), "small")


def _cut(said: str) -> str:
    """Return a text, or its beginning up to a word."""
    if len(said) <= MOST_LETTERS:
        return said
    return f"{said[:MOST_LETTERS].rsplit(maxsplit=1)[0]}…"
