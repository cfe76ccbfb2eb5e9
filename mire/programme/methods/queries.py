"""The library, read: the group's cards and those of Mire's techniques; reviews, summed up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from mire.programme.evidence.rules import searched
from mire.programme.keys import key_from
from mire.programme.methods.models import Method as Method
from mire.programme.methods.models import Review as Review
from mire.programme.methods.rules import FORMAT, VERSION, Given, Summary, summed_up
from mire.programme.programmes.models import Programme
from mire.technique_api.registry import techniques
from mire.technique_api.text import Text
from mire.words import words

Said: TypeAlias = "Text | str"
Range: TypeAlias = "tuple[int, int] | None"


@dataclass(frozen=True, slots=True)
class MethodCard:
    """A card as it is read: the group's words, else those of the technique.

    ``row`` None: nobody of the group has written of it yet. ``is_own``: the group's words.
    """

    key: str
    technique: str
    title: Said
    aim: Said
    avoid: Said
    steps: Sequence[Said]
    material: Said
    sources: str
    minutes: Range
    people: Range
    is_own: bool
    row: Method | None
    summary: Summary

    @property
    def is_removed(self) -> bool:
        """Whether it was taken out of the library."""
        return self.row is not None and self.row.removed_at is not None


def key_of_technique(programme: Programme, slug: str) -> str:
    """Return the key of a technique's card in a programme."""
    return key_from("method", programme.key, slug)


def cards_of(
    programme: Programme, *, sought: str = "", with_removed: bool = False
) -> list[MethodCard]:
    """Return a programme's cards, those of techniques first, in the reader's language.

    ``sought``: words that title or aim hold. Two queries.
    """
    rows = {each.key: each for each in Method.objects.filter(programme=programme)}
    given: dict[int, list[Review]] = {}
    for each in Review.objects.filter(method__programme=programme):
        given.setdefault(each.method_id, []).append(each)
    found = []
    for slug, technique in techniques().items():
        row = rows.pop(key_of_technique(programme, slug), None)
        if technique.card is not None or row is not None:
            found.append(_of_technique(programme, slug, row, given.get(row.pk, []) if row else []))
    found += [_of_row(row, given.get(row.pk, [])) for row in rows.values()]
    wanted = searched(sought).split()
    return [
        each
        for each in found
        if (with_removed or not each.is_removed)
        and all(
            word in searched(f"{words.translate(each.title)} {words.translate(each.aim)}")
            for word in wanted
        )
    ]


def card_in(programme: Programme, key: str) -> MethodCard | None:
    """Return a card, removed or not; None when there is none. Two queries."""
    row = Method.objects.filter(programme=programme, key=key).first()
    reviews = [] if row is None else list(Review.objects.filter(method=row))
    for slug, technique in techniques().items():
        if key_of_technique(programme, slug) == key and (technique.card is not None or row):
            return _of_technique(programme, slug, row, reviews)
    return None if row is None else _of_row(row, reviews)


def reviews_of(card: MethodCard) -> Sequence[Review]:
    """Return the reviews of a card, the last first. One query."""
    if card.row is None:
        return ()
    found = Review.objects.filter(method=card.row).order_by("-on", "-pk")
    return list(found.select_related("person", "meeting", "case"))


def review_in(card: MethodCard, key: str) -> Review | None:
    """Return a review of a card, None when there is none. One query."""
    if card.row is None:
        return None
    found = Review.objects.filter(method=card.row, key=key)
    return found.select_related("method__programme", "person").first()


def library_of(programme: Programme) -> dict[str, Any]:
    """Return the group's own cards as JSON holds them, to be brought in elsewhere.

    Cards in a technique's own words stay out: every Mire has them. Nothing of reviews goes along.
    Two queries.
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "methods": [
            {
                "key": each.key,
                "title": each.title,
                "aim": each.aim,
                "avoid": each.avoid,
                "minutes": None if each.minutes is None else [*each.minutes],
                "people": None if each.people is None else [*each.people],
                "steps": "\n".join(str(step) for step in each.steps),
                "material": each.material,
                "sources": each.sources,
                "technique": each.technique,
            }
            for each in cards_of(programme)
            if each.is_own
        ],
    }


def _of_technique(
    programme: Programme, slug: str, row: Method | None, reviews: Sequence[Review]
) -> MethodCard:
    if row is not None and row.aim:
        return _of_row(row, reviews)
    technique = techniques()[slug]
    card = technique.card
    return MethodCard(
        key_of_technique(programme, slug),
        slug,
        technique.title,
        "" if card is None else card.aim,
        "" if card is None else card.avoid,
        () if card is None else card.steps,
        "" if card is None else card.material,
        "",
        None if card is None else card.minutes,
        None if card is None else card.people,
        is_own=False,
        row=row,
        summary=_summary(reviews),
    )


def _of_row(row: Method, reviews: Sequence[Review]) -> MethodCard:
    return MethodCard(
        row.key,
        row.technique if row.technique in techniques() else "",
        row.title,
        row.aim,
        row.avoid,
        [line.strip() for line in row.steps.splitlines() if line.strip()],
        row.material,
        row.sources,
        _range(row.minutes_low, row.minutes_high),
        _range(row.people_low, row.people_high),
        is_own=True,
        row=row,
        summary=_summary(reviews),
    )


def _range(low: int | None, high: int | None) -> Range:
    return None if low is None or high is None else (low, high)


def _summary(reviews: Sequence[Review]) -> Summary:
    return summed_up(
        [
            Given(each.person_id, each.on, each.ease, each.effect, each.would_again)
            for each in reviews
        ]
    )
