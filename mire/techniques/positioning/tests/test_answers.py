"""What an answer on the grid must be, from a phone, a form or a sheet of paper."""

import json

import pytest

from mire.technique_api.refusal import Refusal
from mire.techniques.positioning.config import read_config
from mire.techniques.positioning.manifest import technique
from mire.techniques.positioning.tests.test_laws import TestLaws as Sample

ASKING, SILENT, _ = (read_config(settings) for settings in Sample.settings)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, ("stance",)),
        ({"x": 1, "y": 1}, ("stance",)),
        ({"stance": "maybe"}, ("stance",)),
        ({"stance": "placed"}, ("x",)),
        ({"stance": "placed", "x": 0}, ("y",)),
        ({"stance": "placed", "x": 11, "y": 0}, ("x",)),
        ({"stance": "placed", "x": 0.5, "y": 0}, ("x",)),
        ({"stance": "placed", "x": 0, "y": 0, "reason": "a" * 281}, ("reason",)),
        ({"stance": "abstain", "name": "D07"}, ("name",)),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(body: dict, path: tuple[str, ...]) -> None:
    with pytest.raises(Refusal) as caught:
        technique.answers.read_contribution(ASKING, json.dumps(body).encode())
    assert caught.value.path == path


def test_sliders_sent_with_an_abstention_are_not_a_placement() -> None:
    answer = technique.answers.read_form(
        ASKING, {"stance": "abstain", "x": "0", "y": "0", "reason": ""}
    )
    assert [piece.kind for piece in technique.answers.split(answer)] == ["abstention"]


def test_a_reason_is_cut_apart_from_its_point() -> None:
    answer = technique.answers.read_line(ASKING, "k11 le terrain")
    assert [(piece.kind, dict(piece.body)) for piece in technique.answers.split(answer)] == [
        ("placement", {"x": 0, "y": 0}),
        ("reason", {"text": "le terrain"}),
    ]


def test_a_reason_that_was_not_asked_is_refused() -> None:
    for read in (
        lambda: technique.answers.read_line(SILENT, "K11 le terrain"),
        lambda: technique.answers.read_form(SILENT, {"stance": "abstain", "reason": "le terrain"}),
    ):
        with pytest.raises(Refusal) as caught:
            read()
        assert caught.value.path == ("reason",)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("", ("stance",)),
        ("F", ("stance",)),
        ("14", ("stance",)),
        ("F14parce", ("stance",)),
        ("V3", ("x",)),
        ("F0", ("y",)),
        ("F22", ("y",)),
        ("--", ("stance",)),
    ],
)
def test_a_line_that_no_sheet_holds_is_refused(line: str, path: tuple[str, ...]) -> None:
    with pytest.raises(Refusal) as caught:
        technique.answers.read_line(ASKING, line)
    assert caught.value.path == path


def test_a_text_is_kept_without_what_nobody_sees() -> None:
    answer = technique.answers.read_form(
        ASKING, {"stance": "abstain", "reason": "  e\u0301t\u00e9\r\n\u202e\x00fin\t! "}
    )
    assert answer.reason == "\u00e9t\u00e9\nfin !"
