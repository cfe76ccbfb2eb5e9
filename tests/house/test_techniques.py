"""Each technique's room has the same furniture under the same names."""

from pathlib import Path

import pytest

from mire.technique_api import registry
from mire.technique_api.technique import Screen
from mire.techniques import TECHNIQUES
from tests.house.reading import HOUSE, tracked_files

ROOMS = [HOUSE / "techniques" / name.rpartition(".")[2] for name in TECHNIQUES]

FILES = {
    "__init__.py",
    "README.md",
    "config.py",
    "manifest.py",
    "screens.py",
    "synthesis.py",
}
ANSWERS = "contribution.py"
# A plain ballot leaves the rest to its builder, templates included.
BALLOT = {"__init__.py", "manifest.py"}
# What a technique may have besides, when it needs it.
PARTS = {
    "card.py",
    "choices.py",
    "commands.py",
    "drawing.py",
    "sentences.py",
    "seats.py",
    "simulated.py",
}
FOLDERS = {"static", "templates", "tests"}
# A report has a template only where it has a figure to draw.
TEMPLATES = {f"{screen}.html" for screen in Screen if screen is not Screen.REPORT} | {"paper.html"}


def files_under(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in tracked_files()
        if path.is_relative_to(folder)
    }


def test_every_folder_is_named_in_the_list() -> None:
    folders = {
        path.relative_to(HOUSE / "techniques").parts[0]
        for path in tracked_files()
        if path.is_relative_to(HOUSE / "techniques") and path.parent != HOUSE / "techniques"
    }
    assert folders == {room.name for room in ROOMS}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_has_the_same_files_as_the_others(room: Path) -> None:
    files = files_under(room)
    technique = registry.technique(room.name)
    wanted = FILES if technique.answers is None else FILES | {ANSWERS}
    if technique.folder:
        wanted = BALLOT
    assert {name for name in files if "/" not in name} - PARTS == wanted
    assert {name.partition("/")[0] for name in files if "/" in name} <= FOLDERS
    assert "tests/test_laws.py" in files
    logs = [name for name in files if name.startswith("tests/logs/") and name.endswith(".jsonl")]
    assert logs or technique.folder, "only a ballot's golden logs are short enough for its test"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_draws_every_screen_and_its_paper(room: Path) -> None:
    templates = files_under(room / "templates" / room.name)
    # It may have parts besides, which test_templates wants to be used.
    assert registry.technique(room.name).folder or TEMPLATES - templates == set()
    assert files_under(room / "templates") == {f"{room.name}/{name}" for name in templates}
    for name in templates:
        assert (room / "templates" / room.name / name).read_text().strip(), f"{name} is empty"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_serves_files_under_its_own_name_only(room: Path) -> None:
    assert {name.partition("/")[0] for name in files_under(room / "static")} <= {room.name}
