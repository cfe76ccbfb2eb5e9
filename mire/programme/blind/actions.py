"""Beginning to read blind, saying that one is done, opening, taking up a place."""

from datetime import datetime

from django.db.models import Q

from mire.programme.blind.models import BlindReading
from mire.programme.blind.queries import Compared
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor
from mire.programme.keys import new_key
from mire.programme.reading.actions import read_together
from mire.programme.reading.models import Reading, ReadingAct
from mire.programme.reading.rules import ASIDE, ActKind
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text


@journalled
def begin_blind(*, beside: Reading, key: str, title: str, by: Actor, now: datetime) -> BlindReading:
    """Begin a blind reading of the cards of another one; once for a key.

    Raises a ``Refusal`` for who has done something in the other, or reads blind beside it already.
    """
    if done := BlindReading.objects.filter(reading__key=key, reader=by.key).first():
        nothing_done()
        return done
    beside = Reading.objects.select_for_update().get(pk=beside.pk)
    if BlindReading.objects.filter(reading=beside).exists():
        raise Refusal(text("Cette lecture est elle-même à l'aveugle."), path=("beside",))
    if ReadingAct.objects.filter(reading=beside, by=by.key).exists():
        raise Refusal(
            text("Vous avez déjà lu ici : demandez à quelqu'un d'autre de lire à l'aveugle."),
            path=("beside",),
        )
    if BlindReading.objects.filter(beside=beside, reader=by.key).exists():
        raise Refusal(text("Vous lisez déjà cette lecture à l'aveugle."), path=("beside",))
    made = Reading.objects.create(
        key=key,
        programme=beside.programme,
        title=title[:120],
        lines_of=beside,
        is_apart=True,
        made_by=by.name[:120],
        made_at=now,
    )
    made.meetings.set(beside.meetings.all())
    Reading.objects.filter(pk=beside.pk).update(is_apart=True)
    _note(made, "reading.blind_begun", by=by, now=now)
    return BlindReading.objects.create(reading=made, beside=beside, reader=by.key)


@journalled
def say_done(*, blind: BlindReading, by: Actor, now: datetime) -> None:
    """Note that one of the two readings is done: its reader's, or, said by another, the other.

    When both are, they are opened to each other.
    """
    blind = BlindReading.objects.select_for_update().get(pk=blind.pk)
    field = "done_at" if blind.reader == by.key else "beside_done_at"
    if blind.opened_at is not None or getattr(blind, field) is not None:
        nothing_done()
        return
    setattr(blind, field, now)
    blind.save()
    reading = blind.reading if field == "done_at" else blind.beside
    _note(reading, "reading.done", by=by, now=now)
    if blind.done_at is not None and blind.beside_done_at is not None:
        _open(blind, by=by, now=now)


@journalled
def open_blind(*, blind: BlindReading, by: Actor, now: datetime) -> None:
    """Open two readings to each other, done or not."""
    blind = BlindReading.objects.select_for_update().get(pk=blind.pk)
    if blind.opened_at is not None:
        nothing_done()
        return
    _open(blind, by=by, now=now)


@journalled
def take_up(
    *,
    compared: Compared,
    cards: tuple[str, ...],
    from_other: bool,
    seen: int,
    by: Actor,
    now: datetime,
) -> int:
    """Place cards, in the reading that goes on, where either reader put them; return the act.

    A theme of the other reading is the one that it goes with, or of that name, or a new one. Raises
    a ``Refusal`` (``reading.rules.check``), or for a place that is none.
    """
    nothing_done()
    source = compared.other if from_other else compared.one
    place = source.places.get(cards[0]) if cards else None
    if place is None or any(
        card not in source.places or source.places[card].theme != place.theme for card in cards
    ):
        raise Refusal(text("Ce propos n'a pas de place de ce côté."), path=("cards",))
    common = {"reading": compared.goes_on.reading, "seen": seen, "by": by, "now": now}
    if place.theme == ASIDE:
        body = {"cards": list(cards), "reason": place.reason or "—"}
        return read_together(kind=ActKind.SET_ASIDE, body=body, **common)  # type: ignore[arg-type]
    standing = compared.goes_on.board.themes
    name = source.themes[place.theme].name
    theme = compared.comparison.same.get(place.theme, "") if from_other else place.theme
    if theme not in standing:
        named = [each.key for each in standing.values() if each.name.casefold() == name.casefold()]
        theme = named[0] if named else ""
    if theme:
        body = {"cards": list(cards), "theme": theme}
        return read_together(kind=ActKind.PLACED, body=body, **common)  # type: ignore[arg-type]
    body = {"theme": new_key(), "name": name, "cards": list(cards)}
    return read_together(kind=ActKind.MADE, body=body, **common)  # type: ignore[arg-type]


def _open(blind: BlindReading, *, by: Actor, now: datetime) -> None:
    both = Reading.objects.select_for_update().in_bulk([blind.reading_id, blind.beside_id])
    blind.opened_at = now
    blind.number = both[blind.reading_id].number
    blind.beside_number = both[blind.beside_id].number
    blind.save()
    Reading.objects.filter(pk=blind.reading_id).update(is_apart=False)
    closed = BlindReading.objects.filter(Q(beside=blind.beside), opened_at=None)
    if not closed.exists():
        Reading.objects.filter(pk=blind.beside_id).update(is_apart=False)
    _note(blind.reading, "reading.opened", by=by, now=now)


def _note(reading: Reading, act: str, *, by: Actor, now: datetime) -> None:
    note(
        by=by,
        act=act,
        about=About("reading", reading.key, reading.title),
        programme=reading.programme.key,
        now=now,
    )
