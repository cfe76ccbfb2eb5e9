"""Judgment, allotment and consent in a room: sealed, small circles refused, replayed alike."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mire.live.engine import readers
from mire.live.engine.controls import Direct, Erase
from mire.live.replay import replayed, written_log
from mire.live.state import entries
from mire.live.state.results import result_of, results
from mire.live.views.screens import Counts, console, phone, projector
from mire.technique_api.refusal import Refusal
from tests.support.rooms import Room
from tests.support.sheets import activity, sheet

pytestmark = pytest.mark.storage

JUDGED = {"question": "Que vaut chacune ?", "options": [{"label": each} for each in "ABC"]}
ALLOTTED = {
    "question": "Lesquels ?",
    "capacity": 20,
    "topics": [{"label": each, "days": 10} for each in "ABC"],
}
DECIDED = {
    "question": "Peut-on vivre avec ?",
    "proposal": "Ouvrir le laboratoire six mois.",
    "tables": [{"label": "Habitat"}, {"label": "Moyens"}],
}
BALLOTS = [
    ("judgment", JUDGED, {"o1": "5", "o2": "2", "o3": "none"}),
    ("allotment", ALLOTTED, {"t1": "yes", "t3": "yes"}),
    ("allotment", {**ALLOTTED, "mode": "points"}, {"t2": "4"}),
    ("allotment", {**ALLOTTED, "mode": "ranking"}, {"r1": "3", "r2": "1"}),
]
ballots = pytest.mark.parametrize(("technique", "settings", "answer"), BALLOTS)


@ballots
def test_a_ballot_is_sealed_until_it_closes_and_withheld_under_the_threshold(
    make_room: Callable[..., Room],
    technique: str,
    settings: dict[str, Any],
    answer: dict[str, Any],
) -> None:
    room = make_room(sheet(activity("choix", technique, settings=settings)))
    empty = room.state.activities["choix"].state
    room.open("choix")
    for n in range(4):
        room.answer("choix", room.join(), answer, id=f"{n:032x}")
        assert room.state.activities["choix"].state == empty
        for told in (phone(room.state), projector(room.state, Counts())):
            assert not told["screen"].get("figure")
    room.close("choix")
    assert result_of(room.state, room.state.activities["choix"]) is None
    assert not console(room.state, Counts(), room.clock())["screen"]["figure"]
    with pytest.raises(Refusal) as refused:
        room.control(entries.SHOWN, "choix")
    assert refused.value.code == "under_threshold"


@ballots
def test_a_circle_of_seven_gets_no_ballot(
    make_room: Callable[..., Room],
    technique: str,
    settings: dict[str, Any],
    answer: dict[str, Any],
) -> None:
    room = make_room(sheet(activity("choix", technique, settings=settings), participants=12))
    room.control(entries.HEADCOUNT, n=7)
    room.enter("choix")
    with pytest.raises(Refusal) as refused:
        room.control(entries.OPENED, "choix")
    assert refused.value.code == "small_circle"


@ballots
def test_what_is_changed_before_the_closing_counts_once(
    make_room: Callable[..., Room],
    technique: str,
    settings: dict[str, Any],
    answer: dict[str, Any],
) -> None:
    room = make_room(sheet(activity("choix", technique, settings=settings)))
    room.open("choix")
    seats = [room.join() for _ in range(9)]
    for n, seat in enumerate(seats):
        room.answer("choix", seat, answer, id=f"{n:032x}")
        room.answer("choix", seat, answer, id=f"{n:032x}", revision=2)
    room.close("choix")
    result = result_of(room.state, room.state.activities["choix"])
    assert result.n == 9
    raw = written_log(room.engine.read(readers.ReadLog(room.code)))
    assert results(replayed(raw).room) == results(room.state)


def test_a_small_circle_decides_by_consent_and_masked_words_change_nothing(
    make_room: Callable[..., Room],
) -> None:
    room = make_room(sheet(activity("decision", "consent", settings=DECIDED), participants=6))
    room.open("decision")

    def press(**asked: str) -> None:
        at = room.state.activities["decision"]
        pieces = at.technique.tables.direct(at.config, at.state, asked, np.random.default_rng(1))
        room.engine.ask(Direct(room.code, "decision", at.n_directed, pieces))

    def say(**given: Any) -> None:
        room.engine.ask(room.request("decision", b"", given))

    for _ in range(3):
        press(do="step")
    say(table=2, heading=3, said="Un risque qui désigne quelqu'un.", lift="Ce qui le lèverait.")
    say(table=1, heading=3, said="Un autre risque.", lift="Le bilan en juin.")
    first, second = room.state.activities["decision"].state.objected
    press(do="amend", said="Ouvrir le laboratoire trois mois.")
    (amended,) = room.state.activities["decision"].state.amended
    with pytest.raises(Refusal, match="seule la sienne"):
        say(table=1, settle=first.id)
    say(table=2, settle=first.id, amended=amended)
    room.close("decision")
    waiting = result_of(room.state, room.state.activities["decision"])
    assert waiting.outcome == "waiting"

    room.control(entries.TEXT_MASKED, "decision", entry=first.risk, reason="désigne quelqu'un")
    room.control(entries.TEXT_MASKED, "decision", entry=second.risk, reason="à sa demande")
    room.engine.ask(Erase(room.code, second.lift))
    room.engine.ask(Erase(room.code, room.state.activities["decision"].state.wording))
    assert result_of(room.state, room.state.activities["decision"]) == waiting
    raw = written_log(room.engine.read(readers.ReadLog(room.code)))
    assert "désigne quelqu'un.".encode() not in raw
    assert b"trois mois" not in raw
    again = replayed(raw).room
    assert result_of(again, again.activities["decision"]) == waiting
