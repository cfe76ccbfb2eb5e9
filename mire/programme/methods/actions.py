"""Writing cards, reviewing methods, bringing in another lab's library."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from mire.programme.cases.models import Case
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor, Values, changed
from mire.programme.keys import key_from
from mire.programme.meetings.models import Meeting
from mire.programme.methods.models import Method, Review
from mire.programme.methods.queries import MethodCard
from mire.programme.methods.rules import METHOD, check_range, check_review
from mire.programme.people.models import Person
from mire.programme.programmes.models import Programme
from mire.technique_api.refusal import Refusal
from mire.technique_api.registry import techniques
from mire.technique_api.text import text
from mire.words import words

FIELDS = (
    "title",
    "aim",
    "avoid",
    "minutes_low",
    "minutes_high",
    "people_low",
    "people_high",
    "steps",
    "material",
    "sources",
    "technique",
)


@journalled
def write_method(
    *, programme: Programme, key: str, values: Mapping[str, Any], by: Actor, now: datetime
) -> None:
    """Write a card (``FIELDS``), once for a key. Raises a ``Refusal`` naming the field."""
    if Method.objects.filter(key=key).exists():
        nothing_done()
        return
    _check(values)
    made = Method.objects.create(
        key=key, programme=programme, made_by=by.name[:120], made_at=now, **_kept(values)
    )
    _note(made, made.title, "method.written", by=by, now=now)


@journalled
def change_method(
    *,
    programme: Programme,
    card: MethodCard,
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> None:
    """Change a card, as it was read in ``card``; a technique's becomes the group's own words.

    Raises a ``Refusal`` naming the field, or for a card that somebody changed meanwhile.
    """
    _check(values)
    row = _row(programme, card, by=by, now=now)
    if row.version != (1 if card.row is None else card.row.version):
        raise Refusal(
            text("Cette fiche a changé pendant que vous écriviez : relisez-la."), code="moved"
        )
    kept = _kept(values)
    before, after = changed({name: getattr(row, name) for name in kept}, kept)
    if not after:
        nothing_done()
        return
    for name, value in kept.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    _note(row, row.title, "method.changed", by=by, now=now, before=before, after=after)


@journalled
def remove_method(*, programme: Programme, card: MethodCard, by: Actor, now: datetime) -> None:
    """Take a card out of the library, or put it back; its reviews stay."""
    row = _row(programme, card, by=by, now=now)
    is_back = row.removed_at is not None
    row.removed_at = None if is_back else now
    row.save(update_fields=["removed_at"])
    act = "method.put_back" if is_back else "method.removed"
    _note(row, words.translate(card.title), act, by=by, now=now)


@journalled
def review_method(
    *,
    programme: Programme,
    card: MethodCard,
    key: str,
    person: Person,
    meeting: Meeting | None,
    case: Case | None,
    on: date,
    ease: int,
    effect: int,
    would_again: bool,
    recommended_for: str,
    said: str,
    by: Actor,
    now: datetime,
) -> None:
    """Say what one thinks of a method that one used, once for a key.

    Raises a ``Refusal`` naming the field.
    """
    if Review.objects.filter(key=key).exists():
        nothing_done()
        return
    check_review(ease, effect, "somewhere" if meeting or case else "")
    row = _row(programme, card, by=by, now=now)
    Review.objects.create(
        key=key,
        method=row,
        person=person,
        meeting=meeting,
        case=case,
        on=on,
        ease=ease,
        effect=effect,
        would_again=would_again,
        recommended_for=recommended_for,
        words=said,
        made_at=now,
    )
    _note(row, words.translate(card.title), "method.reviewed", by=by, now=now)


@journalled
def remove_review(*, review: Review, by: Actor, now: datetime) -> None:
    """Take a review away."""
    method = review.method
    review.delete()
    _note(method, str(method), "method.review_removed", by=by, now=now)


@journalled
def bring_in_methods(
    *, programme: Programme, cards: Sequence[Mapping[str, Any]], by: Actor, now: datetime
) -> int:
    """Add the cards of a file (``cards_in``) that are not there yet; return how many were.

    A card keeps a key made from the file's: brought in twice, it is there once, and what the
    group changed in it stays. A technique that this Mire has not is left out of its card.
    """
    n_added = 0
    for card in cards:
        key = key_from("imported method", programme.key, card["key"])
        if Method.objects.filter(key__in=(key, card["key"]), programme=programme).exists():
            continue
        low_minutes, high_minutes = card["minutes"] or (None, None)
        low_people, high_people = card["people"] or (None, None)
        Method.objects.create(
            key=key,
            programme=programme,
            technique=card["technique"] if card["technique"] in techniques() else "",
            minutes_low=low_minutes,
            minutes_high=high_minutes,
            people_low=low_people,
            people_high=high_people,
            made_by=by.name[:120],
            made_at=now,
            **{
                name: card[name]
                for name in ("title", "aim", "avoid", "steps", "material", "sources")
            },
        )
        n_added += 1
    if not n_added:
        nothing_done()
        return 0
    about = About("programme", programme.key, programme.name)
    note(
        by=by, act="methods.imported", about=about, programme=programme.key,
        after={"n": n_added}, now=now,
    )  # fmt: skip
    return n_added


def _row(programme: Programme, card: MethodCard, *, by: Actor, now: datetime) -> Method:
    """Return a card's row, made when it is a technique's and nobody wrote of it yet."""
    row, _is_made = Method.objects.select_for_update().get_or_create(
        key=card.key,
        programme=programme,
        defaults={"technique": card.technique, "made_by": by.name[:120], "made_at": now},
    )
    return row


def _check(values: Mapping[str, Any]) -> None:
    for name in ("minutes", "people"):
        check_range(values[f"{name}_low"], values[f"{name}_high"], name)
    if values["technique"] and values["technique"] not in techniques():
        raise Refusal(text("Ce Mire n'a pas cette technique."), path=("technique",))


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in FIELDS}


def _note(
    method: Method,
    name: str,
    act: str,
    *,
    by: Actor,
    now: datetime,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    note(
        by=by,
        act=act,
        about=About(METHOD, method.key, name),
        programme=method.programme.key,
        before=before,
        after=after,
        now=now,
    )
