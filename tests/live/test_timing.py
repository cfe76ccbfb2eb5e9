"""The clock: planned, actual, foreseen."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from mire.live.state import entries
from mire.live.state.timing import promised_end_if_begun, timing
from tests.support.rooms import Room
from tests.support.sheets import sheet

pytestmark = pytest.mark.storage


def drift(room: Room) -> int:
    return timing(room.state, room.clock()).drift


def test_before_the_start_the_plan_is_the_forecast(room: Room) -> None:
    seen = timing(room.state, room.clock())
    assert [slot.planned_start.strftime("%H:%M") for slot in seen.slots] == [
        "09:00",
        "09:10",
        "09:20",
    ]
    assert seen.promised_end.strftime("%H:%M") == "10:30"
    assert seen.forecast_end.strftime("%H:%M") == "09:30"


def test_a_late_start_shifts_the_forecast(room: Room) -> None:
    room.clock.pass_time(minutes=5)
    assert timing(room.state, room.clock()).forecast_end.strftime("%H:%M") == "09:35"
    room.enter("cadrage")
    assert timing(room.state, room.clock()).forecast_end.strftime("%H:%M") == "09:35"


def test_an_activity_that_lasts_pushes_the_end_minute_by_minute(room: Room) -> None:
    room.enter("cadrage")
    room.clock.pass_time(minutes=10)
    assert drift(room) == -60
    room.clock.pass_time(minutes=3)
    assert drift(room) == -57
    room.control(entries.EXTENDED, "cadrage", minutes=5)
    assert drift(room) == -55
    room.enter("grille")
    assert drift(room) == -57


def test_actual_minutes_are_those_between_two_presses(room: Room) -> None:
    room.enter("cadrage")
    room.clock.pass_time(minutes=12, seconds=20)
    room.enter("grille")
    room.clock.pass_time(minutes=8, seconds=40)
    room.control(entries.MEETING_ENDED)
    seen = timing(room.state, room.clock())
    assert [slot.actual_minutes for slot in seen.slots] == [12, 9, None]
    assert seen.forecast_end == room.state.ended_at
    room.clock.pass_time(hours=5)
    assert timing(room.state, room.clock()).drift == seen.drift


@pytest.mark.parametrize("day", [19, 21, 24])
def test_the_end_told_before_the_first_press_is_the_one_that_holds(
    make_room: Callable[..., Room], day: int
) -> None:
    """Days before its day, a sheet was said to keep the hour that it is dated of."""
    played = sheet()
    dated = replace(played.meeting, starts=played.meeting.starts.replace(day=day))
    room = make_room(replace(played, meeting=dated))
    told = promised_end_if_begun(room.state, room.clock())
    room.enter("cadrage")
    assert timing(room.state, room.clock()).promised_end == told


def test_a_sheet_played_another_day_promises_from_its_own_start(room: Room) -> None:
    room.clock.pass_time(days=400, minutes=7)
    room.enter("cadrage")
    seen = timing(room.state, room.clock())
    assert room.state.started_at is not None
    assert abs(seen.promised_start - room.state.started_at) < timedelta(minutes=1)
    assert seen.promised_end - seen.promised_start == timedelta(minutes=90)
