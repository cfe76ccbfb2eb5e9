"""Two rounds of one question, linked as the phone was told: what the second closing keeps.

The panel key is the first round's own, taken again by the second: an author is the same in
both boxes. Between the two closings the first box holds answers without words nor receipts;
the second closing, or the meeting's end, destroys boxes and key.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy

from mire.live.box import Sealed
from mire.live.entries import Draft, canonical
from mire.live.room import ActivityState, Phase, RoomState
from mire.technique_api.technique import Piece

NO_RECEIPT = b""


def second_of(room: RoomState, activity: ActivityState) -> ActivityState | None:
    """Return the activity that asks this one's question again, if it is still to come."""
    for other in room.activities.values():
        if other.sheet.again == activity.sheet.id:
            return None if other.is_skipped or other.phase is Phase.CLOSED else other
    return None


def first_of(room: RoomState, activity: ActivityState) -> ActivityState | None:
    """Return the round that this activity repeats, None when it repeats none."""
    return room.activities.get(activity.sheet.again or "")


def round_of(room: RoomState, activity: ActivityState) -> str | None:
    """Say what phones are told: "first", "second" of two linked rounds, or None.

    A second round whose first was not asked, or had too few answers, is linked to nothing.
    """
    if room.ended_at is None and second_of(room, activity) is not None:
        return "first"
    first = first_of(room, activity)
    if first is None or first.phase is not Phase.CLOSED or first.n_destroyed:
        return None
    return "second" if first.n_answers >= room.sheet.meeting.threshold else None


def held(activity: ActivityState, answers: Sequence[Sealed]) -> list[Sealed]:
    """Return what stays in the box of a first round: no words, no receipt, no count of changes."""
    technique, without = activity.technique, activity.technique.without_words
    kept = []
    for each in answers:
        body = each.body
        if without is not None:
            answer = technique.read_contribution(activity.config, body.encode())
            body = canonical(without(answer)).decode()
        kept.append(replace(each, revision=0, receipt=NO_RECEIPT, body=body))
    return kept


def pairs(
    activity: ActivityState,
    first: Sequence[Sealed],
    second: Sequence[Sealed],
    *,
    threshold: int,
    rng: numpy.random.Generator,
) -> list[Draft]:
    """Return the pieces that say what became of each answer between two rounds, sorted.

    ``first`` and ``second`` are the two boxes, answers from paper among them, which have no
    other half. Of each thing asked, enough links are undone at random for those left alone in
    a round to be nobody, or as many as the threshold: what remains never tells who came late
    or left early. Fewer links than the threshold are none.
    """
    technique, config = activity.technique, activity.config
    assert technique.pair is not None
    read = [
        {each.author: technique.read_contribution(config, each.body.encode()) for each in box}
        for box in (first, second)
    ]
    said = [_said(activity, answers.values()) for answers in read]
    linked: dict[bytes, list[Piece]] = {}
    for author in sorted(read[0].keys() & read[1].keys()):
        for piece in technique.pair(config, read[0][author], read[1][author]):
            linked.setdefault(what_is_asked(piece), []).append(piece)
    kept: list[tuple[str, bytes, Any]] = []
    for asked, pieces in sorted(linked.items()):
        n_kept = len(pieces) - _undone([each[asked] - len(pieces) for each in said], threshold)
        if n_kept < threshold:
            continue
        chosen = rng.permutation(len(pieces))[:n_kept]
        kept += [(pieces[i].kind, canonical(pieces[i].body), pieces[i].body) for i in chosen]
    kept.sort(key=lambda each: each[:2])
    return [Draft(activity.sheet.id, kind, body) for kind, _, body in kept]


def _said(activity: ActivityState, answers: Iterable[Any]) -> Counter[bytes]:
    """Count, of each thing asked, the answers that say something of it."""
    pair = activity.technique.pair
    assert pair is not None
    return Counter(
        asked
        for answer in answers
        for asked in {what_is_asked(piece) for piece in pair(activity.config, answer, answer)}
    )


def what_is_asked(piece: Piece) -> bytes:
    """Return what a pair's piece is about: its kind, and its body but for the two answers."""
    about = {name: value for name, value in piece.body.items() if name not in ("first", "second")}
    return canonical([piece.kind, about])


def _undone(alone: Sequence[int], threshold: int) -> int:
    """Return the fewest links to undo so that nobody is left alone among too few."""
    if all(n == 0 or n >= threshold for n in alone):
        return 0
    return max(0, *(threshold - n for n in alone))
