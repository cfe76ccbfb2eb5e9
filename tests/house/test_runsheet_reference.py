"""docs/reference/runsheet.md says what the reader of run sheets accepts, field by field."""

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

PAGE = (ROOT / "docs" / "reference" / "runsheet.md").read_text()
SAMPLES = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(autouse=True)
def techniques() -> None:
    if not registry.techniques():
        registry.load(TECHNIQUES)


def part(title: str) -> str:
    found = re.search(
        rf"^##+ {re.escape(title)}.*?\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL
    )
    assert found, f"no part {title!r}"
    return found[1]


def named_fields(words: str) -> set[str]:
    rows = re.findall(r"^\| (`[^|]*) \|", words, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def fields(kind: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(kind)}


def test_the_sample_is_accepted_and_shows_every_technique() -> None:
    (sample,) = SAMPLES
    sheet = read_sheet(sample.encode())
    assert {activity.technique for activity in sheet.activity} == set(registry.techniques())


def test_every_field_of_a_meeting_and_of_an_activity_is_there() -> None:
    assert named_fields(part("The meeting")) == fields(Meeting)
    assert named_fields(part("The activities").partition("###")[0]) == fields(Activity)


def config_types() -> Iterator[tuple[str, type[msgspec.Struct]]]:
    for package in TECHNIQUES:
        if find_spec(f"{package}.config") is None:  # built by `ballot`
            yield package.rpartition(".")[2], Question
            continue
        module = __import__(f"{package}.config", fromlist=["Config"])
        yield package.rpartition(".")[2], module.Config


@pytest.mark.parametrize(("slug", "config"), list(config_types()))
def test_every_setting_of_a_technique_is_there(slug: str, config: type[msgspec.Struct]) -> None:
    assert named_fields(part(f"`{slug}`")) == fields(config)
