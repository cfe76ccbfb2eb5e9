"""What is settled on the day on which a meeting is opened, so that no later version differs."""

from typing import Any

from mire.live.state.results import result_of, rounded
from mire.live.state.room import ActivityState, RoomState
from mire.programme.opendata.rules.figures import Counted, counted
from mire.technique_api.technique import Regime
from mire.technique_api.text import Text

SECRET = (Regime.BALLOT, Regime.OPEN)
SIGNED = (Regime.NAMED, Regime.APART)


def settled(room: RoomState, *, threshold: int) -> dict[str, Any]:
    """Return the figures of a room by activity, as JSON primitives: nothing hidden is in them."""
    return {each.sheet.id: _settled(room, each, threshold) for each in room.activities.values()}


def is_held(activity: ActivityState, threshold: int) -> bool:
    """Say whether nothing of an activity is told: it is signed, or too few answered."""
    is_few = activity.regime in SECRET and activity.n_answers < threshold
    return activity.regime in SIGNED or is_few


def _settled(room: RoomState, activity: ActivityState, threshold: int) -> dict[str, Any]:
    found = _counted(room, activity, threshold)
    return {
        "is_withheld": is_held(activity, threshold),
        "n": found.n,
        "n_hidden": found.n_hidden,
        "rows": list(found.rows),
    }


def _counted(room: RoomState, activity: ActivityState, threshold: int) -> Counted:
    if activity.regime not in SECRET or is_held(activity, threshold):
        return Counted(None, (), 0)
    result, of = result_of(room, activity), activity.technique.breakdowns
    breakdowns = [] if result is None or of is None else list(of(activity.config, result))
    found = counted(activity.n_answers, breakdowns, threshold=threshold)
    said = [(each.words, part.words) for each in breakdowns for part in each.parts]
    rows = [
        {**row, "question": _primitive(question), "answer": _primitive(answer)}
        for row, (question, answer) in zip(found.rows, said, strict=True)
    ]
    return Counted(found.n, tuple(rounded(rows)), found.n_hidden)


def _primitive(words: Text | str) -> Any:
    return words.primitive() if isinstance(words, Text) else words
