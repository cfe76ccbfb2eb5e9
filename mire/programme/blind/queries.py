"""Blind readings, read."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Q

from mire.programme.blind.models import BlindReading as BlindReading
from mire.programme.blind.rules import Comparison, compared
from mire.programme.programmes.models import Programme
from mire.programme.reading.models import Reading
from mire.programme.reading.queries import OpenReading, acts_of, open_reading
from mire.programme.reading.rules import Board, folded


@dataclass(frozen=True, slots=True)
class Compared:
    """Two readings as they were at the opening, compared; ``goes_on``: one of them, now."""

    goes_on: OpenReading
    one: Board
    other: Board
    comparison: Comparison


def blind_readings_of(reading: Reading) -> Sequence[BlindReading]:
    """Return the pairs that a reading is in, as either of the two. One query."""
    is_in = Q(reading=reading) | Q(beside=reading)
    return list(BlindReading.objects.filter(is_in).select_related("reading", "beside"))


def blind_reading_in(programme: Programme, key: str) -> BlindReading | None:
    """Return the pair of a blind reading of a programme, None when there is none. One query."""
    found = BlindReading.objects.filter(reading__programme=programme, reading__key=key)
    return found.select_related("reading__programme", "beside__programme").first()


def hidden_from(reading: Reading, by: str) -> BlindReading | None:
    """Return the pair for which somebody (a key) may not see a reading yet. One query at most."""
    return _hidden(Q(pk=reading.pk), by) if reading.is_apart else None


def hidden_key_from(programme: Programme, reading: str, by: str) -> BlindReading | None:
    """Return the same of a reading by its key, None for "". One query at most."""
    return _hidden(Q(key=reading, programme=programme), by) if reading else None


def _hidden(which: Q, by: str) -> BlindReading | None:
    readings = Reading.objects.filter(which)
    is_others = Q(reading__in=readings) & ~Q(reader=by)
    is_theirs = Q(beside__in=readings, reader=by)
    found = BlindReading.objects.filter(is_others | is_theirs, opened_at=None)
    return found.select_related("reading", "beside").first()


def readable_blind(programme: Programme, by: str, *, begun: bool) -> Sequence[Reading]:
    """Return the readings beside which somebody (a key) may read blind. One query.

    None in which they did something, none that is blind itself; ``begun``: those too beside which
    they do already, as a form that is sent twice names them.
    """
    found = Reading.objects.filter(programme=programme, blind=None)
    seen = Q(acts__by=by) if begun else Q(acts__by=by) | Q(blind_readings__reader=by)
    return list(found.exclude(pk__in=Reading.objects.filter(seen).values("pk")))


def comparison_of(blind: BlindReading, *, chance: np.random.Generator) -> Compared:
    """Return two readings compared, as they were when they were opened. Six queries."""
    goes_on = open_reading(blind.beside)
    one = folded([each for each in goes_on.acts if each.number <= blind.beside_number])
    other = folded([each for each in acts_of(blind.reading) if each.number <= blind.number])
    says = {key: card.searched for key, card in goes_on.cards.items()}
    return Compared(goes_on, one, other, compared(one, other, says, chance=chance))
