"""Hours in the night when clocks change are refused where a sheet is read, with their line."""

import pytest

from mire.runsheet.sheet import SheetRefused
from mire.runsheet.toml_file import read_sheet
from tests.runsheet.test_sheet import GOOD, problems


def starting(at: str) -> bytes:
    return GOOD.replace(b"2018-03-21T09:00:00", at.encode())


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-03-29T02:30:00", "n'existe pas"),
        ("2026-03-29T02:00:00", "n'existe pas"),
        ("2026-10-25T02:30:00", "vient deux fois"),
        ("2026-03-29T01:45:00", "changent d'heure pendant"),
    ],
)
def test_an_hour_that_clocks_skip_or_show_twice_is_refused(at: str, words: str) -> None:
    ((line, field, said),) = problems(starting(at))
    assert (line, field) == (4, "meeting.starts")
    assert words in said


@pytest.mark.parametrize(
    "at", ["2026-03-29T03:00:00", "2026-03-29T01:15:00", "2026-10-25T03:00:00"]
)
def test_hours_beside_the_change_are_taken(at: str) -> None:
    assert read_sheet(starting(at)).meeting.slot == 30


def test_a_long_meeting_may_not_hold_the_night_of_october() -> None:
    long = starting("2026-10-25T01:45:00").replace(b"slot = 30", b"slot = 120")
    assert "changent d'heure pendant" in problems(long)[0][2]


def test_another_zone_has_its_own_night() -> None:
    given = starting("2026-03-29T02:30:00")
    there = given.replace(b"slot = 30", b'slot = 30\ntimezone = "America/Martinique"')
    assert read_sheet(there).meeting.timezone == "America/Martinique"
    with pytest.raises(SheetRefused):
        read_sheet(given)
