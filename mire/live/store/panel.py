"""Two rounds of one question, linked as the phone was told: what the second closing keeps.

The panel key is the first round's own, taken again by the second: an author is the same in
both boxes. Between the two closings the first box holds answers without words nor receipts;
the second closing, or the meeting's end, destroys boxes and key.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

import numpy

from mire.live.state.entries import Draft, canonical
from mire.live.state.room import ActivityState
from mire.live.store import alike
from mire.live.store.box import Sealed
from mire.technique_api import media
from mire.technique_api.technique import Piece

NO_RECEIPT = b""
DRAWS = 20
"""How many times links to undo are drawn anew before one more is undone."""


def held(activity: ActivityState, answers: Sequence[Sealed]) -> list[Sealed]:
    """Return what stays in the box of a first round: no words, no receipt, no count of changes."""
    rounds = activity.technique.rounds
    without = None if rounds is None else rounds.without_words
    kept = []
    for each in answers:
        body = each.body
        if without is not None:
            read = activity.technique.expect_answers().read_contribution
            answer = read(activity.config, body.encode())
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
    keeps_medium: tuple[bool, bool] = (False, False),
) -> list[Draft]:
    """Return the pieces that say what became of each answer between two rounds, sorted.

    ``first`` and ``second`` are the two boxes, answers from paper among them, which have no
    other half. Of each thing asked, enough links are undone at random for those left alone in
    a round to be nobody, or as many as the threshold and not all of one mind where the room is
    of several: what remains never tells who came late or left early. Where the log tells phones
    from paper (``keeps_medium``, of each round), that holds of phones by themselves as well.
    Fewer links than the threshold are none.
    """
    rounds, config = activity.technique.rounds, activity.config
    assert rounds is not None
    read_answer = activity.technique.expect_answers().read_contribution
    read = [
        {each.author: read_answer(config, each.body.encode()) for each in box}
        for box in (first, second)
    ]
    said = [_by_author(activity, answers) for answers in read]
    phones = [
        {each.author for each in box if each.medium == media.PHONE} if keeps else None
        for box, keeps in zip((first, second), keeps_medium, strict=True)
    ]
    kept: list[tuple[str, bytes, Any]] = []
    for asked in sorted(said[0].keys() & said[1].keys()):
        before, after = said[0][asked], said[1][asked]
        linked = {
            author: piece
            for author in sorted(before.keys() & after.keys())
            for piece in rounds.pair(config, read[0][author], read[1][author])
            if what_is_asked(piece) == asked
        }
        views = [before, after] + [
            {author: words for author, words in round_.items() if author in some}
            for round_, some in zip((before, after), phones, strict=True)
            if some is not None
        ]
        for author in _still_linked(views, list(linked), threshold, rng):
            piece = linked[author]
            kept.append((piece.kind, canonical(piece.body), piece.body))
    kept.sort(key=lambda each: each[:2])
    return [Draft(activity.sheet.id, kind, body) for kind, _, body in kept]


Said = Mapping[bytes, bytes]
"""Of one thing asked, in one round: author → what they said, as canonical bytes."""


def _by_author(
    activity: ActivityState, answers: Mapping[bytes, Any]
) -> dict[bytes, dict[bytes, bytes]]:
    """Return what each author said, of each thing asked."""
    rounds = activity.technique.rounds
    assert rounds is not None
    told: dict[bytes, dict[bytes, bytes]] = {}
    for author, answer in answers.items():
        for piece in rounds.pair(activity.config, answer, answer):
            told.setdefault(what_is_asked(piece), {})[author] = canonical(piece.body["first"])
    return told


def _still_linked(
    views: Sequence[Said], linked: list[bytes], threshold: int, rng: numpy.random.Generator
) -> list[bytes]:
    """Return the authors whose link stays: as many as may be, drawn at random; [] if too few.

    ``views``: all that may be told apart from the links, each with everyone linked in it.
    """
    for n_undone in range(len(linked) - threshold + 1):
        sizes = [len(each) - len(linked) + n_undone for each in views]
        if any(0 < n < threshold for n in sizes):
            continue
        for _ in range(DRAWS):
            drawn = {linked[i] for i in rng.permutation(len(linked))[n_undone:]}
            if not any(_tells(each, drawn) for each in views):
                return sorted(drawn)
    return []


def _tells(said: Said, drawn: AbstractSet[bytes]) -> bool:
    """Say whether those left alone in a round are of one mind, and the room is not."""
    alone = [frozenset({said[author]}) for author in said.keys() - drawn]
    return alike.tells(alone, [frozenset({each}) for each in said.values()])


def what_is_asked(piece: Piece) -> bytes:
    """Return what a pair's piece is about: its kind, and its body but for the two answers."""
    about = {name: value for name, value in piece.body.items() if name not in ("first", "second")}
    return canonical([piece.kind, about])
