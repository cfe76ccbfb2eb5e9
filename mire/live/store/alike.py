"""Groups that tell of each of their people because all of them said the same.

A group as large as the threshold hides who said what, unless everyone in it said the same
thing and the room did not: whoever knows who is in the group then reads each one's answer.
What sets a group apart (paper, a late batch, one round of two) asks here first.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from mire.live.state.entries import canonical
from mire.live.state.room import ActivityState


def statements_of(activity: ActivityState, body: str) -> frozenset[bytes]:
    """Return the pieces of one answer (its canonical JSON), each as canonical bytes."""
    answers = activity.technique.expect_answers()
    answer = answers.read_contribution(activity.config, body.encode())
    return frozenset(canonical([each.kind, each.body]) for each in answers.split(answer))


def tells(group: Sequence[AbstractSet[bytes]], everyone: Iterable[AbstractSet[bytes]]) -> bool:
    """Say whether all of ``group`` said something that not all of ``everyone`` said.

    Each person is the set of what they said. An empty group tells nothing.
    """
    if not group:
        return False
    shared = set.intersection(*map(set, group))
    return any(not shared <= each for each in everyone)
