"""Settings are described by their type, and a form of them gives the same settings back."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.runsheet.shipped import SHIPPED, shipped_sheet
from mire.runsheet.toml_file import read_sheet
from mire.technique_api.refusal import Refusal
from mire.technique_api.registry import technique, techniques
from mire.technique_api.settings import (
    Setting,
    read_settings,
    settings_of,
    settings_type,
    unlabelled,
)
from mire.techniques.worldcafe.config import Config as Cafe
from tests.house.reading import ROOT

CAFE = settings_of(Cafe)


def settings(slug: str) -> Sequence[Setting]:
    return settings_of(settings_type(technique(slug).read_config))


def sent(fields: Sequence[Setting], values: Mapping[str, Any], before: str = "") -> dict[str, str]:
    """Return what a browser sends for settings, as the form shows them."""
    made: dict[str, str] = {}
    for each in fields:
        name, value = before + each.name, values.get(each.name, each.default)
        if each.kind == "group":
            made |= sent(each.parts, value or {}, f"{name}.")
        elif each.kind == "list":
            for place, one in enumerate(value or ()):
                made |= sent(each.parts, one, f"{name}.{place}.")
        elif each.kind == "yes":
            made |= {name: "on"} if value else {}
        elif each.kind == "lines":
            lines = [
                " ".join(map(str, one)) if isinstance(one, Sequence) and each.width else str(one)
                for one in value or ()
            ]
            made[name] = "\r\n".join(lines)
        else:
            made[name] = "" if value is None else str(value)
    return made


@pytest.mark.parametrize("slug", sorted(techniques()))
def test_every_setting_of_every_technique_has_words(slug: str) -> None:
    assert unlabelled(settings(slug)) == []


SHEETS = [
    (name, each.id, each.technique, each.settings)
    for name in SHIPPED
    for each in read_sheet(shipped_sheet(name)).activity
]
"""Every sheet that is shipped; then the reference's, which shows every technique."""
(SAMPLE,) = re.findall(
    r"^```toml\n(.*?)^```$",
    (ROOT / "docs" / "reference" / "runsheet.md").read_text(),
    re.MULTILINE | re.DOTALL,
)
SHEETS += [
    ("sample", each.id, each.technique, each.settings)
    for each in read_sheet(SAMPLE.encode()).activity
    if not each.source
]


@pytest.mark.parametrize(
    ("slug", "values"),
    [(slug, values) for _, _, slug, values in SHEETS],
    ids=[f"{name}-{id}" for name, id, _, _ in SHEETS],
)
def test_a_form_gives_the_same_settings_back(slug: str, values: dict[str, Any]) -> None:
    fields = settings(slug)
    back = read_settings(fields, sent(fields, values))
    read = technique(slug).read_config
    assert read(back) == read(values)


stations = st.lists(
    st.fixed_dictionaries(
        {"label": st.sampled_from(["Un", "Deux", "Trois"])},
        optional={"tables": st.integers(1, 20), "question": st.sampled_from(["", "Où ?"])},
    ),
    min_size=1,
    max_size=5,
)


@given(
    st.fixed_dictionaries(
        {"question": st.just("Quoi ?"), "stations": stations},
        optional={
            "once": st.booleans(),
            "minutes": st.integers(1, 60),
            "assignment": st.sampled_from(["plan", "free"]),
            "together": st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=3),
        },
    )
)
def test_what_is_shown_is_what_is_read(values: dict[str, Any]) -> None:
    back = read_settings(CAFE, sent(CAFE, values))
    assert msgspec.convert(back, Cafe) == msgspec.convert(values, Cafe)


def test_an_empty_group_at_the_end_is_dropped_and_the_defaults_are_left_out() -> None:
    back = read_settings(
        CAFE,
        {
            "question": "Quoi ?",
            "stations.0.label": "Un",
            "stations.0.tables": "1",
            "stations.3.label": " ",
            "stations.3.tables": "1",
            "stations.3.seats": "6",
            "rounds": "3",
            "once": "on",
        },
    )
    assert back == {"question": "Quoi ?", "stations": [{"label": "Un"}]}


def test_what_is_no_number_is_refused_where_it_was_typed() -> None:
    back = read_settings(
        CAFE, {"question": "Quoi ?", "stations.0.label": "Un", "stations.0.tables": "beaucoup"}
    )
    with pytest.raises(Refusal) as refused:
        technique("worldcafe").read_config(back)
    assert refused.value.path == ("stations", 0, "tables")


def test_limits_and_choices_come_from_the_type() -> None:
    by_name = {each.name: each for each in CAFE}
    assert (by_name["rounds"].low, by_name["rounds"].high) == (1, 8)
    assert by_name["question"].longest == 240
    assert by_name["question"].kind == "text"
    assert [value for value, _ in by_name["assignment"].choices] == ["plan", "free"]
    assert by_name["stations"].parts[0].is_required
    assert (by_name["together"].kind, by_name["together"].width) == ("lines", 2)
