"""A proposal stands once nobody objects: who may lift an objection, and by what."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from mire.choice.consent import State as Became
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Entry, Piece, Screen
from mire.technique_api.testing.generated_logs import AT, folded, strings_in
from mire.techniques.consent.config import needs_minutes, read_config
from mire.techniques.consent.contribution import Answer, Settle, read_contribution, read_line
from mire.techniques.consent.manifest import technique
from mire.techniques.consent.screens import board
from mire.techniques.consent.synthesis import Result, State, admit, findings, sentence

PROPOSAL = "Ouvrir le laboratoire six mois, avec deux agents."
CONFIG = read_config(
    {
        "question": "Peut-on vivre avec cette proposition ?",
        "proposal": PROPOSAL,
        "tables": [{"label": "Habitat"}, {"label": "Moyens"}],
    }
)


class Circle:
    """A circle under test: what is asked and sent becomes entries."""

    def __init__(self) -> None:
        self.entries: list[Entry[Any]] = []

    @property
    def state(self) -> State:
        state = folded(technique, CONFIG, self.entries)
        assert isinstance(state, State)
        return state

    @property
    def result(self) -> Result:
        return technique.synthesis(CONFIG, self.state, np.random.default_rng(0))

    def append(self, pieces: Sequence[Piece], author: str) -> list[str]:
        made = []
        for piece in pieces:
            body = technique.expect_fold().read_piece(piece.kind, dict(piece.body))
            made.append(f"{len(self.entries):02x}")
            self.entries.append(Entry(made[-1], piece.kind, body, author, "phone", AT))
        return made

    def press(self, do: str, said: str = "") -> list[str]:
        assert technique.tables is not None
        pieces = technique.tables.direct(
            CONFIG, self.state, {"do": do, "said": said}, np.random.default_rng(0)
        )
        return self.append(pieces, "facilitator")

    def say(self, table: int, **fields: Any) -> list[str]:
        answers = technique.expect_answers()
        body = Answer(table=table, **fields)
        pieces = answers.split(body)
        read = [technique.expect_fold().read_piece(p.kind, dict(p.body)) for p in pieces]
        admit(CONFIG, self.state, read)
        return self.append(pieces, f"table {table}")

    def object(self, table: int, risk: str = "Moins d'accueil.", lift: str = "Un mois.") -> str:
        return self.say(table, heading=3, said=risk, lift=lift)[0]


@pytest.fixture
def asked() -> Circle:
    """A circle in which objections are asked for."""
    circle = Circle()
    for _ in range(3):
        circle.press("step")
    return circle


def test_a_proposal_that_nobody_was_asked_to_object_to_is_neither_adopted_nor_refused() -> None:
    circle = Circle()
    circle.press("step")
    circle.say(1, heading=1, said="Combien d'agents ?")
    assert circle.result.outcome == "unasked"
    assert "ni adoptée ni écartée" in str(sentence(circle.result))
    circle.object(2)  # an objection needs no step to be heard
    assert circle.result.outcome == "waiting"


def test_without_objection_it_is_adopted_as_it_was_read(asked: Circle) -> None:
    assert str(sentence(asked.result)) == (
        "Aucune objection : la proposition est adoptée, telle qu'elle a été lue."
    )
    with pytest.raises(Refusal, match="dernière étape"):
        asked.press("step")


def test_one_objection_holds_it_however_many_agree(asked: Circle) -> None:
    for _ in range(20):
        asked.say(1, heading=2, said="Nous sommes pour.")
    asked.object(2)
    assert str(sentence(asked.result)) == (
        "Non adoptée : 1 objection reste ouverte, et la proposition attend."
    )


def test_an_amended_text_lifts_it_once_its_table_says_so(asked: Circle) -> None:
    objection = asked.object(2)
    amended, _ = asked.press("amend", "Ouvrir trois mois, avec un agent.")
    assert asked.result.outcome == "waiting"  # who leads amends the text, and lifts nothing
    asked.say(2, settle=objection, amended=amended)
    assert [each.became for each in asked.result.objections] == [Became.INTEGRATED]
    assert str(sentence(asked.result)) == (
        "Plus d'objection : 1 a été levée par qui l'avait faite. La proposition est adoptée, dans "
        "son texte amendé."
    )
    again = asked.object(1, "Un seul agent ne suffit pas.", "En garder deux.")
    assert asked.result.outcome == "waiting"
    asked.say(1, settle=again)
    assert [each.became for each in asked.result.objections] == [
        Became.INTEGRATED,
        Became.WITHDRAWN,
    ]
    assert asked.result.outcome == "adopted"


def test_nobody_else_lifts_an_objection(asked: Circle) -> None:
    objection = asked.object(2)
    with pytest.raises(Refusal, match="seule la sienne peut la lever"):
        asked.say(1, settle=objection)
    asked.append([Piece("settle", {"table": 1, "entry": objection})], "table 1")
    assert asked.result.outcome == "waiting", "a log that says so anyway changes nothing"
    with pytest.raises(Refusal, match="n'existe pas"):
        asked.press("settle", objection)


def test_a_text_that_came_before_an_objection_does_not_lift_it(asked: Circle) -> None:
    amended, wording = asked.press("amend", "Ouvrir trois mois.")
    objection = asked.object(2)
    for by in (amended, wording, "ff"):
        with pytest.raises(Refusal, match="Aucun texte amendé ne répond encore"):
            admit(CONFIG, asked.state, [Settle(2, objection, by)])
    mine = board(CONFIG, asked.state, "table 2")["objections"]
    assert [each["answered"] for each in mine] == [""]
    later, _ = asked.press("amend", "Ouvrir un mois.")
    assert board(CONFIG, asked.state, "table 2")["objections"][0]["answered"] == later
    asked.say(2, settle=objection, amended=later)
    assert asked.result.outcome == "adopted"


def test_what_was_written_wrong_is_struck_and_still_in_the_log(asked: Circle) -> None:
    _, risk, lift = asked.say(2, heading=3, said="Une erreur.", lift="Rien.")
    asked.say(1, strike=risk)
    assert asked.result.outcome == "waiting", "not another table's to strike"
    asked.say(2, strike=risk)
    assert asked.result.outcome == "adopted"
    assert asked.result.objections == ()
    fold = technique.expect_fold()
    assert {each.id for each in fold.verbatims(asked.state)} == {lift}
    assert fold.withdrawn is not None
    assert {each.id for each in fold.withdrawn(asked.state)} == {risk}


def test_no_words_leave_and_no_objection_falls_with_them(asked: Circle) -> None:
    """A stub in their place, as the exported log has it, changes no result."""
    objection = asked.object(2)
    amended, _ = asked.press("amend", "Ouvrir trois mois.")
    asked.say(2, settle=objection, amended=amended)
    asked.object(1)
    whole = asked.result
    asked.entries = [each for each in asked.entries if each.kind not in {"risk", "lift", "wording"}]
    assert asked.result == whole
    assert technique.expect_fold().verbatims(asked.state) == []


def test_screens_name_words_by_their_entries_alone(asked: Circle) -> None:
    asked.object(2, "Un risque que personne ne lit ici.", "Une levée que personne ne lit ici.")
    asked.press("amend", "Un texte amendé que personne ne lit ici.")
    for screen, told in technique.screens.items():
        said = told(CONFIG, asked.state, asked.result)
        assert not any("personne ne lit" in each for each in strings_in(said)), screen
    wall = technique.screens[Screen.PROJECTOR](CONFIG, asked.state, None)
    assert [each["number"] for each in wall["objections"]] == [1]
    assert (wall["n_open"], wall["n_objections"]) == (1, 1)


def test_a_report_puts_what_was_said_in_the_order_of_the_steps(asked: Circle) -> None:
    asked.object(2)
    asked.say(1, heading=1, said="Combien ?")
    asked.press("amend", "Trois mois.")
    fold = technique.expect_fold()
    told = sorted(str(each.about) for each in fold.verbatims(asked.state))
    assert told == [
        "1. Clarifications",
        "3. Objections : le risque",
        "4. Objections : ce qui les lèverait",
        "5. Textes amendés",
    ]


def test_facts_tell_each_objection_and_rest_on_its_words(asked: Circle) -> None:
    ids = asked.say(2, heading=3, said="Moins d'accueil.", lift="Un mois.")
    found = {each.key: each for each in findings(CONFIG, asked.state, asked.result)}
    assert str(found["objection-1"].sentence) == "Objection 1, de « Moyens » : ouverte."
    assert found["objection-1"].rests_on == tuple(sorted(ids))


@pytest.mark.parametrize(
    ("fields", "path", "words"),
    [
        ({"table": 3, "heading": 1, "said": "x"}, "table", "Cette table"),
        ({"table": 1, "heading": 4, "said": "x"}, "heading", "Cette étape"),
        ({"table": 1, "heading": 3, "said": "Un risque"}, "lift", "ce qui la lèverait"),
        ({"table": 1, "heading": 3, "said": "// rien"}, "said", "nomme un risque"),
        ({"table": 1, "heading": 2, "said": "x", "lift": "y"}, "lift", "Seule une objection"),
        ({"table": 1, "settle": "des mots"}, "settle", "pas de cette table"),
        ({"table": 1, "strike": "a1", "settle": "a1"}, "said", "Une seule chose"),
        ({"table": 1}, "said", "Rien de nouveau"),
    ],
)
def test_what_says_nothing_that_holds_is_refused(fields: dict, path: str, words: str) -> None:
    with pytest.raises(Refusal, match=words) as refused:
        read_contribution(CONFIG, json.dumps(fields).encode())
    assert refused.value.path == (path,)


def test_a_line_parts_a_risk_from_what_would_lift_it() -> None:
    assert read_line(CONFIG, "2.3 Un coût // un plafond // annuel") == Answer(
        table=2, heading=3, said="Un coût", lift="un plafond // annuel"
    )
    with pytest.raises(Refusal, match="Ligne illisible"):
        read_line(CONFIG, "Un coût")


@pytest.mark.parametrize("n", [3, 8, 36, 500])
def test_every_size_of_circle_has_a_result(n: int) -> None:
    rng = np.random.default_rng(n)
    circle = Circle()
    for each in technique.expect_answers().simulate(CONFIG, rng, n):
        circle.append(technique.expect_answers().split(each), f"table {each.table}")
    told = technique.screens[Screen.REPORT](CONFIG, circle.state, circle.result)
    figure = told["figure"]
    if figure is not None:
        assert len(figure["squares"]) + figure["n_more"] == len(circle.result.objections)
        assert figure["height"] <= 700
        assert all(each["x"] + figure["side"] <= figure["width"] for each in figure["squares"])
        assert all(each["y"] + figure["side"] <= figure["height"] for each in figure["squares"])
    assert needs_minutes(CONFIG) == 4
