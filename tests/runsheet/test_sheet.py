"""Run sheets: what is wrong is said with its line and field; what does not fit, by how much."""

import codecs
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.planning.fit import fit
from mire.runsheet.checks import overrun, phone_moments, sheet_from
from mire.runsheet.sheet import SheetRefused
from mire.runsheet.toml_file import MOST_BYTES, read_sheet
from tests.support.sheets import activity, sheet, values

GOOD = b"""format = 1
[meeting]
title = "Essai"
starts = 2018-03-21T09:00:00
slot = 30
participants = 20

[[activity]]
id = "a"
technique = "framing"
title = "A"
planned = 10

[[activity]]
id = "b"
technique = "mood"
title = "B"
planned = 20
least = 10

[activity.settings]
question = "?"
"""


def problems(raw: bytes) -> list[tuple[int | None, str, str]]:
    with pytest.raises(SheetRefused) as caught:
        read_sheet(raw)
    return [
        (each.line, ".".join(map(str, each.path)), str(each.text)) for each in caught.value.problems
    ]


def test_a_good_sheet_is_read() -> None:
    read = read_sheet(GOOD)
    assert [each.id for each in read.activity] == ["a", "b"]
    assert read.meeting.starts_at.isoformat() == "2018-03-21T09:00:00+01:00"
    assert phone_moments(read) == 1


@pytest.mark.parametrize("name", ["seminaire", "debrief"])
def test_the_sheets_of_the_story_fit(name: str) -> None:
    raw = files("mire.runsheet").joinpath("sheets", f"{name}.toml").read_bytes()
    read = read_sheet(raw)
    assert read.fit().over == 0
    assert phone_moments(read) <= 3


def changed() -> Iterator[tuple[str, bytes, int, str, str]]:
    yield (
        "negative minutes",
        GOOD.replace(b"planned = 10", b"planned = -3"),
        12,
        "activity.0.planned",
        "au moins 1",
    )
    yield (
        "wrong type",
        GOOD.replace(b"planned = 10", b'planned = "dix"'),
        12,
        "activity.0.planned",
        "nombre entier",
    )
    yield (
        "unknown key",
        GOOD.replace(b"planned = 10", b"planned = 10\nplaned = 3"),
        13,
        "activity.0.planed",
        "inconnu",
    )
    yield "missing key", GOOD.replace(b'title = "A"\n', b""), 8, "activity.0.title", "manque"
    yield (
        "unknown technique",
        GOOD.replace(b'"framing"', b'"franing"'),
        10,
        "activity.0.technique",
        "franing",
    )
    yield "same id", GOOD.replace(b'id = "b"', b'id = "a"'), 15, "activity.1.id", "« a »"
    yield (
        "least over planned",
        GOOD.replace(b"least = 10", b"least = 25"),
        19,
        "activity.1.least",
        "25 min",
    )
    yield (
        "most under planned",
        GOOD.replace(b"least = 10", b"most = 5"),
        19,
        "activity.1.most",
        "5 min",
    )
    yield (
        "settings",
        GOOD.replace(b'question = "?"', b"question = 3"),
        22,
        "activity.1.settings.question",
        "texte",
    )
    yield (
        "unknown setting",
        GOOD.replace(b'question = "?"', b'question = "?"\nzut = 1'),
        23,
        "activity.1.settings.zut",
        "inconnu",
    )
    yield "syntax", GOOD.replace(b"planned = 10", b"planned = = 10"), 12, "", "TOML"
    yield "not UTF-8", GOOD.replace(b'title = "A"', b'title = "\xe9"'), 11, "", "UTF-8"
    yield "too large", GOOD + b"#" * MOST_BYTES, 1, "", "trop grand"
    yield (
        "zone",
        GOOD.replace(b"slot = 30", b'slot = 30\ntimezone = "Lune/Mer"'),
        6,
        "meeting.timezone",
        "Lune/Mer",
    )
    yield (
        "small circle",
        GOOD.replace(b"participants = 20", b"participants = 7"),
        16,
        "activity.1.technique",
        "tour de parole",
    )
    yield (
        "blank title",
        GOOD.replace(b'title = "A"', b'title = "  "'),
        11,
        "activity.0.title",
        "accept",
    )
    yield (
        "turned title",
        GOOD.replace(b'title = "A"', b'title = "A\\u202e"'),
        11,
        "activity.0.title",
        "accept",
    )
    endless = GOOD.replace(b"planned = 10", b"planned = " + b"9" * 5000)
    yield "endless number", endless, 12, "", "TOML"
    yield "year 1", GOOD.replace(b"2018-03-21", b"0001-01-01"), 4, "meeting.starts", "2000"
    yield "year 9999", GOOD.replace(b"2018-03-21", b"9999-12-31"), 4, "meeting.starts", "2100"
    title = b'title = "A"'
    where = "activity.0.title"
    yield "blank title", GOOD.replace(title, b'title = "  "'), 11, where, "acceptée"
    yield "turned title", GOOD.replace(title, b'title = "A\\u202e"'), 11, where, "acceptée"
    yield "year 1", GOOD.replace(b"2018-03-21", b"0001-01-01"), 4, "meeting.starts", "2000"
    yield "year 9999", GOOD.replace(b"2018-03-21", b"9999-12-31"), 4, "meeting.starts", "2100"
    yield "format", GOOD.replace(b"format = 1", b"format = 2"), 1, "format", "format = 1"
    yield "empty", b"", 1, "format", "format = 1"


@pytest.mark.parametrize(
    ("raw", "line", "field", "words"),
    [each[1:] for each in changed()],
    ids=[each[0] for each in changed()],
)
def test_what_is_wrong_is_said_with_its_line(raw: bytes, line: int, field: str, words: str) -> None:
    first = problems(raw)[0]
    assert first[:2] == (line, field)
    assert words in first[2]


def test_every_problem_is_listed_at_once() -> None:
    raw = GOOD.replace(b'"framing"', b'"franing"').replace(b'question = "?"', b"question = 3")
    assert [line for line, _, _ in problems(raw)] == [10, 22]


def test_a_sheet_that_exceeds_its_slot_says_by_how_much_and_where() -> None:
    line, field, words = problems(GOOD.replace(b"slot = 30", b"slot = 25"))[0]
    assert (line, field) == (18, "activity.1.planned")
    assert "dépasse son créneau de 5 min" in words
    assert "« B »" in words


def test_a_sheet_that_exceeds_even_at_its_least_says_so() -> None:
    words = problems(GOOD.replace(b"slot = 30", b"slot = 15"))[0][2]
    assert "de 15 min" in words
    assert "5 min encore" in words


def refusal_of(read: Callable[[], object]) -> SheetRefused | None:
    """Return what refused; any other exception goes through."""
    try:
        read()
    except SheetRefused as refused:
        return refused
    return None


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_words(raw: bytes) -> None:
    if refused := refusal_of(lambda: read_sheet(raw)):
        assert all(str(problem.text) and problem.line for problem in refused.problems)


words = st.text(max_size=5)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 700) | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)


@given(
    place=st.sampled_from(
        ["title", "planned", "least", "most", "id", "technique", "settings", "droppable"]
    ),
    value=json_values,
)
def test_any_value_of_any_field_is_read_or_refused_with_words(place: str, value: object) -> None:
    made = values(activity("a"), {**activity("b"), place: value})
    if refused := refusal_of(lambda: sheet_from(made)):
        assert all(str(problem.text) for problem in refused.problems)


def test_a_sheet_survives_json() -> None:
    read = sheet()
    assert sheet_from(read.primitive()) == read


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), max_size=12), st.integers(1, 300)
)
def test_fit_is_the_sum_against_the_slot(minutes: list[tuple[int, int]], slot: int) -> None:
    planned, least = [max(pair) for pair in minutes], [min(pair) for pair in minutes]
    how = fit(planned, least, slot)
    assert how.total == sum(planned)
    assert how.over - how.spare == sum(planned) - slot
    assert min(how.over, how.spare) == 0
    assert (how.breaks_at is None) == (how.over == 0)
    if how.breaks_at is not None:
        assert sum(planned[: how.breaks_at]) <= slot < sum(planned[: how.breaks_at + 1])
    assert how.over_at_least <= how.over


def test_an_activity_may_start_at_a_fixed_time() -> None:
    read = read_sheet(GOOD.replace(b"least = 10", b'fixed = "09:10"'))
    assert read.fixed_minutes() == [None, 10]
    waits = read_sheet(
        GOOD.replace(b"least = 10", b'fixed = "09:25"').replace(b"slot = 30", b"slot = 45")
    )
    assert (waits.fit().total, waits.fit().over) == (45, 0)


@pytest.mark.parametrize(
    ("fixed", "words"),
    [
        (b'fixed = "09:05"', "5 minutes trop tard"),
        (b'fixed = "08:30"', "avant le début"),
        (b'fixed = "9h"', "acceptée"),
        (b'fixed = "09:10"\ndroppable = true', "ne se supprime pas"),
        (b"priority = 0", "au moins 1"),
    ],
)
def test_a_fixed_time_that_can_t_be_is_refused(fixed: bytes, words: str) -> None:
    line, _field, said = problems(GOOD.replace(b"least = 10", fixed))[0]
    assert line == 19
    assert words in said


def test_a_file_saved_with_a_byte_order_mark_is_read() -> None:
    assert read_sheet(codecs.BOM_UTF8 + GOOD) == read_sheet(GOOD)


def test_an_end_that_may_move_is_flagged_and_not_refused() -> None:
    soft = GOOD.replace(b"slot = 30", b"slot = 25\nhard_end = false")
    read = read_sheet(soft)
    assert [each.path for each in overrun(read)] == [("activity", 1, "planned")]
    assert "de 5 min" in str(overrun(read)[0].text)
    assert overrun(read_sheet(GOOD)) == []


def rounds(**second: Any) -> dict[str, Any]:
    changes = {"again": "grille", "settings": {}, **second}
    return values(
        activity("grille", "positioning"),
        activity("cadrage"),
        activity("grille-2", changes.pop("technique", "positioning"), **changes),
    )


def test_a_second_round_takes_the_settings_of_the_first_and_is_read_back() -> None:
    read = sheet_from(rounds())
    assert read.activity[2].settings == read.activity[0].settings
    assert sheet_from(read.primitive()) == read


@pytest.mark.parametrize(
    ("second", "field", "words"),
    [
        ({"again": "grille-2"}, "again", "aucune séquence avant"),
        ({"again": "nulle-part"}, "again", "aucune séquence avant"),
        ({"again": "cadrage", "technique": "framing"}, "again", "deux tours liés"),
        ({"technique": "mood"}, "again", "reprend la technique"),
        ({"settings": {"question": "Une autre ?"}}, "settings", "reprend les réglages"),
    ],
)
def test_a_second_round_that_can_t_be_is_refused(
    second: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(SheetRefused) as caught:
        sheet_from(rounds(**second))
    (problem,) = caught.value.problems
    assert problem.path == ("activity", 2, field)
    assert words in str(problem.text)


def test_a_question_is_asked_twice_at_most() -> None:
    third = activity("grille-3", "positioning", again="grille", settings={})
    given = rounds()
    with pytest.raises(SheetRefused, match="davantage"):
        sheet_from({**given, "activity": [*given["activity"], third]})
