"""The figure says what the table says, and hides nobody."""

import math

import numpy as np
import pytest

from mire.technique_api.technique import Screen
from mire.technique_api.testing.generated_logs import entries_of, folded
from mire.techniques.positioning.drawing import CENTRE_X, CENTRE_Y, HALF, LARGEST, STEP
from mire.techniques.positioning.manifest import technique
from mire.techniques.positioning.tests.test_sentences import CONFIG, abstain, at, result_of


def told(answers: list, screen: Screen = Screen.PROJECTOR) -> dict:
    state = folded(technique, CONFIG, entries_of(technique, answers))
    result = technique.synthesis(CONFIG, state, np.random.default_rng(0))
    return dict(technique.screens[screen](CONFIG, state, result))


def test_a_sign_is_as_large_as_the_people_it_stands_for() -> None:
    marks = told(at(3, 3, 4) + at(-3, 3))["figure"]["marks"]
    assert [mark["n"] for mark in marks] == [4, 1]
    assert float(marks[0]["r"]) == pytest.approx(2 * float(marks[1]["r"]), abs=0.1)


def test_the_largest_sign_is_drawn_first_so_that_none_is_hidden() -> None:
    marks = told(at(1, 1, 2) + at(2, 2, 30) + at(3, 3, 9))["figure"]["marks"]
    assert [mark["n"] for mark in marks] == [30, 9, 2]


def test_every_corner_has_its_shape_and_points_on_an_axis_are_rings() -> None:
    marks = told(at(-3, 3) + at(3, 3) + at(-3, -3) + at(3, -3) + at(0, 0))["figure"]["marks"]
    assert sorted(mark["shape"] for mark in marks) == [
        "circle",
        "diamond",
        "ring",
        "square",
        "triangle",
    ]


def test_shapes_of_one_count_have_one_area() -> None:
    marks = {
        mark["shape"]: mark
        for mark in told(at(-3, 3) + at(3, 3) + at(-3, -3) + at(3, -3))["figure"]["marks"]
    }
    disc = math.pi * float(marks["circle"]["r"]) ** 2
    for shape in ("square", "triangle", "diamond"):
        points = [tuple(map(float, pair.split(","))) for pair in marks[shape]["points"].split()]
        ring = zip(points, [*points[1:], points[0]], strict=True)
        area = abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in ring)) / 2
        assert area == pytest.approx(disc, rel=0.02), shape


def test_high_is_up_and_right() -> None:
    (mark,) = told(at(10, 10))["figure"]["marks"]
    assert float(mark["cx"]) == CENTRE_X + 10 * STEP
    assert float(mark["cy"]) == CENTRE_Y - 10 * STEP


def test_five_hundred_people_stay_within_a_fifth_of_the_plot() -> None:
    answers = list(technique.answers.simulate(CONFIG, np.random.default_rng(2), 500))
    marks = told(answers)["figure"]["marks"]
    inked = sum(math.pi * float(mark["r"]) ** 2 for mark in marks)
    assert inked <= 0.21 * (2 * HALF) ** 2
    assert sum(mark["n"] for mark in marks) == result_of(answers).n_placed


def test_the_table_counts_everyone() -> None:
    answers = at(0, 5, 2) + at(-3, -3, 2) + abstain(3)
    rows = told(answers, Screen.REPORT)["table"]["rows"]
    assert [row[1] for row in rows] == [0, 0, 2, 0, 2, 3]


def test_profiles_are_not_shown_to_those_who_still_answer() -> None:
    state = technique.fold.start(CONFIG)
    phone = technique.screens[Screen.PARTICIPANT](CONFIG, state, None)
    assert "Labo Coach" not in str(phone)
    wall = technique.screens[Screen.PROJECTOR](CONFIG, state, None)
    assert "Labo Coach" not in str(wall["empty"])


def drawing_of(answers: list, screen: Screen) -> dict:
    return dict(told(answers, screen)["figure"])


CAMPS = at(-6, -6, 9) + at(6, 6, 8)


@pytest.mark.parametrize("screen", [Screen.PROJECTOR, Screen.FACILITATOR])
def test_opposed_positions_are_shown_without_a_count(screen: Screen) -> None:
    """The wall and the console are told the same of 9 against 8 and of 14 against 7."""
    for other in (at(-6, -6, 14) + at(6, 6, 7), at(-5, -6, 7) + at(6, 7, 8) + at(-7, -4, 2)):
        mine, theirs = told(CAMPS, screen), told(other, screen)
        for name in ("sentence", "table", "figure"):
            assert mine[name] == theirs[name], name
    assert len(mine["figure"]["marks"]) == 2
    assert {mark["r"] for mark in mine["figure"]["marks"]} == {str(LARGEST)}
    corners = mine["figure"]["corners"]
    assert [(each["corner"], each["count"]) for each in corners] == [
        ("top_right", None),
        ("bottom_left", None),
    ]


def test_the_report_counts_opposed_sides_unless_one_is_small() -> None:
    said = told(CAMPS, Screen.REPORT)
    assert said["discreet"]["under"] == 8
    assert [row[1] for row in said["table"]["rows"]] == [0, 8, 9, 0, 0, 0]
    wall = told(CAMPS, Screen.PROJECTOR)
    assert said["discreet"]["screen"] == {
        "table": wall["table"],
        "figure": wall["figure"],
        "more": None,
        "annex": None,
    }
    assert "discreet" not in told(at(-6, -6, 9), Screen.REPORT)


def test_the_one_figure_of_the_report_has_the_ellipse_where_it_lies() -> None:
    answers = at(-3, 1) + at(3, -3) + at(5, 5) + at(-1, -8) + at(0, 2) + at(4, 1) + at(2, 2, 2)
    ellipse = told(answers, Screen.REPORT)["figure"]["ellipse"]
    assert float(ellipse["cx"]) == pytest.approx(CENTRE_X + STEP * 1.5, abs=0.1)
    assert float(ellipse["cy"]) == pytest.approx(CENTRE_Y - STEP * 0.25, abs=0.1)
    assert float(ellipse["rx"]) >= float(ellipse["ry"])
    assert told(answers)["figure"]["ellipse"] is None
    assert told(at(3, 3, 7), Screen.REPORT)["annex"] is None
    assert told(at(3, 3, 7), Screen.REPORT)["figure"]["ellipse"] is None, "too few"
    assert told(at(3, 3, 8), Screen.REPORT)["figure"]["ellipse"] is None, "all at one point"
    assert told(CAMPS, Screen.REPORT)["figure"]["ellipse"] is None, "nobody stands in the middle"


def test_zones_are_drawn_in_reports_from_twenty_people_on() -> None:
    answers = list(technique.answers.simulate(CONFIG, np.random.default_rng(2), 40))
    placed = [answer for answer in answers if answer.stance == "placed"]
    assert str(told(placed[:20], Screen.REPORT)["figure"]["zone"]).startswith("M")
    assert told(placed[:19], Screen.REPORT)["figure"]["zone"] is None
    assert told(placed[:20])["figure"]["zone"] is None, "the wall keeps to the signs"


def test_the_wall_counts_no_corner_of_few() -> None:
    """One apart is a sign among others for the room, and a count in the report's table."""
    answers = at(-6, -6, 11) + at(6, 6)
    counts = {each["corner"]: each["count"] for each in told(answers)["figure"]["corners"]}
    assert {name for name, count in counts.items() if count} == {"bottom_left"}
    whole = drawing_of(answers, Screen.REPORT)["corners"]
    assert {each["corner"]: each["count"]["n"] for each in whole} == {
        "top_left": 0,
        "top_right": 1,
        "bottom_left": 11,
        "bottom_right": 0,
    }


def test_nearly_everybody_is_not_a_hundred_per_cent() -> None:
    result = result_of(at(-4, 4, 499) + at(9, -9))
    for screen, column in ((Screen.PROJECTOR, 2), (Screen.REPORT, 2)):
        rows = technique.screens[screen](CONFIG, technique.fold.start(CONFIG), result)["table"][
            "rows"
        ]
        assert [row[column]["params"]["percent"] for row in rows[:4]] == [99.8, 0, 0, 0.2]
    figure = technique.screens[Screen.PROJECTOR](CONFIG, technique.fold.start(CONFIG), result)[
        "figure"
    ]
    counted = [corner["count"]["share"] for corner in figure["corners"] if corner["count"]]
    assert counted == [0.99]
    (whole,) = [
        corner["count"]["share"]
        for corner in technique.screens[Screen.PROJECTOR](
            CONFIG, technique.fold.start(CONFIG), result_of(at(-4, 4, 9))
        )["figure"]["corners"]
        if corner["count"]
    ]
    assert whole == 1
