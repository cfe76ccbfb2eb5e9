"""Cards that let one phone each join: a meeting that has made some asks one of every phone.

A card bears a code and no name; cards are handed out at random. The code is printed and kept
nowhere else: of each, the room keeps a hash and whether it has served, never the seat it gave. The
meeting's end deletes them.
"""

from dataclasses import dataclass

from mire.live.engine.requests import Request, use_join_card
from mire.live.engine.transaction import Pending, Transaction
from mire.live.state.room import MOST_SEATS
from mire.live.store import join_cards, seats
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

MOST_AT_ONCE = 500
"""Cards of one printing."""


@dataclass(slots=True, eq=False)
class MakeJoinCards(Request[list[str]]):
    """Make ``n`` cards more; answers their codes, in no order, which are kept nowhere else.

    ``saw``: how many cards there were for who asks, None for who didn't look.
    """

    code: str
    n: int
    saw: int | None = None

    def apply(self, transaction: Transaction) -> list[str]:
        """Draw codes that no other card of the room has; raise Refusal for too few or too many."""
        pending = _going_on(transaction, self.code)
        if pending.state.is_rehearsal:
            raise Refusal(
                text("Une répétition ne demande pas de carte : ses participants sont simulés."),
                code="rehearsal",
            )
        taken = transaction.join_cards(pending)
        if self.saw is not None and self.saw != len(taken):  # a form sent twice, or two consoles
            raise Refusal(
                text("D'autres cartes viennent d'être faites : voyez combien il y en a."),
                path=("n",),
            )
        if not 1 <= self.n <= MOST_AT_ONCE:
            raise Refusal(text("De 1 à %(most)s cartes à la fois.", most=MOST_AT_ONCE), path=("n",))
        if len(taken) + self.n > MOST_SEATS:
            raise Refusal(
                text("Cette réunion a déjà %(n)s cartes : c'est assez.", n=len(taken)), path=("n",)
            )
        made: dict[bytes, str] = {}
        while len(made) < self.n:
            card = seats.join_card_from(transaction.random(16))
            hashed = seats.hashed_join_card(pending.room.code, card)
            if hashed not in taken:
                made[hashed] = card
        join_cards.add_join_cards(transaction.database, pending.room.id, made)
        pending.join_cards = {**taken, **dict.fromkeys(made, False)}
        transaction.note_written(pending)
        return list(made.values())


@dataclass(slots=True, eq=False)
class VoidJoinCard(Request[None]):
    """Let a card that has not served let nobody in any more."""

    code: str
    card: str

    def apply(self, transaction: Transaction) -> None:
        """Write it; raise Refusal for a card that is not the room's, or that has served."""
        pending = _going_on(transaction, self.code)
        use_join_card(transaction, pending, self.card)


@dataclass(slots=True, eq=False)
class VoidJoinCards(Request[int]):
    """Let no card that was made so far let anybody in any more; answers how many had not served."""

    code: str

    def apply(self, transaction: Transaction) -> int:
        """Write it."""
        pending = _going_on(transaction, self.code)
        cards = transaction.join_cards(pending)
        join_cards.void_join_cards(transaction.database, pending.room.id)
        pending.join_cards = dict.fromkeys(cards, True)
        transaction.note_written(pending)
        return sum(not is_used for is_used in cards.values())


@dataclass(slots=True, eq=False)
class AskNoJoinCard(Request[None]):
    """Delete all cards: whoever has the meeting's code may join again."""

    code: str

    def apply(self, transaction: Transaction) -> None:
        """Delete them."""
        pending = _going_on(transaction, self.code)
        join_cards.delete_join_cards(transaction.database, pending.room.id)
        pending.join_cards = {}
        transaction.note_written(pending)
        transaction.unclean.add("live_join_card")


def _going_on(transaction: Transaction, code: str) -> Pending:
    pending = transaction.room(code)
    if pending.state.ended_at is not None:
        raise Refusal(text("La réunion est terminée : on ne peut plus la rejoindre."), code="ended")
    return pending
