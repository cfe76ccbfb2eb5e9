"""The box: sealed answers of an open ballot, one a seat, and how they leave it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mire.live.state.entries import Draft, canonical
from mire.live.state.room import ActivityState
from mire.live.store import alike
from mire.live.store.database import Database
from mire.technique_api.media import PAPER, PHONE
from mire.technique_api.technique import Regime


@dataclass(frozen=True, slots=True)
class Sealed:
    """One answer in the box; ``body`` is the contribution's canonical JSON."""

    author: bytes
    revision: int
    receipt: bytes
    medium: str
    body: str

    @property
    def rank(self) -> tuple[int, bytes]:
        """What decides between two answers of one seat: the revision, then the receipt."""
        return self.revision, self.receipt


def ballot_name(room: int, activity: str) -> str:
    """Return the name under which one activity's answers lie in the box."""
    return f"{room}/{activity}"


def read_some(database: Database, ballot: str, authors: Sequence[bytes]) -> Iterable[Sealed]:
    """Return the answers of these authors, in no order that matters."""
    return (
        Sealed(bytes(author), int(revision), bytes(receipt), str(medium), str(body))
        for author, revision, receipt, medium, body in database.read_box(ballot, authors)
    )


def read_all(database: Database, ballot: str) -> list[Sealed]:
    """Return every answer of a ballot, by author."""
    return [
        Sealed(bytes(author), int(revision), bytes(receipt), str(medium), str(body))
        for author, revision, receipt, medium, body in database.execute(
            "SELECT author, revision, receipt, medium, body FROM live_box "
            "WHERE ballot = ? ORDER BY author",
            (ballot,),
        )
    ]


def count(database: Database, ballot: str) -> int:
    """Return how many authors have an answer in a ballot."""
    return int(database.execute("SELECT count(*) FROM live_box WHERE ballot = ?", (ballot,))[0][0])


def write(database: Database, ballot: str, answers: Iterable[Sealed]) -> None:
    """Put answers in the box, each in the place of what its author had there."""
    database.execute_many(
        "INSERT INTO live_box (ballot, author, revision, receipt, medium, body) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (ballot, author) DO UPDATE SET "
        "revision = excluded.revision, receipt = excluded.receipt, "
        "medium = excluded.medium, body = excluded.body",
        [
            (ballot, each.author, each.revision, each.receipt, each.medium, each.body)
            for each in answers
        ],
    )


def put(
    database: Database, ballot: str, answers: Iterable[Sealed], *, room: int, head: int, line: str
) -> tuple[frozenset[bytes], int]:
    """Put answers in a ballot as :meth:`Database.put_answers` does; return what it does."""
    rows = [(each.author, each.revision, each.receipt, each.medium, each.body) for each in answers]
    return database.put_answers(room, head, ballot, rows, line)


def keeps_medium(activity: ActivityState, answers: Sequence[Sealed], threshold: int) -> bool:
    """Say whether phone and paper may be told apart: both many enough, and of several minds.

    Even where the whole room is of one mind: late cards may make it the mind of a part.
    """
    groups = [[each for each in answers if each.medium == medium] for medium in (PAPER, PHONE)]
    if any(len(group) < threshold for group in groups):
        return False
    return not any(
        frozenset.intersection(*(alike.statements_of(activity, each.body) for each in group))
        for group in groups
    )


def pieces_of(activity: ActivityState, bodies: Iterable[tuple[str, str | None]]) -> list[Draft]:
    """Return the pieces of answers, cut and sorted so that no order of arrival is left.

    ``bodies`` are (canonical JSON of a contribution, medium or None when it is blanked).
    Sorting is by kind, then by canonical bytes, then by name where there is one, and medium.
    """
    answers, config = activity.technique.expect_answers(), activity.config
    is_named = activity.regime is Regime.NAMED
    cut: list[tuple[str, bytes, str, str, Any]] = []
    for body, medium in bodies:
        contribution = answers.read_contribution(config, body.encode())
        name = answers.author(contribution) if is_named and answers.author else ""
        cut += [
            (piece.kind, canonical(piece.body), name, medium or "", piece.body)
            for piece in answers.split(contribution)
        ]
    cut.sort(key=lambda each: each[:4])
    return [
        Draft(activity.sheet.id, kind, body, author=name or None, medium=medium or None)
        for kind, _, name, medium, body in cut
    ]
