"""`mire choose consent`: from a meeting's log alone, what the meeting said, and no word masked."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mire.live.engine import readers
from mire.live.engine.controls import Direct, Erase
from mire.live.replay import written_log
from mire.live.state import entries
from mire.live.state.results import result_of
from tests.support.commands import mire
from tests.support.plain_words import typed
from tests.support.rooms import Room
from tests.support.sheets import activity, sheet

pytestmark = pytest.mark.storage

READ = "Ouvrir le laboratoire six mois."
DECIDED = {
    "question": "Peut-on vivre avec ?",
    "proposal": READ,
    "tables": [{"label": "Habitat"}, {"label": "Moyens"}],
}


class Circle:
    """A room that decides, and what is done there."""

    def __init__(self, make_room: Callable[..., Room]) -> None:
        self.room = make_room(
            sheet(
                activity("decision", "consent", title="L'ouverture", settings=DECIDED),
                participants=6,
            )
        )
        self.room.open("decision")

    @property
    def state(self) -> Any:
        return self.room.state.activities["decision"].state

    def press(self, **asked: str) -> None:
        at = self.room.state.activities["decision"]
        pieces = at.technique.tables.direct(at.config, at.state, asked, np.random.default_rng(1))
        self.room.engine.ask(Direct(self.room.code, "decision", at.n_directed, pieces))

    def steps(self, n: int = 3) -> None:
        for _ in range(n):
            self.press(do="step")

    def say(self, **given: Any) -> None:
        self.room.engine.ask(self.room.request("decision", b"", given))

    def objects(self, table: int, risk: str, lift: str) -> str:
        """Object, and return the objection's entry."""
        self.say(table=table, heading=3, said=risk, lift=lift)
        return str(self.state.objected[-1].id)

    def written(self, folder: Path) -> Path:
        file = folder / "log.jsonl"
        file.write_bytes(written_log(self.room.engine.read(readers.ReadLog(self.room.code))))
        return file


@pytest.fixture
def circle(make_room: Callable[..., Room]) -> Circle:
    return Circle(make_room)


def said(file: Path) -> str:
    """Return what the command prints, as somebody types it, on one line."""
    done = mire("choose", "consent", file)
    assert done.returncode == 0, done.stderr
    return " ".join(typed(done.stdout).split())


def told(file: Path) -> dict[str, Any]:
    done = mire("choose", "consent", file, "--json")
    assert done.returncode == 0, done.stderr
    (decision,) = json.loads(done.stdout)["decisions"]
    assert (decision["activity"], decision["title"]) == ("decision", "L'ouverture")
    return dict(decision)


def agrees(circle: Circle, decision: dict[str, Any]) -> None:
    """What the command finds is what the room's own result says."""
    result = result_of(circle.room.state, circle.room.state.activities["decision"])
    assert decision["outcome"] == result.outcome
    assert decision["amended"] == result.n_amended
    labels = [each["label"] for each in DECIDED["tables"]]  # type: ignore[index]
    assert [(each["by"], each["state"]) for each in decision["objections"]] == [
        (labels[each.table - 1], each.became.value) for each in result.objections
    ]


def test_it_waits_on_the_objections_that_are_left(circle: Circle, tmp_path: Path) -> None:
    circle.steps()
    first = circle.objects(1, "Deux agents de moins.", "Commencer en octobre.")
    circle.objects(2, "Personne ne paie.", "Un budget.")
    circle.press(do="amend", said="Ouvrir en octobre.")
    circle.say(table=1, settle=first, amended=circle.state.amended[0])
    assert told(circle.written(tmp_path))["outcome"] is None
    assert "La séquence n'est pas fermée" in said(circle.written(tmp_path))
    circle.room.close("decision")
    file = circle.written(tmp_path)
    decision = told(file)
    agrees(circle, decision)
    assert decision["outcome"] == "waiting"
    assert decision["text"] == "Ouvrir en octobre."
    assert [each["lifted_by_text"] for each in decision["objections"]] == [1, None]
    assert decision["objections"][1]["risk"] == "Personne ne paie."
    page = said(file)
    assert "Non adoptée : 1 objection reste ouverte, et la proposition attend." in page
    assert "La proposition : « Ouvrir en octobre. »" in page
    assert "Habitat, levée par le texte amendé 1. Le risque : « Deux agents de moins. »" in page
    assert "Moyens, ouverte. Le risque : « Personne ne paie. » Ce qui la lèverait : « Un" in page


def test_it_is_adopted_once_each_has_lifted_its_own(circle: Circle, tmp_path: Path) -> None:
    circle.steps()
    first = circle.objects(1, "Deux agents de moins.", "Commencer en octobre.")
    second = circle.objects(2, "Personne ne paie.", "Un budget.")
    circle.objects(2, "Tapé deux fois.", "Rien.")
    circle.say(table=2, strike=circle.state.objected[-1].risk)
    circle.press(do="amend", said="Ouvrir en octobre.")
    circle.say(table=1, settle=first, amended=circle.state.amended[0])
    circle.say(table=2, settle=second)
    circle.room.close("decision")
    file = circle.written(tmp_path)
    decision = told(file)
    agrees(circle, decision)
    assert decision["outcome"] == "adopted"
    assert [each["state"] for each in decision["objections"]] == ["integrated", "withdrawn"]
    page = said(file)
    assert "Adoptée : 2 objections ont été levées par qui les avait faites." in page
    assert "Tapé deux fois." not in page


@pytest.mark.parametrize(
    ("n_steps", "outcome", "words"),
    [
        (3, "adopted", "Adoptée : aucune objection."),
        (2, "unasked", "la proposition n'est ni adoptée ni écartée"),
    ],
)
def test_without_an_objection_it_depends_on_whether_they_were_asked_for(
    circle: Circle, tmp_path: Path, n_steps: int, outcome: str, words: str
) -> None:
    circle.steps(n_steps)
    circle.room.close("decision")
    file = circle.written(tmp_path)
    decision = told(file)
    agrees(circle, decision)
    assert (decision["outcome"], decision["text"]) == (outcome, READ)
    assert words in said(file)


def test_masked_and_erased_words_leave_the_objection_and_are_not_told(
    circle: Circle, tmp_path: Path
) -> None:
    circle.steps()
    circle.objects(1, "Un risque qui désigne quelqu'un.", "Ce qui le lèverait.")
    circle.press(do="amend", said="Ouvrir trois mois.")
    circle.room.close("decision")
    before = told(circle.written(tmp_path))
    (objected,) = circle.state.objected
    circle.room.control(entries.TEXT_MASKED, "decision", entry=objected.risk, reason="désigne")
    circle.room.engine.ask(Erase(circle.room.code, objected.lift))
    circle.room.engine.ask(Erase(circle.room.code, circle.state.wording))
    file = circle.written(tmp_path)
    after = told(file)
    agrees(circle, after)
    assert after["outcome"] == before["outcome"] == "waiting"
    assert after["text"] is None
    assert after["objections"] == [{**before["objections"][0], "risk": None, "lift": None}]
    page = said(file)
    assert "mots occultés ou effacés" in page
    assert "Le texte amendé a été occulté ou effacé." in page
    assert "désigne quelqu'un" not in page


def test_what_is_no_log_of_a_decision_is_refused(
    make_room: Callable[..., Room], circle: Circle, tmp_path: Path
) -> None:
    file = circle.written(tmp_path)
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([lines[0], *lines[2:]]))
    damaged = mire("choose", "consent", file)
    assert damaged.returncode == 2
    assert "ligne 2" in typed(damaged.stderr)
    room = make_room(sheet(activity("meteo", "mood")))
    other = tmp_path / "other.jsonl"
    other.write_bytes(written_log(room.engine.read(readers.ReadLog(room.code))))
    none = mire("choose", "consent", other)
    assert none.returncode == 2
    assert "aucune séquence n'y décide par consentement" in typed(none.stderr)
    assert mire("choose", "consent", tmp_path / "absent").returncode == 2
