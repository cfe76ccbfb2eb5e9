"""New secret addresses of a room, for who has lost the old ones or gave them away."""

from dataclasses import dataclass

from mire.live.engine.requests import Request
from mire.live.engine.transaction import Transaction
from mire.live.store import rooms, seats


@dataclass(slots=True, eq=False)
class RenewTokens(Request[tuple[bytes, bytes]]):
    """Replace both secrets of a room; answers (console token, projector token).

    What holds the room in memory, this process included, finds out by
    :meth:`~mire.live.engine.engine.Engine.drop_renewed_rooms`.
    """

    code: str

    def apply(self, transaction: Transaction) -> tuple[bytes, bytes]:
        """Draw and write them; raise UnknownRoom."""
        pending = transaction.room(self.code)
        console = transaction.random(seats.TOKEN_BYTES)
        projector = transaction.random(seats.TOKEN_BYTES)
        rooms.replace_tokens(
            transaction.database, pending.room.id, seats.hashed(console), seats.hashed(projector)
        )
        transaction.has_written = True
        return console, projector
