"""A meeting of the office whose room has voted, by the ballots of a rehearsal's crowd."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from mire.live.engine.readers import ReadLog
from mire.live.replay import written_log
from mire.live.state import entries
from mire.programme.meetings.actions import open_meeting
from mire.programme.meetings.models import Meeting
from tests.support.office import NOW, Office
from tests.support.rooms import Room
from tests.support.sheets import activity, sheet

VOTE = "choix"
TITLE = "Le vote des sujets"


def voted_meeting(
    office: Office,
    room: Room,
    technique: str,
    settings: Mapping[str, Any],
    *,
    n: int = 20,
    is_ended: bool = True,
    **facts: Any,
) -> Meeting:
    """Hold a meeting whose ``VOTE`` so many people answered, in a room of the test's engine."""
    asked = sheet(activity(VOTE, technique, title=TITLE, settings=dict(settings)), **facts)
    room.code = open_meeting(sheet=asked, engine=room.engine, now=NOW).code
    Meeting.objects.filter(code=room.code).update(programme=office.programme)
    room.open(VOTE)
    state = room.state.activities[VOTE]
    answers = state.technique.expect_answers()
    for each in answers.simulate(state.config, np.random.default_rng(11), n):
        room.answer(VOTE, room.join(), dict(answers.own(state.config, each)))
    room.close(VOTE)
    if is_ended:
        room.control(entries.MEETING_ENDED)
    return Meeting.objects.get(code=room.code)


def logged(room: Room, *kinds: str) -> list[dict[str, Any]]:
    """Return the bodies of these kinds in the log as it is exported."""
    raw = written_log(room.engine.read(ReadLog(room.code)))
    lines = [json.loads(line) for line in raw.splitlines()]
    return [each["body"] for each in lines if each.get("kind") in kinds]
