"""French pages are set as the interface is: ’, narrow no-break spaces, one way to write hours."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from mire.runsheet.shipped import SHIPPED, shipped_sheet
from mire.runsheet.toml_file import read_sheet
from mire.technique_api.registry import techniques
from mire.techniques.worktables.config import STORY
from tests.house.reading import ROOT
from tools.catalogues import read, typeset

PAGES = [
    *sorted((ROOT / "docs" / "guide").rglob("*.md")),
    ROOT / "LISEZMOI.md",
    ROOT / "docs" / "visite.md",
    ROOT / "docs" / "reference" / "security.md",
]
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
HOUR = re.compile(r"(?<![\d:.])\d{1,2}:[0-5]\d(?![\d:])")
"""An hour as clocks show it; people read « 19 h 29 »."""


TYPED = {"Écrivez une heure, comme 10:30."}
"""Where an hour is typed as a time field holds it."""


QUOTED = re.compile("«\u202f(.+?)\u202f»")
OF_TELEPHONES = {"pas d’Internet"}
"""What other programs say."""


def forms(id: Any) -> list[str]:
    """Return a message as print sets it, its singular and its plural apart."""
    return [typeset(each) for each in ([id] if isinstance(id, str) else id)]


def words_of(page: Path) -> list[str]:
    return CODE.sub("`x`", page.read_text()).split("\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_french_page_is_typeset_outside_code(page: Path) -> None:
    wrong = [line for line in words_of(page) if typeset(line) != line]
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_french_page_writes_hours_as_the_interface_does(page: Path) -> None:
    assert [line for line in words_of(page) if HOUR.search(line)] == []


def own_words(value: Any) -> Iterator[str]:
    """Give the texts that plain values hold."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from own_words(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from own_words(each)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_words_of_a_shipped_sheet_are_typeset(name: str) -> None:
    """They are data: nothing sets them before a wall or a phone shows them."""
    words = list(own_words(read_sheet(shipped_sheet(name)).primitive()))
    assert len(words) > 20
    assert [each for each in words if typeset(each) != each] == []


def test_words_that_a_technique_puts_in_a_sheet_are_typeset() -> None:
    asked = [each.spot.settings("X") for each in techniques().values() if each.spot]
    lined = [each.label + each.question for each in STORY]
    words = [*own_words(asked), *lined]
    assert len(words) > len(lined) > 4
    assert [each for each in words if typeset(each) != each] == []


OF_THE_PROGRAM = [
    ROOT / "docs" / "guide" / "jour-j.md",
    *sorted((ROOT / "docs" / "guide" / "roles").glob("*.md")),
]


@pytest.mark.parametrize("page", OF_THE_PROGRAM, ids=lambda page: page.name)
def test_what_a_page_quotes_is_what_one_reads_on_a_screen(page: Path) -> None:
    """« … » there are words of the program: whoever looks for them in a hurry finds them."""
    said = {form for message in read(ROOT, "en") if message.id for form in forms(message.id)}
    quoted = QUOTED.findall(page.read_text())
    assert len(quoted) >= 2
    assert [each for each in quoted if each not in said | OF_TELEPHONES] == []


MOST_WORDS = 400


@pytest.mark.parametrize("page", OF_THE_PROGRAM[1:], ids=lambda page: page.name)
def test_a_role_has_one_page_that_the_guide_leads_to(page: Path) -> None:
    assert len(page.read_text().split()) <= MOST_WORDS
    assert f"roles/{page.name}" in (ROOT / "docs" / "guide" / "README.md").read_text()


def test_french_of_the_interface_can_be_said_aloud() -> None:
    """Nobody says « closez », and « close » is heard as English: a question is « fermée »."""
    odd = re.compile(r"\bclos(?:ez|ons|ent|es?)\b|C'est dit", re.IGNORECASE)
    said = {str(message.id) for message in read(ROOT, "en") if message.id} - TYPED
    assert [each for each in said if odd.search(each) or HOUR.search(each)] == []
