"""The figure says what the table says; each part has its sign, and nobody is left out."""

import numpy as np
import pytest

from mire.technique_api.technique import Screen
from mire.techniques.sounding.config import read_config
from mire.techniques.sounding.contribution import Answer
from mire.techniques.sounding.drawing import FILLS, WIDTH
from mire.techniques.sounding.manifest import technique
from mire.techniques.sounding.tests.test_sentences import (
    ALIKE,
    APART,
    TEN,
    THREE,
    WIDE,
    columns,
    moved,
    people,
    state_of,
)


def told(
    answers: list[Answer], config: object = THREE, screen: Screen = Screen.PROJECTOR, **more: object
) -> dict:
    state = state_of(answers, config, **more)  # type: ignore[arg-type]
    result = technique.synthesis(config, state, np.random.default_rng(0))  # type: ignore[arg-type]
    return dict(technique.screens[screen](config, state, result))  # type: ignore[arg-type]


def test_bars_go_from_agreement_to_dissent_and_count_everyone() -> None:
    answers = columns(WIDE, ALIKE, [*APART[:-1], "decline"])
    figure = told(answers)["figure"]
    assert [row["number"] for row in figure["rows"]] == [2, 1, 3]
    for row in figure["rows"]:
        assert sum(part["n"] for part in row["parts"]) == 10
        right = [float(part["x"]) + float(part["width"]) for part in row["parts"]]
        assert right[-1] == pytest.approx(WIDTH - 10, abs=1)
        for end, part in zip(right, row["parts"][1:], strict=False):
            assert float(part["x"]) == pytest.approx(end, abs=0.2)
        for part in row["parts"]:
            share = float(part["width"]) / (WIDTH - 10 - 800)
            assert share == pytest.approx(part["n"] / 10, abs=0.001)
    assert (figure["has_unknown"], figure["has_declined"]) == (False, True)


def test_each_part_bears_its_sign_where_there_is_room() -> None:
    answers = [*people(60, 4, 4, 4), *people(1, 1, 4, "unknown")]
    rows = {row["number"]: row for row in told(answers)["figure"]["rows"]}
    assert [part["sign"] for part in rows[1]["parts"]] == ["", "4"]
    abacus = told(list(technique.answers.simulate(TEN, np.random.default_rng(1), 12)), TEN)[
        "figure"
    ]
    signs = {part["sign"] for row in abacus["rows"] for part in row["parts"]}
    assert signs - {""} == {"−−", "−", "±", "+", "++", "?", "×"}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("kind", sorted(FILLS))
def test_a_sign_is_readable_on_its_colour(kind: str) -> None:
    light, dark = sorted((luminance(str(each)) for each in FILLS[kind].values()), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("n", [0, 3, 5, 8, 12, 36, 500])
def test_every_size_of_room_has_a_figure_within_its_frame(n: int) -> None:
    for config in (THREE, TEN):
        answers = list(technique.answers.simulate(config, np.random.default_rng(n), n))
        figure = told(answers, config)["figure"]
        assert figure["height"] <= 1_020
        for row in figure["rows"]:
            assert float(row["y"]) + row["height"] <= figure["height"]
            for line in row["words"]:
                assert 0 < float(line["y"]) <= figure["height"]
            assert all(float(part["width"]) > 0 for part in row["parts"])


def test_a_clear_change_is_an_arrow_towards_its_end() -> None:
    answers = people(18, 3, 3, 3)
    linked = moved(1, 12, 1, 5) + moved(2, 1, 14, 3) + moved(3, 3, 3, 10)
    rows = {row["number"]: row for row in told(answers, pairs=linked)["figure"]["rows"]}

    def tip(row: dict) -> float:
        xs = [float(point.split(",")[0]) for point in row["arrow"].split()]
        return xs[0] - xs[1]

    assert tip(rows[1]) > 0 > tip(rows[2])
    assert rows[3]["arrow"] is None


def test_the_table_counts_what_the_figure_draws() -> None:
    answers = columns(WIDE, ALIKE, [*APART[:-1], "decline"])
    said = told(answers, screen=Screen.REPORT)
    rows = said["table"]["rows"]
    assert [row[0][0] for row in rows] == ["2", "1", "3"]
    assert [row[1:8] for row in rows] == [
        [0, 0, 0, 10, 0, 0, 0],
        [2, 2, 2, 2, 2, 0, 0],
        [5, 0, 0, 0, 4, 0, 1],
    ]
    measured = said["annex"]["table"]["rows"]
    assert [row[1] for row in measured] == [1.0, 0.0, -0.78]


def test_the_report_measures_a_change() -> None:
    linked = moved(1, 9, 1, 10)
    said = told(people(20, 3, 3, 3), screen=Screen.REPORT, pairs=linked)
    row = next(row for row in said["annex"]["table"]["rows"] if row[0].startswith("1."))
    assert row[4]["params"] == {"up": 9, "down": 1, "n": 20}
    assert row[5]["params"]["net"] == 40
    assert row[5]["params"]["margin"]["params"] == {"low": 6, "high": 50}
    assert row[6]["params"] == {"percent": 2.1}


def test_nobody_who_moved_is_no_margin() -> None:
    said = told(people(8, 3, 3, 3), screen=Screen.REPORT, pairs=moved(1, 0, 0, 8))
    row = next(row for row in said["annex"]["table"]["rows"] if row[0].startswith("1."))
    assert row[5]["params"] == {"percent": 0}


def test_few_statements_stand_whole_on_the_wall() -> None:
    long = "Un laboratoire nous aiderait à décider plus vite et mieux, et à le dire aux habitants."
    config = read_config({"question": "?", "statements": [long, "Un.", "Deux."]})
    rows = {row["number"]: row for row in told(people(9, 4, 4, 4), config)["figure"]["rows"]}
    assert " ".join(line["words"] for line in rows[1]["words"]) == f"1. {long}"
    many = read_config({"question": "?", "statements": [f"{long[:-2]} {i}." for i in range(10)]})
    ten = told(people(9, *[4] * 10), many)["figure"]
    assert all(row["words"][-1]["words"].endswith("…") for row in ten["rows"])
    assert ten["height"] <= 1_020
