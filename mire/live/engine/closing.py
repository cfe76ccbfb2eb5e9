"""The life of a ballot: opened with a key, closed into the log, what tied it to seats destroyed."""

from collections.abc import Iterable, Sequence

import numpy

from mire.live.engine.transaction import Pending, Transaction
from mire.live.state import entries
from mire.live.state.controls.control import FACILITATOR
from mire.live.state.entries import Draft
from mire.live.state.room import ActivityState, Phase
from mire.live.state.rounds import first_of, second_of
from mire.live.store import box, join_cards, panel, rooms, seats
from mire.live.store.box import Sealed
from mire.technique_api import media
from mire.technique_api.technique import Regime


def append_controls(transaction: Transaction, pending: Pending, drafts: Iterable[Draft]) -> None:
    """Append what a facilitator did, and follow what it means for ballots' keys and boxes."""
    for draft in drafts:
        transaction.append(pending, [draft])
        if draft.kind == entries.OPENED:
            _open_ballot(transaction, pending, draft.activity)
        elif draft.kind == entries.MEETING_ENDED:
            _forget_meeting(transaction, pending)


def close(transaction: Transaction, pending: Pending, activity: ActivityState) -> None:
    """Move what was sealed into the log and destroy what ties it to seats."""
    slug = activity.sheet.id
    if not activity.regime.is_sealed:
        closed = Draft(slug, entries.CLOSED, {"n": activity.n_answers})
        transaction.append(pending, [closed])
        return
    transaction.flush()
    ballot = box.ballot_name(pending.room.id, slug)
    answers = box.read_all(transaction.database, ballot)
    threshold = pending.state.sheet.meeting.threshold
    keeps = box.keeps_medium(activity, answers, threshold)
    # Too few to be shown are too few to be kept: their bodies end here.
    is_enough = activity.regime is Regime.NAMED or len(answers) >= threshold
    kept = answers if is_enough else []
    pieces = box.pieces_of(activity, ((each.body, each.medium if keeps else None) for each in kept))
    pieces += _pairs(transaction, pending, activity, kept)
    body = {
        "n": len(answers),
        "keeps_medium": keeps,
        "kept": is_enough,
        "n_joined": pending.n_seats,
    }
    transaction.append(pending, [*pieces, Draft(slug, entries.CLOSED, body)])
    receipts = [each.receipt for each in answers if each.medium == media.PHONE]
    rooms.add_receipts(transaction.database, pending.room.id, slug, receipts)
    transaction.forget_box(ballot)
    pending.n_answered.pop(slug, None)
    if kept and second_of(pending.state, activity) is not None:
        box.write(transaction.database, ballot, panel.held(activity, kept))
        transaction.unclean.add("live_box")
    else:
        _destroy(transaction, pending, slug)
    first = first_of(pending.state, activity)
    if first is not None and first.phase is Phase.CLOSED and first.sheet.id in pending.keys:
        _destroy(transaction, pending, first.sheet.id)


def play_on_paper(
    transaction: Transaction, pending: Pending, slug: str, answers: Iterable[Sealed]
) -> None:
    """Open a ballot, take in its sheets and close it at once: no phone ever sees it open."""
    opened = Draft(slug, entries.OPENED, {}, FACILITATOR)
    append_controls(transaction, pending, [opened])
    for answer in answers:
        transaction.put(pending, pending.state.activities[slug], answer)
    close(transaction, pending, pending.state.activities[slug])
    if pending.state.ended_at is not None:  # no second round will come, to be linked with it
        for held in list(pending.keys):
            _destroy(transaction, pending, held)


def _pairs(
    transaction: Transaction, pending: Pending, activity: ActivityState, kept: Sequence[Sealed]
) -> list[Draft]:
    """Link a second round's answers to the first's, as phones were told."""
    first = first_of(pending.state, activity)
    if first is None or first.phase is not Phase.CLOSED or first.sheet.id not in pending.keys:
        return []
    held = box.read_all(transaction.database, box.ballot_name(pending.room.id, first.sheet.id))
    rng = numpy.random.default_rng(int.from_bytes(transaction.random(16), "big"))
    threshold = pending.state.sheet.meeting.threshold
    keeps = first.keeps_medium, box.keeps_medium(activity, kept, threshold)
    return panel.pairs(activity, held, kept, threshold=threshold, rng=rng, keeps_medium=keeps)


def _destroy(transaction: Transaction, pending: Pending, slug: str) -> None:
    """Empty a closed ballot's box and destroy its key."""
    transaction.database.empty_box(box.ballot_name(pending.room.id, slug))
    rooms.delete_key(transaction.database, pending.room.id, slug)
    pending.keys.pop(slug, None)
    transaction.unclean.add("live_key")


def _open_ballot(transaction: Transaction, pending: Pending, slug: str) -> None:
    activity = pending.state.activities[slug]
    if not activity.regime.is_sealed:
        return
    key = pending.keys.get(activity.sheet.again or "") or transaction.random(seats.KEY_BYTES)
    rooms.add_key(transaction.database, pending.room.id, slug, key)
    transaction.database.open_box(box.ballot_name(pending.room.id, slug))
    pending.keys[slug] = key
    pending.n_answered[slug] = 0


def _forget_meeting(transaction: Transaction, pending: Pending) -> None:
    """End of the meeting: seats, cards, receipts and held first rounds have no more use."""
    transaction.flush()
    for slug in list(pending.keys):
        _destroy(transaction, pending, slug)
    rooms.delete_receipts(transaction.database, pending.room.id)
    rooms.delete_seats(transaction.database, pending.room.id)
    join_cards.delete_join_cards(transaction.database, pending.room.id)
    pending.join_cards = {}
    transaction.unclean |= {"live_receipt", "live_seat", "live_join_card"}
