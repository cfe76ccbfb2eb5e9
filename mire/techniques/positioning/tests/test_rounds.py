"""Two linked rounds: the move is said when the test supports it, and drawn then only."""

import numpy as np
import pytest

from mire.technique_api.technique import Entry, Screen
from mire.technique_api.testing.generated_logs import AT, entries_of, folded
from mire.techniques.positioning.contribution import Placement, Shift
from mire.techniques.positioning.drawing import CENTRE_X, STEP
from mire.techniques.positioning.manifest import technique
from mire.techniques.positioning.synthesis import Result, State
from mire.techniques.positioning.tests.test_sentences import CONFIG, at

Pair = tuple[int, int, int, int]


def state_of(pairs: list[Pair]) -> State:
    """The second round as its log has it: the answers, then what is linked."""
    answers = [answer for _, _, x, y in pairs for answer in at(x, y)]
    state = folded(technique, CONFIG, entries_of(technique, answers))
    for number, (x0, y0, x, y) in enumerate(pairs):
        linked = Shift(Placement(x0, y0), Placement(x, y))
        entry = Entry(f"pair-{number:03}", "shift", linked, None, None, AT)
        state = technique.fold.step(CONFIG, state, entry)
    return state


def result_of(pairs: list[Pair]) -> Result:
    return technique.synthesis(CONFIG, state_of(pairs), np.random.default_rng(0))


def said(pairs: list[Pair]) -> str:
    state = state_of(pairs)
    result = technique.synthesis(CONFIG, state, np.random.default_rng(0))
    found = {each.key: each for each in technique.findings(CONFIG, state, result)}
    assert found["move"].rests_on == tuple(f"pair-{i:03}" for i in range(len(pairs)))
    assert str(found["sentence"].sentence).endswith(str(found["move"].sentence))
    return str(found["move"].sentence)


def moved(by: tuple[int, int], n: int, jitter: int = 0) -> list[Pair]:
    rng = np.random.default_rng(5)
    pairs = []
    for _ in range(n):
        x, y = (int(each) for each in rng.integers(-5, 6, 2))
        dx, dy = (int(each) for each in rng.integers(-jitter, jitter + 1, 2))
        pairs.append((x, y, x + by[0] + dx, y + by[1] + dy))
    return pairs


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        (
            moved((3, 0), 12, 1),
            "Entre les deux tours, les positions se rapprochent de « Impact externe ».",
        ),
        (
            moved((0, -3), 30, 1),
            "Entre les deux tours, les positions se rapprochent de « Opérationnel ».",
        ),
        (
            moved((-3, 3), 12, 1),
            (
                "Entre les deux tours, les positions se rapprochent de « Impact interne » "
                "et de « Prospectif »."
            ),
        ),
        (moved((0, 0), 12, 4), "Entre les deux tours, aucun déplacement net."),
        (moved((0, 0), 12), "Entre les deux tours, les positions sont les mêmes en moyenne."),
        (
            moved((4, 0), 5),
            (
                "5 personnes seulement ont leurs deux réponses rapprochées : trop peu pour dire si "
                "les positions ont bougé."
            ),
        ),
        (
            moved((0, 0), 40) + moved((1, 0), 9),
            "Entre les deux tours, les positions ont à peine bougé.",
        ),
    ],
)
def test_the_move_is_said_as_far_as_it_is_known(pairs: list[Pair], words: str) -> None:
    assert said(pairs) == words


def test_the_arrow_goes_from_one_mean_to_the_other() -> None:
    state = state_of(moved((3, 0), 12))
    result = technique.synthesis(CONFIG, state, np.random.default_rng(0))
    assert result.move is not None
    assert result.move.second[0] - result.move.first[0] == pytest.approx(3)
    figure = technique.screens[Screen.PROJECTOR](CONFIG, state, result)["figure"]
    arrow = figure["arrow"]
    assert float(arrow["x1"]) == pytest.approx(CENTRE_X + STEP * result.move.first[0], abs=0.1)
    tip = [float(each) for each in arrow["head"].split()[0].split(",")]
    assert tip[0] == pytest.approx(CENTRE_X + STEP * result.move.second[0], abs=0.1)
    still = state_of(moved((0, 0), 12, 4))
    unmoved = technique.synthesis(CONFIG, still, np.random.default_rng(0))
    assert technique.screens[Screen.PROJECTOR](CONFIG, still, unmoved)["figure"]["arrow"] is None


def test_linked_answers_count_nobody_twice_and_the_report_measures_them() -> None:
    state = state_of(moved((3, 0), 12, 1))
    result = technique.synthesis(CONFIG, state, np.random.default_rng(0))
    assert (technique.fold.n_answers(state), result.n) == (12, 12)
    rows = technique.screens[Screen.REPORT](CONFIG, state, result)["annex"]["table"]["rows"]
    assert rows[-1][1] == 12
    assert result_of([]).move is None


def test_all_moved_alike_is_no_margin() -> None:
    state = state_of(moved((3, 0), 12))
    result = technique.synthesis(CONFIG, state, np.random.default_rng(0))
    rows = technique.screens[Screen.REPORT](CONFIG, state, result)["annex"]["table"]["rows"]
    assert [row[1] for row in rows if "Déplacement" in row[0]["msgid"]] == [3.0, 0.0]
