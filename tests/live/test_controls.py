"""Controls: each defined once, documented, and refused where anonymity or the past asks it."""

from collections import Counter
from datetime import timedelta

import msgspec
import pytest

from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.live.state.controls.registry import CONTROLS, decide
from mire.live.state.entries import LogEntry
from mire.live.state.room import Phase, opened, opening_body
from mire.live.state.timing import timing
from mire.technique_api.refusal import Refusal
from tests.house.reading import ROOT
from tests.live.test_agenda import START, Stage, five
from tests.support.sheets import activity, sheet

MADE_BY_THE_PROGRAM = {
    entries.MEETING_OPENED,
    entries.CLOSED,
    entries.PAPER,
    entries.ERASED,
    entries.STUB,
}


def test_the_log_knows_every_control_and_what_the_program_does() -> None:
    assert set(CONTROLS) | MADE_BY_THE_PROGRAM == entries.CONTROLS
    assert set(CONTROLS) & MADE_BY_THE_PROGRAM == set()


def test_every_control_is_in_the_reference_of_the_log_with_its_body() -> None:
    reference = (ROOT / "docs" / "reference" / "log.md").read_text()
    lines = [line for line in reference.splitlines() if line.startswith("| `")]
    for kind, control in CONTROLS.items():
        (line,) = [each for each in lines if f"`{kind}`" in each.split("|")[1]]
        fields = {field.name for field in msgspec.structs.fields(control.body)}
        assert {name for name in fields if f"`{name}`" not in line} == set(), kind


def test_no_key_does_two_things() -> None:
    keys = Counter(
        one
        for control in CONTROLS.values()
        for key in control.keys
        for one in key.key.replace(" / ", " ").replace(", ", " ").split()
    )
    assert [key for key, n in keys.items() if n > 1] == []


@pytest.mark.parametrize(
    ("headcount", "n_seats", "is_open"),
    [(7, 7, False), (8, 0, True), (3, 8, True), (7, 0, False), (1, 7, False), (20, 3, True)],
)
def test_a_circle_counts_who_is_there_and_who_joined(
    headcount: int, n_seats: int, is_open: bool
) -> None:
    """Enough people in the room are enough, whether or not they all have a phone."""
    played = sheet(activity("meteo", "mood"), participants=30)
    body = opening_body(played, is_rehearsal=False)
    room = opened(LogEntry(1, "e1", "", entries.MEETING_OPENED, None, None, body, START))
    room = msgspec.structs.replace(room, headcount=headcount, current="meteo")
    at = msgspec.structs.replace(room.activities["meteo"], phase=Phase.READY)
    room = msgspec.structs.replace(room, activities={"meteo": at})
    command = Command(entries.OPENED, "meteo", room.version)
    if is_open:
        assert [e.kind for e in decide(room, command, n_seats=n_seats, now=START)] == [
            entries.OPENED
        ]
        return
    with pytest.raises(Refusal) as refused:
        decide(room, command, n_seats=n_seats, now=START)
    assert refused.value.code == "small_circle"


def test_a_plan_never_takes_minutes_that_are_spent() -> None:
    """Ten minutes planned, eight of them gone: it may become six (read a moment ago), not five."""
    for minutes, is_taken in ((5, False), (6, True), (8, True)):
        stage = Stage(sheet(activity("un", least=1), activity("deux"), slot=50))
        stage.enter("un", minutes=8)
        if is_taken:
            stage.do(entries.PLAN_APPLIED, plan="spread", minutes={"un": minutes})
            assert stage.room.activities["un"].allotted == minutes
            continue
        with pytest.raises(Refusal) as refused:
            stage.do(entries.PLAN_APPLIED, plan="spread", minutes={"un": minutes})
        assert refused.value.code == "plan"


@pytest.mark.parametrize(
    ("seconds", "drift"), [(0, 0), (59, 0), (60, 1), (119, 1), (120, 2), (-59, 0), (-119, -1)]
)
def test_a_drift_is_rounded_towards_none(seconds: int, drift: int) -> None:
    """Neither late nor early before a whole minute of it."""
    stage = Stage(five())
    stage.enter("un", minutes=10)
    stage.wait(seconds=seconds)
    stage.do(entries.ENTERED, "deux")
    seen = timing(stage.room, stage.now)
    assert seen.forecast_end - seen.promised_end == timedelta(seconds=seconds)
    assert seen.drift == drift
