"""What equal shares takes, for whom, what would have changed it: computed, said, drawn."""

import json

import numpy as np
import pytest

from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Screen
from mire.technique_api.testing.generated_logs import entries_of, folded
from mire.techniques.allotment.config import Config, read_config
from mire.techniques.allotment.contribution import (
    Answer,
    marks_of,
    read_contribution,
    read_form,
    read_line,
)
from mire.techniques.allotment.drawing import LEFT, MOST_ROWS, RIGHT
from mire.techniques.allotment.manifest import technique
from mire.techniques.allotment.sentences import best_sentence, findings, sentence
from mire.techniques.allotment.synthesis import FEW, Other, Result, State, Tie


def asked(
    capacity: int = 20, mode: str = "approval", days: tuple[int, ...] = (10, 10, 10)
) -> Config:
    topics = [{"label": name, "days": each} for name, each in zip("ABCDEFGH", days, strict=False)]
    return read_config({"question": "?", "topics": topics, "capacity": capacity, "mode": mode})


THREE = asked()
TORN = ["1 2"] * 6 + ["3"] * 4
"""Six people want A and B, four want C, ten days each: capacity for two."""


def state_of(config: Config, lines: list[str]) -> State:
    answers = [read_line(config, line) for line in lines]
    state = folded(technique, config, entries_of(technique, answers))
    assert isinstance(state, State)
    return state


def result_of(config: Config, lines: list[str]) -> Result:
    return technique.synthesis(config, state_of(config, lines), np.random.default_rng(0))


def said(config: Config, lines: list[str]) -> str:
    return str(sentence(config, result_of(config, lines)))


def test_a_minority_has_its_share_and_the_larger_group_does_not_take_all() -> None:
    result = result_of(THREE, TORN)
    assert result.taken == (1, 3)
    assert result.days == 20
    assert result.by_number == (0, 10, 0)
    assert result.ties == (Tie((1, 2), "order"),)
    # The most supported first would take A and B: more for six people, nothing for four.
    assert result.other == Other((1, 2), better_here=4, better_there=6, same=0)
    assert said(THREE, TORN).startswith(
        "2 sujets sur 3 seraient pris, pour 20 jours sur 20. 10 personnes sur 10 y trouvent au "
        "moins un sujet qu'elles soutiennent."
    )


def test_so_many_people_more_would_have_it_taken_and_one_fewer_would_not() -> None:
    result = result_of(THREE, TORN)
    more = result.line(2).more
    assert more is not None
    assert 2 in result_of(THREE, [*TORN, *["2"] * more]).taken
    assert 2 not in result_of(THREE, [*TORN, *["2"] * (more - 1)]).taken
    assert "« B » le serait aussi si " in said(THREE, TORN)
    assert (f"{more} personnes" if more > 1 else "une personne") in said(THREE, TORN)


def test_at_so_many_days_it_would_have_been_taken_and_at_one_more_it_would_not() -> None:
    days = (12, 9, 11, 7)
    lines = ["1 2"] * 6 + ["3"] * 4 + ["4 1"] * 3
    result = result_of(asked(24, days=days), lines)
    looked_at = 0
    for line in result.lines:
        edge = line.up_to if line.taken else line.down_to
        if edge is None:
            continue
        looked_at += 1
        for at, is_taken in ((edge, True), (edge + 1, False)):
            if at > 24:
                continue
            changed = tuple(
                at if number == line.number else each for number, each in enumerate(days, start=1)
            )
            # The step is the capacity's and the ballots' alone: the same for both.
            assert (line.number in result_of(asked(24, days=changed), lines).taken) is is_taken
    assert looked_at >= 2


def test_the_empty_ballot_counts_and_has_nothing() -> None:
    result = result_of(THREE, [*TORN, "-", "-"])
    assert (result.n, result.n_blank, result.by_number[0]) == (12, 2, 2)
    report = technique.screens[Screen.REPORT](THREE, state_of(THREE, [*TORN, "-", "-"]), result)
    assert "n'y trouvent aucun sujet" in str(report["parts"])
    assert "n'en soutiennent aucun" in str(report["parts"])


@pytest.mark.parametrize(
    ("config", "lines", "words"),
    [
        (THREE, [], "Personne n'a répondu."),
        (THREE, ["-"] * 9, "Les 9 personnes qui ont répondu ne soutiennent aucun de ces sujets."),
        (THREE, ["1"] * 7 + ["-"], "7 personnes seulement soutiennent un sujet : c'est trop peu"),
        (asked(0), TORN, "Aucun sujet ne tient dans une capacité de 0 jour."),
        (asked(9), TORN, "Aucun sujet ne tient dans une capacité de 9 jours."),
        (asked(30), TORN, "Les 3 sujets tiennent tous dans la capacité : 30 sur 30 jours."),
    ],
)
def test_what_takes_nothing_or_all_is_said(config: Config, lines: list[str], words: str) -> None:
    assert said(config, lines).startswith(words)


def test_points_weigh_and_ranks_compare() -> None:
    points = asked(10, "points")
    assert result_of(points, ["1:1 2:4"] * 8).taken == (2,)
    assert result_of(points, ["1:4 2:1"] * 8).taken == (1,)
    assert result_of(points, ["1:4 2:1"] * 8).line(1).points == 32

    ranking = asked(20, "ranking", days=(30, 10, 10))
    lines = ["1 2"] * 6 + ["1 3"] * 5
    result = result_of(ranking, lines)
    assert result.best == 1
    assert result.taken == (2, 3)
    assert [line.n_first for line in result.lines] == [11, 0, 0]
    assert [line.place for line in result.lines] == [1, 2, 3]
    assert "et pourtant ne serait pas pris" in str(best_sentence(ranking, result))
    circle = result_of(asked(20, "ranking"), ["1 2 3"] * 4 + ["2 3 1"] * 4 + ["3 1 2"] * 4)
    assert circle.best is None
    assert {line.place for line in circle.lines} == {1}


def test_a_phone_s_box_and_a_form_s_are_one_answer() -> None:
    ticked = Answer(t1="yes", t3="yes")
    assert read_contribution(THREE, b'{"t1": true, "t2": false, "t3": true}') == ticked
    assert read_form(THREE, {"t1": "on", "t3": "yes", "csrf": "x"}) == ticked
    assert marks_of(ticked) == [(1, 1), (3, 1)]


@pytest.mark.parametrize(
    ("mode", "body", "path", "words"),
    [
        ("approval", {}, "none", "Choisissez un sujet au moins"),
        ("approval", {"t1": True, "none": True}, "none", "gardez l'un ou l'autre"),
        ("approval", {"t4": True}, "t4", "ne demande pas cela"),
        ("approval", {"r1": "1"}, "r1", "ne demande pas cela"),
        ("approval", {"t1": "3"}, "t1", "n'est pas proposée"),
        ("points", {"t1": "3", "t2": "4"}, "none", "retirez-en 2"),
        ("points", {"t1": True}, "t1", "n'est pas proposée"),
        ("ranking", {"r1": "2", "r2": "2"}, "r2", "« B » est déjà choisi plus haut"),
        ("ranking", {"r1": "9"}, "r1", "Ce sujet n'existe pas"),
    ],
)
def test_what_makes_no_ballot_is_refused_beside_its_field(
    mode: str, body: dict, path: str, words: str
) -> None:
    with pytest.raises(Refusal, match=words) as refused:
        read_contribution(asked(mode=mode), json.dumps(body).encode())
    assert refused.value.path == (path,)


@pytest.mark.parametrize(
    ("mode", "line"),
    [("approval", "1 1"), ("approval", "x"), ("approval", "99"), ("points", "1"),
     ("points", "1:2 1:2"), ("ranking", "1 2 3 1"), ("ranking", "1:2")],
)  # fmt: skip
def test_a_line_that_makes_no_ballot_is_refused(mode: str, line: str) -> None:
    with pytest.raises(Refusal):
        read_line(asked(mode=mode), line)


def test_a_gap_in_ranks_is_closed() -> None:
    config = asked(mode="ranking")
    assert read_form(config, {"r1": "", "r2": "3", "r3": "1"}) == Answer(r1="3", r2="1")


def test_open_data_never_hold_two_topics_together() -> None:
    state = state_of(THREE, TORN)
    result = technique.synthesis(THREE, state, np.random.default_rng(0))
    assert technique.breakdowns is not None
    told = technique.breakdowns(THREE, result)
    assert [[part.n for part in each.parts] for each in told] == [[6, 4], [6, 4], [4, 6]]


def test_facts_rest_on_the_ballots_that_support_their_topic() -> None:
    state = state_of(THREE, [*TORN, "-"])
    result = technique.synthesis(THREE, state, np.random.default_rng(0))
    found = {each.key: each for each in findings(THREE, state, result)}
    assert [len(found[key].rests_on) for key in ("sentence", "topic-1", "topic-2", "topic-3")] == [
        11, 6, 6, 4
    ]  # fmt: skip


@pytest.mark.parametrize("n", [0, 3, 5, FEW, 12, 36, 500])
@pytest.mark.parametrize("mode", ["approval", "points", "ranking"])
def test_every_size_of_room_has_a_figure_within_its_frame(n: int, mode: str) -> None:
    topics = [{"label": f"Un sujet au nom aussi long qu'il se peut, le {i}", "days": 3 + i}
              for i in range(1, 13)]  # fmt: skip
    config = read_config({"question": "?", "topics": topics, "capacity": 40, "mode": mode})
    answers = list(technique.answers.simulate(config, np.random.default_rng(n), n))
    state = folded(technique, config, entries_of(technique, answers))
    result = technique.synthesis(config, state, np.random.default_rng(0))
    assert sum(result.by_number) in {0, n}
    assert result.days <= 40
    wall = technique.screens[Screen.PROJECTOR](config, state, result)["figure"]
    assert wall["height"] <= 1_000
    assert len(wall["rows"]) + wall["n_more"] == 12
    assert len(wall["rows"]) == MOST_ROWS - 1
    report = technique.screens[Screen.REPORT](config, state, result)
    assert [row["number"] for row in report["figure"]["rows"]] == result.order
    for row in report["figure"]["rows"]:
        assert row["x"] == LEFT
        assert float(row["bar"]) <= RIGHT - LEFT
        assert row["is_taken"] is (row["number"] in result.taken)
    assert [row[2] for row in report["table"]["rows"]] == [
        row["n"] for row in report["figure"]["rows"]
    ]
