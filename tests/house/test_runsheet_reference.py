"""The run sheet's reference says what the reader accepts, field by field, in both languages."""

import re
from collections.abc import Iterator
from importlib.util import find_spec

import msgspec
import pytest

from mire.runsheet.sheet import Activity, Meeting
from mire.runsheet.toml_file import read_sheet
from mire.technique_api import registry
from mire.technique_api.ballot.form import Question
from mire.techniques import TECHNIQUES
from tests.house.reading import ROOT

ENGLISH = (ROOT / "docs" / "reference" / "runsheet.md").read_text()
FRENCH = (ROOT / "docs" / "guide" / "conducteur.md").read_text()
both = pytest.mark.parametrize("page", [ENGLISH, FRENCH], ids=["en", "fr"])


@pytest.fixture(autouse=True)
def techniques() -> None:
    if not registry.techniques():
        registry.load(TECHNIQUES)


def samples(page: str) -> list[str]:
    return re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def parts(page: str) -> list[tuple[str, str]]:
    """Return the parts of a page, each with its title."""
    return re.findall(r"^##+ (.*?)\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL)


def part(page: str, *titles: str) -> str:
    found = [words for title, words in parts(page) if title.startswith(titles)]
    assert found, f"no part {titles!r}"
    return found[0]


def named_fields(words: str) -> set[str]:
    rows = re.findall(r"^\| (`[^|]*) \|", words, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def fields(kind: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(kind)}


@both
def test_the_sample_is_accepted_and_shows_every_technique(page: str) -> None:
    (sample,) = samples(page)
    sheet = read_sheet(sample.encode())
    assert {activity.technique for activity in sheet.activity} == set(registry.techniques())


@both
def test_every_field_of_a_meeting_and_of_an_activity_is_there(page: str) -> None:
    assert named_fields(part(page, "The meeting", "La réunion")) == fields(Meeting)
    assert named_fields(part(page, "The activities", "Les séquences")) == fields(Activity)


def config_types() -> Iterator[tuple[str, type[msgspec.Struct]]]:
    for package in TECHNIQUES:
        if find_spec(f"{package}.config") is None:  # built by `ballot`
            yield package.rpartition(".")[2], Question
            continue
        module = __import__(f"{package}.config", fromlist=["Config"])
        yield package.rpartition(".")[2], module.Config


@both
@pytest.mark.parametrize(("slug", "config"), list(config_types()))
def test_every_setting_of_a_technique_is_there(
    page: str, slug: str, config: type[msgspec.Struct]
) -> None:
    assert named_fields(part(page, f"`{slug}`")) == fields(config)


def rows(page: str) -> list[tuple[int, list[str], list[str]]]:
    """Return each row of each part: the names in code and the numbers that it says."""
    found = []
    for number, (_title, words) in enumerate(parts(page)):
        for row in re.findall(r"^\| `.*$", words, re.MULTILINE):
            plain = re.sub(r"(?<=\d)[,\u202f](?=\d{3}\b)", "", row)
            coded = set(re.findall(r"`([^`]+)`", row))
            found.append((number, sorted(coded), sorted(set(re.findall(r"\b\d+\b", plain)))))
    return found


def test_both_languages_say_the_same_names_and_numbers() -> None:
    assert samples(FRENCH) == samples(ENGLISH)
    assert len(rows(ENGLISH)) > 50
    for french, english in zip(rows(FRENCH), rows(ENGLISH), strict=True):
        assert french == english
