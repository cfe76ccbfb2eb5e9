"""Cards that let one phone each join: their hashes, and which have served. Nothing else is kept."""

from collections.abc import Iterable

from mire.live.store.database import Database


def read_join_cards(database: Database, room: int) -> dict[bytes, bool]:
    """Return whether each card of a room has served, by its hash; {} where none is asked."""
    rows = database.execute("SELECT card, is_used FROM live_join_card WHERE room = ?", (room,))
    return {bytes(card): bool(is_used) for card, is_used in rows}


def add_join_cards(database: Database, room: int, added: Iterable[bytes]) -> None:
    """Write the hashes of new cards, sorted."""
    database.execute_many(
        "INSERT INTO live_join_card (room, card) VALUES (?, ?)",
        sorted((room, card) for card in added),
    )


def use_join_card(database: Database, room: int, card: bytes) -> None:
    """Write that a card has served, or is void: it lets nobody in any more."""
    database.execute(
        "UPDATE live_join_card SET is_used = 1 WHERE room = ? AND card = ?", (room, card)
    )


def void_join_cards(database: Database, room: int) -> None:
    """Write of all cards of a room that they let nobody in any more."""
    database.execute("UPDATE live_join_card SET is_used = 1 WHERE room = ?", (room,))


def delete_join_cards(database: Database, room: int) -> None:
    """Delete a room's cards: whoever has its code may join again."""
    database.execute("DELETE FROM live_join_card WHERE room = ?", (room,))
