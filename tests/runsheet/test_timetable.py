"""The timetable of a sheet says the same as its check, and the same minutes."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.runsheet.checks import overrun
from mire.runsheet.editing import draft_from
from mire.runsheet.shipped import shipped_sheet
from mire.runsheet.timetable import minutes_taken, rows_of, shorten_to_fit, tells_minutes
from mire.runsheet.toml_file import read_sheet
from tests.support.sheets import activity, values


def made(*planned: int, slot: int = 60, least: int = 5, **last: object) -> object:
    activities = [
        activity(f"a{n}", planned=each, least=min(least, each), most=max(each, 20))
        for n, each in enumerate(planned)
    ]
    activities[-1] |= last
    return draft_from(values(*activities, slot=slot))


def test_each_activity_starts_where_the_one_before_ends() -> None:
    rows = rows_of(made(10, 15, 5))
    assert [row.starts_at.strftime("%H:%M") for row in rows] == ["09:00", "09:10", "09:25"]
    assert rows[0].starts_at == datetime(2018, 3, 21, 9)  # noqa: DTZ001


def test_one_with_a_fixed_time_waits_for_it() -> None:
    rows = rows_of(made(10, 5, fixed="09:30"))
    assert rows[1].starts_at.strftime("%H:%M") == "09:30"


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_what_is_over_is_what_the_check_says(planned: list[int]) -> None:
    sheet = made(*planned)
    over = [row.number - 1 for row in rows_of(sheet) if row.is_over]
    problems = overrun(sheet)
    assert [problem.path[1] for problem in problems] == over[:1]


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_a_shortened_sheet_fits_and_takes_no_more_than_needed(planned: list[int]) -> None:
    sheet = made(*planned)
    shorter = shorten_to_fit(sheet)
    if shorter is None:
        assert sheet.fit().over_at_least > 0
        return
    assert shorter.fit().over == 0
    if sheet.fit().over:
        assert shorter.fit().spare == 0
    taken = minutes_taken(sheet, shorter)
    assert sum(had - each.planned for each, had in taken) == sheet.fit().total - shorter.fit().total
    for before, after in zip(sheet.activity, shorter.activity, strict=True):
        assert before.least_minutes <= after.planned <= before.planned


@pytest.mark.parametrize(
    ("notes", "tells"),
    [
        ("Deux voix, 5 min chacune.", True),
        ("Une minute et demie par table", True),
        ("Deux voix, cinq minutes", True),
        ("Poser 12 minuteurs sur les tables.", False),
        ("", False),
    ],
)
def test_notes_that_speak_of_minutes_are_known(notes: str, tells: bool) -> None:
    sheet = draft_from(values(activity("a", notes=notes)))
    assert tells_minutes(sheet.activity[0]) is tells


@pytest.mark.parametrize(("technique", "asks"), [("framing", False), ("mood", True)])
def test_what_asks_for_phones_is_known(technique: str, asks: bool) -> None:
    sheet = draft_from(values(activity("a", technique)))
    assert rows_of(sheet)[0].asks_phones is asks


def test_what_has_no_settings_yet_does_not_say() -> None:
    sheet = draft_from(values(activity("a", "positioning", settings={})))
    assert rows_of(sheet)[0].asks_phones is None


def test_what_tables_write_is_no_phone_moment() -> None:
    """The directors' seminar: a café and worktables on paper, one grid on phones."""
    asking = [
        row.activity.id
        for row in rows_of(read_sheet(shipped_sheet("seminaire")))
        if row.asks_phones
    ]
    assert asking == ["mire"]
