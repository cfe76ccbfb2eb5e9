"""The words on a control's button stand in its definition, and are all shown."""

import ast
import re
from pathlib import Path

import pytest

from mire.live.state import entries
from mire.live.state.controls.registry import CONTROLS
from mire.live.views import presses
from mire.web.console.templatetags.controls import label
from tests.house.reading import HOUSE, tracked_files

PRESSES: dict[str, tuple[str, ...]] = {"press": (), "_switch": ("on", "off")}
"""Functions of ``presses`` that take a control, and the labels that they choose among."""

LABEL = re.compile(r'{% label "([a-z_.]+)"(?: "([a-z]+)")? as (\w+) %}')
BUTTON = re.compile(r'console/parts/control.html" with kind="([a-z_.]+)"[^%]* words=(\S+)')
PAGES = [
    path
    for path in tracked_files()
    if path.is_relative_to(HOUSE / "web" / "console" / "templates") and path.suffix == ".html"
]


def pressed() -> set[tuple[str, str]]:
    """Return the labels of the presses that the bar and the remote hold."""
    found = set()
    for node in ast.walk(ast.parse(Path(presses.__file__).read_text())):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in PRESSES:
            continue
        kind = getattr(entries, getattr(node.args[0], "attr", ""), "")
        whichs = [each.value for each in node.args[2:3] if isinstance(each, ast.Constant)] or [""]
        found |= {(kind, which) for which in PRESSES[node.func.id] or whichs}
    return found


def test_every_label_is_on_a_button() -> None:
    asked = {(kind, which) for path in PAGES for kind, which, _ in LABEL.findall(path.read_text())}
    assert pressed()
    assert asked | pressed() == {
        (kind, which) for kind, each in CONTROLS.items() for which in each.labels
    }


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_button_says_what_its_own_control_says(path: Path) -> None:
    page = path.read_text()
    kinds = {name: kind for kind, _, name in LABEL.findall(page)}
    assert [(kind, words) for kind, words in BUTTON.findall(page) if kinds.get(words) != kind] == []


def test_buttons_are_seen() -> None:
    n_buttons = sum(len(BUTTON.findall(path.read_text())) for path in PAGES)
    assert n_buttons + len(pressed()) > 25


def test_a_label_that_no_control_has_is_an_error() -> None:
    assert label("clock.sound", "off")
    with pytest.raises(KeyError):
        label("clock.sound")
