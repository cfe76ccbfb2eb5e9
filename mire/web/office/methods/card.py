"""The page of a method: its card, what those who used it say; the card to print."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mire.documents.builders.paper_head import paper_head
from mire.documents.writers.paper import printed
from mire.programme.methods.actions import remove_method, remove_review
from mire.programme.methods.queries import MethodCard, Review, card_in, review_in, reviews_of
from mire.programme.methods.rules import (
    EASE_WORDS,
    EFFECT_WORDS,
    median_words,
    summary_words,
)
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.web.office.methods.views import PLACE, address, said_range, technique_title
from mire.web.office.pages import EVERYBODY, GROUP, actor, office_page, show
from mire.words import words


def method_card(member: Member, key: str) -> MethodCard:
    """Return a card of the library; raise Http404 for none."""
    found = card_in(member.programme, key)
    if found is None or (found.is_removed and not member.may(*GROUP)):
        raise Http404
    return found


@require_safe
@office_page(*EVERYBODY)
def method(request: HttpRequest, member: Member, *, method: str) -> HttpResponse:
    """Show a method."""
    card = method_card(member, method)
    may_write = member.may(*GROUP)
    summary = card.summary
    medians = []
    if summary.ease is not None and summary.effect is not None:
        medians = [
            (_("Facilité"), words.translate(median_words(summary.ease, EASE_WORDS))),
            (_("Effet"), words.translate(median_words(summary.effect, EFFECT_WORDS))),
        ]
    context = {
        **told(card),
        "card": card,
        "summary": words.translate(summary_words(summary)),
        "medians": medians,
        "reviews": [_review(member, each) for each in reviews_of(card)] if may_write else [],
        "may_write": may_write and not card.is_removed,
        "may_put_back": may_write and card.is_removed,
        "may_follow": member.may(*GROUP, Right.MANAGEMENT),
    }
    return show(request, member, "office/method.html", context, place=PLACE)


def told(card: MethodCard) -> dict[str, Any]:
    """Return a card's words in the reader's language, as page and paper show them."""
    return {
        "title": words.translate(card.title),
        "aim": words.translate(card.aim),
        "avoid": words.translate(card.avoid),
        "minutes": said_range(card.minutes, words.duration),
        "people": said_range(card.people),
        "steps": [words.translate(each) for each in card.steps],
        "material": words.translate(card.material),
        "sources": card.sources,
        "technique": technique_title(card.technique),
    }


def _review(member: Member, review: Review) -> dict[str, Any]:
    where = review.meeting or review.case
    return {
        "key": review.key,
        "who": str(review.person) or _("une personne effacée"),
        "where": "" if where is None else where.title,
        "day": words.day(review.on),
        "ease": words.translate(EASE_WORDS[review.ease]),
        "effect": words.translate(EFFECT_WORDS[review.effect]),
        "would_again": review.would_again,
        "recommended_for": review.recommended_for,
        "words": review.words,
        "may_remove": may_remove(member, review),
    }


def may_remove(member: Member, review: Review) -> bool:
    """Say whether somebody may take a review away: who wrote it, or administers."""
    return review.person_id == member.person.pk or member.may(Right.ADMINISTRATOR)


@require_safe
@office_page(*EVERYBODY)
def paper(request: HttpRequest, member: Member, *, method: str) -> HttpResponse:
    """Give a card to print, on one sheet of A5."""
    card = method_card(member, method)
    said = told(card)
    facts = [
        (_("Durée"), said["minutes"]),
        (_("Personnes"), said["people"]),
        (_("Matériel"), said["material"]),
        (_("Sources"), said["sources"]),
    ]
    data = {
        **paper_head(said["title"]),
        "aim": said["aim"],
        "avoid_title": _("Quand s'en passer"),
        "avoid": said["avoid"],
        "facts": [[what, value] for what, value in facts if value],
        "steps_title": _("Comment faire"),
        "steps": said["steps"],
        "summary": words.translate(summary_words(card.summary)),
        "foot": f"{member.programme.name} · {words.day(timezone.localdate())}",
    }
    answer = HttpResponse(printed("method", data), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{slugify(said["title"]) or "methode"}.pdf"'
    return answer


@require_POST
@office_page(*GROUP)
def removed(request: HttpRequest, member: Member, *, method: str) -> HttpResponse:
    """Take a card out of the library, or put it back."""
    card = method_card(member, method)
    remove_method(programme=member.programme, card=card, by=actor(member), now=timezone.now())
    return redirect(address("office_method", member, card))


@require_POST
@office_page(*GROUP)
def removed_review(
    request: HttpRequest, member: Member, *, method: str, review: str
) -> HttpResponse:
    """Take one's own review away."""
    card = method_card(member, method)
    found = review_in(card, review)
    if found is None or not may_remove(member, found):
        raise Http404
    remove_review(review=found, by=actor(member), now=timezone.now())
    return redirect(address("office_method", member, card) + "#avis")
