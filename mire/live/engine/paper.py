"""Answers typed from paper: a batch at once, under the rules that keep its people unknown."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from mire.live.engine.answers import Answer
from mire.live.engine.closing import play_on_paper
from mire.live.engine.requests import Request
from mire.live.engine.transaction import Pending, Transaction
from mire.live.state import entries
from mire.live.state.entries import Draft
from mire.live.state.room import ActivityState, Phase
from mire.live.store import alike, box, log, seats
from mire.live.store.box import Sealed
from mire.runsheet.checks import LEAST_CIRCLE
from mire.technique_api import media
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime
from mire.technique_api.text import text, text_n

MOST_BATCH = 500


@dataclass(slots=True, eq=False)
class PaperBatch(Request[int]):
    """Answers typed from paper, as one batch; answers how many were kept.

    Before closing they go into the box with the others. Afterwards a batch is accepted
    only if it is as large as the threshold: a smaller one would show by difference. A ballot
    that was left without having been opened is played by its batch alone, which closes it.
    Paper comes after the meeting's end too, until a facilitator says that it is all in.
    """

    code: str
    activity: str
    id: str
    bodies: Sequence[bytes]

    def apply(self, transaction: Transaction) -> int:
        """Keep the whole batch or nothing; the same batch twice changes nothing."""
        pending = transaction.room(self.code)
        activity = pending.state.activities.get(self.activity)
        if activity is None or not activity.is_collecting:
            raise Refusal(text("Cette séquence n'attend pas de réponse."), code="no_answers")
        if not 1 <= len(self.bodies) <= MOST_BATCH:
            raise Refusal(text("Un lot compte de 1 à %(most)s feuilles.", most=MOST_BATCH))
        if pending.state.papers_in_at is not None:
            raise Refusal(
                text("Toutes les feuilles de cette réunion sont saisies : plus rien ne s'ajoute."),
                code="papers_in",
            )
        if activity.phase is Phase.WAITING:
            raise Refusal(
                text("Cette séquence n'a pas commencé : ses feuilles se saisissent ensuite."),
                code="not_entered",
            )
        if activity.regime is Regime.GROUP:
            return self._of_tables(transaction, pending, activity)
        if activity.phase is Phase.CLOSED:
            return self._after_closing(transaction, pending, activity)
        if activity.phase is Phase.READY:
            return self._never_opened(transaction, pending, activity)
        answers = self._sealed(pending.keys[self.activity])
        known = transaction.sealed(
            box.ballot_name(pending.room.id, self.activity), [each.author for each in answers]
        )
        standing = [known[each.author] for each in answers]
        if any(standing):
            if standing != answers:
                raise _batch_taken()
            return len(answers)
        for answer in answers:
            transaction.put(pending, activity, answer)
        return len(answers)

    def _sealed(self, key: bytes) -> list[Sealed]:
        """Return the batch as it lies in the box."""
        digest = self._digest()
        return [
            Sealed(
                seats.paper_author_of(key, self.id, line),
                0,
                seats.hashed(f"{self.id} {digest} {line}".encode()),
                media.PAPER,
                body.decode(),
            )
            for line, body in enumerate(self.bodies)
        ]

    def _never_opened(
        self, transaction: Transaction, pending: Pending, activity: ActivityState
    ) -> int:
        """Play on paper alone what no phone was asked; the batch closes it."""
        state, n = pending.state, len(self.bodies)
        if state.current == self.activity and state.ended_at is None:
            raise Refusal(
                text(
                    "Cette question attend encore d'être ouverte : ouvrez-la, ou passez à la suite "
                    "si elle ne se joue que sur papier."
                ),
                code="not_open",
            )
        threshold, is_secret = state.sheet.meeting.threshold, activity.regime is Regime.BALLOT
        if is_secret and max(state.headcount, pending.n_seats) < LEAST_CIRCLE:
            raise Refusal(
                text("Trop peu de personnes dans la salle pour que le vote reste secret."),
                code="small_circle",
            )
        if is_secret and n < threshold:
            raise Refusal(
                text_n(
                    "%(count)s feuille ne suffit pas : sous le seuil de %(threshold)s, rien ne se "
                    "montre. Saisissez-les toutes ensemble.",
                    "%(count)s feuilles ne suffisent pas : sous le seuil de %(threshold)s, rien ne "
                    "se montre. Saisissez-les toutes ensemble.",
                    n,
                    threshold=threshold,
                ),
                code="small_batch",
            )
        answers = self._sealed(transaction.random(seats.KEY_BYTES))  # linked with nothing
        play_on_paper(transaction, pending, self.activity, answers)
        said = Draft(self.activity, entries.PAPER, {"n": n}, "facilitator", id=self.id)
        transaction.append(pending, [said])
        return n

    def _of_tables(
        self, transaction: Transaction, pending: Pending, activity: ActivityState
    ) -> int:
        """What tables wrote on paper enters as it comes, in the order of its lines."""
        for number, body in enumerate(self.bodies):
            id = f"{self.id}-{number}"
            line = Answer(self.code, self.activity, b"", id, 1, body, medium=media.PAPER)
            line.append(transaction, pending, pending.state.activities[self.activity])
        return len(self.bodies)

    def _after_closing(
        self, transaction: Transaction, pending: Pending, activity: ActivityState
    ) -> int:
        n, threshold = len(self.bodies), pending.state.sheet.meeting.threshold
        known = transaction.entry_of(pending, self.id)
        if known is not None:
            if known.body.get("n") != n:
                raise _batch_taken()
            return n
        is_secret = activity.regime is Regime.BALLOT
        if is_secret and 0 < activity.n_answers < threshold:
            raise Refusal(
                text(
                    "Trop peu de réponses à la clôture : elles ont été détruites. En ajouter "
                    "ne dirait plus rien de la salle ; posez la question à nouveau."
                ),
                code="under_threshold",
            )
        if is_secret and n < threshold:
            raise Refusal(
                text_n(
                    "Après la clôture, un lot de %(count)s feuille serait reconnaissable : il en "
                    "faut au moins %(threshold)s. Saisissez le papier avant de clore la question.",
                    "Après la clôture, un lot de %(count)s feuilles serait reconnaissable : il en "
                    "faut au moins %(threshold)s. Saisissez le papier avant de clore la question.",
                    n,
                    threshold=threshold,
                ),
                code="small_batch",
            )
        if is_secret and self._tells(transaction, pending, activity):
            raise Refusal(
                text(
                    "Toutes ces feuilles disent la même chose, et la salle non : ajoutées après "
                    "la clôture, elles diraient ce que chacune de ces personnes a répondu."
                ),
                code="alike",
            )
        medium = media.PAPER if activity.keeps_medium else None
        drafts = box.pieces_of(activity, ((body.decode(), medium) for body in self.bodies))
        transaction.append(
            pending,
            [*drafts, Draft(self.activity, entries.PAPER, {"n": n}, "facilitator", id=self.id)],
        )
        return n

    def _tells(self, transaction: Transaction, pending: Pending, activity: ActivityState) -> bool:
        """Say whether what the batch adds to a result would tell of each of its people."""
        shared = frozenset.intersection(
            *(alike.statements_of(activity, body.decode()) for body in self.bodies)
        )
        for piece in shared:
            kind, body = msgspec.json.decode(piece)
            held = log.count_pieces(
                transaction.database, pending.room.id, self.activity, kind, body
            )
            if held < activity.n_answers:
                return True
        return False

    def _digest(self) -> str:
        """Return what tells this batch from another of the same number."""
        return seats.hashed(b"\n".join(sorted(self.bodies))).hex()[:32]


def _batch_taken() -> Refusal:
    return Refusal(
        text(
            "Ce lot est déjà enregistré et ne change plus : saisissez les feuilles qui manquent "
            "dans un lot nouveau, en rechargeant cette page."
        ),
        code="id_taken",
    )
