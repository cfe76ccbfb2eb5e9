"""A reading seen whole: a page that stands alone, or a file."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from mire.documents.builders.reading_counts import Read
from mire.documents.builders.reading_overview import Overview, overview_document
from mire.programme.people.queries import Member
from mire.programme.reading.queries import Card, OpenReading, open_reading
from mire.programme.reading.rules import ASIDE
from mire.web.document_pages import document_page, page_above
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.handing_out import asked_format, handed_out
from mire.web.office.pages import GROUP
from mire.web.office.reading.views import closed_to, reading_of
from mire.words import words


@require_safe
@evidence_page(*GROUP)
def overview(request: HttpRequest, member: Member, *, reading: str) -> HttpResponse:
    """Show what a reading gives so far, or give it as a file (``?format=pdf``)."""
    found = reading_of(member, reading)
    if away := closed_to(member, found):
        return away
    kind = asked_format(request)
    opened = open_reading(found)
    threshold = member.programme.threshold
    if kind:
        with override(member.programme.language):
            return handed_out(request, overview_document(overview_of(opened, threshold)), kind)
    return document_page(overview_document(overview_of(opened, threshold)), page_above(request))


def overview_of(found: OpenReading, threshold: int) -> Overview:
    """Return a reading as its overview counts it."""
    return Overview(
        found.reading.title,
        threshold,
        [(each.key, each.name) for each in found.board.themes.values()],
        [_read(found, card) for card in found.cards.values()],
        found.n_gone,
    )


def _read(found: OpenReading, card: Card) -> Read:
    place = found.board.places.get(card.key)
    theme = "" if place is None else place.theme
    is_aside = theme == ASIDE
    return Read(
        card.key,
        card.text,
        card.meeting,
        card.activity,
        words.translate(card.heading),
        table="" if card.is_anonymous else card.table,
        table_words="" if card.is_anonymous else words.translate(card.table_words),
        is_anonymous=card.is_anonymous,
        theme="" if is_aside else theme,
        reason=((place.reason if place else "") or "—") if is_aside else "",
        is_opposed=card.key in found.board.opposed,
    )
