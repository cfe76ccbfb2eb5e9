"""What an answer to a sounding must be, and that nothing ties one statement to another."""

import json

import pytest

from mire.technique_api.refusal import Refusal
from mire.techniques.sounding.config import read_config
from mire.techniques.sounding.manifest import technique
from mire.techniques.sounding.tests.test_laws import STATEMENTS
from mire.techniques.sounding.tests.test_sentences import ONE, THREE


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, ("s1",)),
        ({"s1": "4", "s3": "4"}, ("s2",)),
        ({"s1": "4", "s2": "6", "s3": "4"}, ("s2",)),
        ({"s1": "4", "s2": "0", "s3": "4"}, ("s2",)),
        ({"s1": "4", "s2": "²", "s3": "4"}, ("s2",)),
        ({"s1": "4", "s2": "04", "s3": "4"}, ("s2",)),
        ({"s1": "4", "s2": 4, "s3": "4"}, ("s2",)),
        ({"s1": "4", "s2": "4", "s3": "4", "s4": "4"}, ("s4",)),
        ({"s1": "4", "s2": "4", "s3": "4", "name": "D07"}, ("name",)),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(body: dict, path: tuple[str, ...]) -> None:
    with pytest.raises(Refusal) as caught:
        technique.answers.read_contribution(THREE, json.dumps(body).encode())
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("line", "path"),
    [("", ("s1",)), ("4 2", ("s3",)), ("4 2 5 1", ("s3",)), ("4 8 5", ("s2",)), ("425", ("s2",))],
)
def test_a_line_that_no_sheet_holds_is_refused(line: str, path: tuple[str, ...]) -> None:
    with pytest.raises(Refusal) as caught:
        technique.answers.read_line(THREE, line)
    assert caught.value.path == path


def test_statements_are_cut_apart_and_silence_is_an_answer() -> None:
    answer = technique.answers.read_line(THREE, "4 0 -")
    assert [(piece.kind, dict(piece.body)) for piece in technique.answers.split(answer)] == [
        ("mark", {"statement": 1, "mark": 4}),
        ("mark", {"statement": 2, "mark": "unknown"}),
        ("mark", {"statement": 3, "mark": "decline"}),
    ]


def test_two_rounds_are_linked_statement_by_statement_where_both_have_a_grade() -> None:
    first, second = (technique.answers.read_line(THREE, line) for line in ("4 0 2", "5 3 2"))
    assert [
        (piece.kind, dict(piece.body)) for piece in technique.rounds.pair(THREE, first, second)
    ] == [
        ("move", {"statement": 1, "first": 4, "second": 5}),
        ("move", {"statement": 3, "first": 2, "second": 2}),
    ]
    silent = technique.answers.read_line(THREE, "0 - 0")
    assert technique.rounds.pair(THREE, silent, second) == []


def test_seven_grades_and_five() -> None:
    assert technique.answers.read_line(ONE, "7").s1 == "7"
    with pytest.raises(Refusal):
        technique.answers.read_line(THREE, "7 1 1")


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"statements": []}, ("statements",)),
        ({"statements": ["a"] * 11}, ("statements",)),
        ({"statements": ["a", " A "]}, ("statements",)),
        ({"statements": ["a", " "]}, ("statements", 1)),
        ({"statements": ["a" * 141]}, ("statements", 0)),
        ({"scale": "ten"}, ("scale",)),
        ({"grades": ["a", "b", "c", "d"]}, ("grades",)),
        ({"grades": list("abcdef")}, ("grades",)),
        ({"grades": ["a", "b", "c", "d", "A"]}, ("grades",)),
        ({"scale": "seven", "grades": list("abcde")}, ("grades",)),
    ],
)
def test_settings_that_do_not_fit_are_refused_at_their_field(
    changes: dict, path: tuple[str | int, ...]
) -> None:
    with pytest.raises(Refusal) as caught:
        read_config({"question": "?", "statements": STATEMENTS, **changes})
    assert caught.value.path == path
