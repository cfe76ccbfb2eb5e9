"""The manifest of a backup: what is in it, by which it is checked before anything is restored."""

import hashlib
from pathlib import Path

import msgspec

FORMAT = 1
MANIFEST = "manifest.json"
SECRET_KEY = "secret_key"  # noqa: S105 - a file's name
DUMP = "mire.dump"
NOT_KEPT = ("django_session",)
"""Tables of the office whose rows never leave: each row opens somebody's session."""


class Piece(msgspec.Struct, frozen=True):
    """One file in a backup: bytes, and their SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


class Table(msgspec.Struct, frozen=True):
    """One table as it was: how many rows; their digest, "" where it was not computed."""

    n: int
    digest: str = ""


class Manifest(msgspec.Struct, frozen=True):
    """What a backup says of itself.

    ``kind``: "sqlite" or "postgresql". ``made_at``: ISO 8601, UTC. ``migrations``: "app.name" of
    each step that the tables have taken. ``tables``: by "database/table". ``open_ballots``: (room
    id, activity) of those whose answers were left out.
    """

    kind: str
    version: str
    made_at: str
    migrations: list[str]
    tables: dict[str, Table]
    open_ballots: list[tuple[int, str]]
    pieces: list[Piece]
    format: int = FORMAT

    @property
    def has_secret_key(self) -> bool:
        """Whether the key that signs sessions and grants is in the backup."""
        return any(piece.name == SECRET_KEY for piece in self.pieces)

    @property
    def n_meetings(self) -> int:
        """How many meetings it holds, rehearsals included."""
        return next((t.n for name, t in self.tables.items() if name.endswith("/live_room")), 0)


def piece_of(path: Path) -> Piece:
    """Return what the manifest says of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Piece(path.name, path.stat().st_size, digest)
