"""Every run sheet that comes with Mire is rehearsed whole, and its log replays."""

import pytest

from mire.cli.rehearsal.outcome import outcome_of_log
from mire.cli.rehearsal.play import rehearsed
from mire.runsheet.shipped import SHIPPED, shipped_sheet
from mire.runsheet.toml_file import read_draft, read_sheet


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_sheet_is_rehearsed_whole(name: str) -> None:
    sheet = read_sheet(shipped_sheet(name))
    log = rehearsed(sheet, participants=sheet.meeting.participants, seed=1)
    assert set(outcome_of_log(log)) >= {"results.json", "report.html"}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_sheet_fits_its_slot_and_says_no_problem(name: str) -> None:
    sheet, problems = read_draft(shipped_sheet(name))
    assert problems == []
    assert sheet.fit().over == 0


def test_an_unknown_sheet_is_refused() -> None:
    with pytest.raises(KeyError):
        shipped_sheet("../seminaire")
