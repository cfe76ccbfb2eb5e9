"""French pages are set as the interface is: ’, narrow no-break spaces, one way to write hours."""

import re
from pathlib import Path

import pytest

from tests.house.reading import ROOT
from tools.catalogues import read, typeset

PAGES = [
    *sorted((ROOT / "docs" / "guide").glob("*.md")),
    ROOT / "LISEZMOI.md",
    ROOT / "docs" / "reference" / "security.md",
]
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
HOUR = re.compile(r"(?<![\d:.])\d{1,2}:[0-5]\d(?![\d:])")
"""An hour as clocks show it; people read « 19 h 29 »."""


TYPED = {"Écrivez une heure, comme 10:30."}
"""Where an hour is typed as a time field holds it."""


def words_of(page: Path) -> list[str]:
    return CODE.sub("`x`", page.read_text()).split("\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_french_page_is_typeset_outside_code(page: Path) -> None:
    wrong = [line for line in words_of(page) if typeset(line) != line]
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_french_page_writes_hours_as_the_interface_does(page: Path) -> None:
    assert [line for line in words_of(page) if HOUR.search(line)] == []


def test_french_of_the_interface_can_be_said_aloud() -> None:
    """Nobody says « closez », and « close » is heard as English: a question is « fermée »."""
    odd = re.compile(r"\bclos(?:ez|ons|ent|es?)\b|C'est dit", re.IGNORECASE)
    said = {str(message.id) for message in read(ROOT, "en") if message.id} - TYPED
    assert [each for each in said if odd.search(each) or HOUR.search(each)] == []
