"""Answers that are put in their ballot's box without a transaction that reads before.

What decides on an answer to an open ballot is in memory, and is still true when the room's last
entry is still the same. The statement that writes looks at that. What it leaves (a room where
another process is at work, an answer that came twice) is decided by a whole transaction.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mire.live.engine.answers import Answer, Stored
from mire.live.engine.requests import Request
from mire.live.engine.rooms import ClosingClock, LiveRoom
from mire.live.state.room import Phase
from mire.live.store import box
from mire.live.store.box import Sealed

MOST_BALLOTS = 2
"""Each is a commit of its own: more go together in one transaction."""

AnyRequest = Request[Any]


@dataclass(frozen=True, slots=True)
class BallotPut:
    """Answers to one open ballot, each of another author, in the order of authors."""

    live: LiveRoom
    activity: str
    answers: Mapping[bytes, tuple[Answer, Sealed]]

    @property
    def ballot(self) -> str:
        """The ballot's name in the box."""
        return box.ballot_name(self.live.id, self.activity)

    @property
    def sealed(self) -> list[Sealed]:
        """What is to be put in the box."""
        return [sealed for _, sealed in self.answers.values()]

    def count_and_answer(
        self, written: Container[bytes], n_first: int
    ) -> list[tuple[Answer, Stored]]:
        """Count the authors who had no answer before, and answer those whose was written."""
        counted = self.live.n_answered.get(self.activity, 0)
        self.live.n_answered[self.activity] = counted + n_first
        return [
            (answer, Stored("stored", sealed.revision))
            for author, (answer, sealed) in self.answers.items()
            if author in written
        ]

    def left(self, written: Container[bytes]) -> list[Answer]:
        """Return the answers that were not written: why, a transaction finds out."""
        return [answer for author, (answer, _) in self.answers.items() if author not in written]


def by_ballot(batch: Sequence[AnyRequest]) -> list[list[Answer]]:
    """Return a batch in parts of one ballot each, in the order of arrival.

    [] when there is anything else than answers, for what a batch holds is decided in its order;
    and when there are more ballots than are worth a commit each.
    """
    parts: dict[tuple[str, str], list[Answer]] = {}
    for request in batch:
        if not isinstance(request, Answer):
            return []
        parts.setdefault((request.code, request.activity), []).append(request)
    return list(parts.values()) if len(parts) <= MOST_BALLOTS else []


def plan_put(
    answers: Sequence[Answer], live: LiveRoom | None, clock: ClosingClock, now: datetime
) -> BallotPut | None:
    """Return answers to one activity of a room as they may be put at once.

    None when they are to be decided one after another: the room is not in memory, a ballot is
    due to be closed, this one is not open or has no box, or an author has several.
    """
    if live is None:
        return None
    activity = live.state.activities.get(answers[0].activity)
    key = live.keys.get(answers[0].activity)
    if activity is None or key is None or not activity.regime.is_sealed:
        return None
    if activity.phase not in (Phase.OPEN, Phase.CLOSING) or clock.has_due(live, now):
        return None
    sealed = sorted(((answer.sealed(key), answer) for answer in answers), key=_author)
    found = {each.author: (answer, each) for each, answer in sealed}
    return BallotPut(live, activity.sheet.id, found) if len(found) == len(answers) else None


def _author(found: tuple[Sealed, Answer]) -> bytes:
    return found[0].author
