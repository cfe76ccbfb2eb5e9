"""Several write at once and lose nothing; who sits where; who tells the room, and when."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Entry, Screen
from mire.technique_api.testing.generated_logs import AT, canonical, folded, strings_in
from mire.techniques.worktables.config import STORY, needs_minutes
from mire.techniques.worktables.manifest import technique
from mire.techniques.worktables.screens import board
from mire.techniques.worktables.seats import placed
from mire.techniques.worktables.synthesis import State, notes, sentence, tables, telling

SETTINGS: dict[str, Any] = {
    "question": "Et si ce labo ouvrait ?",
    "tables": [{"label": "Coach", "tables": 2, "seats": 4}, {"label": "Veilleur", "seats": 4}],
    "badges": [{"label": f"D{n:02}", "department": "AB"[n % 2]} for n in range(1, 11)],
}
CONFIG = technique.read_config(SETTINGS)


class Tables:
    """Work tables under test: what happens becomes entries, and entries their state."""

    def __init__(self, config: Any = CONFIG) -> None:
        self.config, self.entries = config, list[Entry[Any]]()

    @property
    def state(self) -> State:
        state = folded(technique, self.config, self.entries)
        assert isinstance(state, State)
        return state

    def say(self, **fields: Any) -> str:
        answer = technique.answers.read_contribution(self.config, canonical(fields))
        return self._add(technique.answers.split(answer), technique.answers.author(answer))

    def ask(self, seed: int = 1, **asked: Any) -> str:
        pieces = technique.tables.direct(
            self.config, self.state, asked, np.random.default_rng(seed)
        )
        return self._add(pieces, "facilitator")

    def _add(self, pieces: Sequence[Any], author: str) -> str:
        for piece in pieces:
            id = f"e{len(self.entries):03}"
            read = technique.fold.read_piece(piece.kind, json.loads(canonical(piece.body)))
            at = AT + timedelta(minutes=len(self.entries))
            self.entries.append(Entry(id, piece.kind, read, author, None, at))
        return self.entries[-1].id

    def told(self, screen: Screen) -> Mapping[str, Any]:
        return technique.screens[screen](self.config, self.state, None)

    def words(self) -> list[str]:
        return [each.text for each in notes(self.state)]

    def at(self) -> dict[int, list[str]]:
        return placed(tables(self.config, self.state), self.state.at)


@pytest.fixture
def room() -> Tables:
    return Tables()


class TestWritingTogether:
    def test_two_who_write_under_one_heading_are_both_kept(self, room: Tables) -> None:
        room.say(table=1, heading=2, said="Du temps")
        room.say(table=1, heading=2, said="Un lieu")
        assert room.words() == ["Du temps", "Un lieu"]

    def test_a_correction_stands_where_the_first_words_stood_and_keeps_their_mark(
        self, room: Tables
    ) -> None:
        first = room.say(table=1, heading=2, said="Du tems", mark="disagree")
        room.say(table=1, heading=2, said="Un lieu")
        second = room.say(table=1, entry=first, said="Du temps")
        assert room.words() == ["Du temps", "Un lieu"]
        assert room.state.marks == {first: "disagree"}
        told = board(CONFIG, room.state, "table 1")["headings"][1]["notes"]
        assert [(each["entry"], each["mark"]) for each in told] == [
            (second, "disagree"),
            ("e001", ""),
        ]

    def test_who_corrects_what_another_just_corrected_loses_nothing(self, room: Tables) -> None:
        first = room.say(table=1, heading=2, said="Du tems")
        room.say(table=1, entry=first, said="Du temps d'agent")
        room.say(table=1, entry=first, said="Deux jours par semaine")
        assert room.words() == ["Du temps d'agent", "Deux jours par semaine"]

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["note", "revise", "strike", "mark"]),
                st.integers(0, 8),
                st.integers(1, 2),
            ),
            max_size=14,
        )
    )
    def test_whatever_is_done_all_that_was_written_and_not_struck_stands(
        self, deeds: list[tuple[str, int, int]]
    ) -> None:
        """A plain model: words stand until somebody strikes or corrects those very words."""
        room, standing = Tables(), dict[str, str]()
        all_ids: dict[str, int] = {}
        for n, (kind, which, table) in enumerate(deeds):
            ids = sorted(all_ids)
            target = ids[which % len(ids)] if ids else ""
            said = f"propos {n}"
            if kind == "note" or not target:
                id = room.say(table=table, heading=1, said=said)
                standing[id], all_ids[id] = said, table
            elif kind == "revise":
                id = room.say(table=table, entry=target, said=said)
                if all_ids[target] == table:
                    standing.pop(target, None)
                    standing[id], all_ids[id] = said, table
            elif kind == "strike":
                room.say(table=table, strike=target)
                if all_ids[target] == table:
                    standing.pop(target, None)
            else:
                room.say(table=table, entry=target, mark="deepen")
        assert sorted(room.words()) == sorted(standing.values())

    def test_a_table_touches_no_other_tables_notes(self, room: Tables) -> None:
        mine = room.say(table=1, heading=1, said="À nous")
        room.say(table=2, strike=mine)
        room.say(table=2, entry=mine, mark="disagree")
        room.say(table=2, entry=mine, said="À eux")
        assert room.words() == ["À nous"]
        assert not room.state.marks

    def test_a_mark_changes_and_goes(self, room: Tables) -> None:
        said = room.say(table=1, heading=1, said="Un lieu", mark="agree")
        room.say(table=1, entry=said, mark="deepen")
        assert room.state.marks == {said: "deepen"}
        room.say(table=1, entry=said, mark="none")
        assert not room.state.marks


class TestSeats:
    def test_people_are_spread_within_capacity_departments_mixed(self, room: Tables) -> None:
        room.ask(do="plan")
        seats = room.at()
        assert sorted(len(people) for people in seats.values()) == [3, 3, 4]
        for people in seats.values():
            odd = sum(int(each) % 2 for each in people)
            assert abs(2 * odd - len(people)) <= 1

    def test_a_sign_ups_proposal_is_taken_as_it_is(self) -> None:
        room = Tables(technique.read_config({**SETTINGS, "badges": [], "signup": True}))
        with pytest.raises(Refusal) as refused:
            room.ask(do="plan")
        assert refused.value.code == "early"
        proposal = {
            "tables": [{"number": 1, "label": "Coach", "seats": 4, "people": ["x1", "x2"]}],
            "standing": ["x3"],
        }
        room.ask(do="plan", proposal=proposal)
        assert room.at() == {1: ["x1", "x2"]}
        room.ask(do="move", person="x3", table="1")
        assert room.at() == {1: ["x1", "x2", "x3"]}

    def test_a_seat_is_given_only_where_there_is_one(self, room: Tables) -> None:
        room.ask(do="plan")
        full = next(number for number, people in room.at().items() if len(people) == 4)
        with pytest.raises(Refusal) as refused:
            room.ask(do="add", name="Accueil · D12", table=str(full))
        assert refused.value.code == "full"
        room.ask(do="add", name="Accueil · D12", table="")
        assert [len(people) for people in room.at().values()].count(4) == 2

    def test_who_leaves_frees_a_seat_and_may_come_back(self, room: Tables) -> None:
        room.ask(do="plan")
        (one, *_), *_ = room.at().values()
        room.ask(do="move", person=one, table="0")
        assert all(one not in people for people in room.at().values())
        gone = room.told(Screen.FACILITATOR)["gone"]
        assert [each["person"] for each in gone] == [one]
        room.ask(do="move", person=one, table="")
        assert sum(one in people for people in room.at().values()) == 1

    def test_seats_are_not_drawn_again_once_tables_work(self, room: Tables) -> None:
        room.ask(do="plan")
        room.ask(do="heading")
        with pytest.raises(Refusal) as refused:
            room.ask(do="plan")
        assert refused.value.code == "late"

    def test_canvases_hold_who_sits_there_and_leave_a_sign_ups_names_to_the_room(
        self, room: Tables
    ) -> None:
        assert technique.tables.n_tables(CONFIG) == 3
        room.ask(do="plan")
        made = technique.tables.canvases(CONFIG, room.state)
        assert [each.label for each in made.headings] == [each.label for each in CONFIG.headings]
        at = room.at()
        assert {each.number: [who.id for who in each.people] for each in made.tables} == at
        assert {who.name for each in made.tables for who in each.people} == {
            f"D{n:02}" for n in range(1, 11)
        }
        signed = Tables(technique.read_config({**SETTINGS, "badges": [], "signup": True}))
        seated = {"number": 1, "label": "Coach", "seats": 4, "people": ["e1"]}
        signed.ask(do="plan", proposal={"tables": [seated], "standing": []})
        (who,) = technique.tables.canvases(signed.config, signed.state).tables[0].people
        assert (who.id, who.name) == ("e1", None)

    def test_nobody_foreseen_means_one_by_one(self) -> None:
        room = Tables(technique.read_config({**SETTINGS, "badges": []}))
        with pytest.raises(Refusal) as refused:
            room.ask(do="plan")
        assert refused.value.code == "free"
        id = room.ask(do="add", name="Direction de l'eau · D10", table="3")
        assert room.at()[3] == [id]
        (signed,) = technique.fold.signatures(room.state)
        assert (signed.id, signed.name) == (id, "Direction de l'eau · D10")


class TestRestitution:
    def test_tables_take_turns_in_order_then_stand_side_by_side(self, room: Tables) -> None:
        room.ask(do="plan")
        turns = []
        for _ in range(4):
            room.ask(do="turn")
            turns.append(room.state.turn)
        assert turns == [1, 2, 3, 0]
        assert room.state.told == (1, 2, 3)

    def test_the_order_drawn_keeps_who_told_already(self, room: Tables) -> None:
        room.ask(do="plan")
        room.ask(do="turn", table="3")
        drawn = set()
        for seed in range(12):
            room.ask(seed, do="order")
            order = telling(CONFIG, room.state)
            assert order[0] == 3
            drawn.add(tuple(order))
        assert drawn == {(3, 1, 2), (3, 2, 1)}

    def test_what_comes_during_a_turn_is_told_from_what_was_read_before(self, room: Tables) -> None:
        room.ask(do="plan")
        read = room.say(table=1, heading=1, said="Lu avant")
        room.ask(do="turn", table="1")
        assert board(CONFIG, room.state, "table 1")["n_new"] == 0
        new = room.say(table=1, heading=1, said="Dit pendant")
        corrected = room.say(table=1, entry=read, said="Lu, puis corrigé")
        told = board(CONFIG, room.state, "table 1")
        notes_told = told["headings"][0]["notes"]
        assert {each["entry"] for each in notes_told if each["is_new"]} == {new, corrected}
        assert told["n_new"] == 2
        room.ask(do="turn", table="0")
        assert board(CONFIG, room.state, "table 1")["n_new"] == 0

    def test_the_clock_is_the_headings_then_the_turns(self, room: Tables) -> None:
        assert room.told(Screen.PROJECTOR)["clock"] is None
        room.ask(do="heading")
        assert room.told(Screen.PROJECTOR)["clock"]["total_s"] == 300
        room.ask(do="turn")
        assert room.told(Screen.PROJECTOR)["clock"]["total_s"] == 90
        room.ask(do="turn", table="0")
        assert room.told(Screen.PROJECTOR)["clock"] is None

    def test_minutes_hold_headings_and_turns(self) -> None:
        assert needs_minutes(CONFIG) == 2 + 5 * 5 + 5  # 10 people, 3 tables of 90 s: 4 min 30
        alone = technique.read_config({**SETTINGS, "badges": []})
        assert needs_minutes(alone) == 2 + 5 * 5 + 3  # one table a subject, at the least
        assert [each.label for each in STORY] == [
            "Mode de fonctionnement",
            "Objectifs",
            "Gouvernance",
            "Moyens",
            "Types de sujets",
        ]


class TestScreens:
    def test_no_screen_holds_words_of_a_table_nor_the_name_it_gave(self, room: Tables) -> None:
        room.ask(do="plan")
        room.say(table=1, heading=1, said="Secret de la table une")
        room.say(table=1, speaker_name="Porte-parole secret")
        room.ask(do="turn", table="1")
        for screen in (Screen.PARTICIPANT, Screen.PROJECTOR, Screen.REPORT):
            said = " ".join(strings_in(room.told(screen)))
            assert "Secret de la table" not in said
            if screen is not Screen.PROJECTOR:
                assert "Porte-parole secret" not in said

    def test_a_wall_without_names_tells_none_and_a_report_never(self, room: Tables) -> None:
        bare = Tables(technique.read_config({**SETTINGS, "projector": "none"}))
        for each in (room, bare):
            each.ask(do="plan")
        assert "D01" in set(strings_in(room.told(Screen.PROJECTOR)))
        assert "D01" not in set(strings_in(bare.told(Screen.PARTICIPANT)))
        assert "D01" not in set(strings_in(bare.told(Screen.PROJECTOR)))
        assert "D01" not in set(strings_in(room.told(Screen.REPORT)))

    @pytest.mark.parametrize(
        ("n_tables", "n_headings", "people", "seated", "working"),
        [
            (6, 5, 36, "names", "tables"),
            (3, 8, 12, "names", "tables"),
            (6, 8, 36, "names", "tables"),
            (12, 5, 72, "people", "tables"),
            (40, 2, 240, "people", "tables"),
        ],
    )
    def test_the_wall_says_what_it_has_room_for(
        self, n_tables: int, n_headings: int, people: int, seated: str, working: str
    ) -> None:
        kinds = [{"label": f"Labo {n}", "tables": n_tables // 2} for n in range(2)]
        if n_tables % 2:
            kinds = [{"label": "Labo", "tables": n_tables}]
        headings = [{"label": f"Rubrique {n}"} for n in range(n_headings)]
        room = Tables(
            technique.read_config(
                {"question": "Et si ?", "tables": kinds, "headings": headings, "people": people}
            )
        )
        assert room.told(Screen.PROJECTOR)["shows"] == "canvas"
        room.ask(do="plan")
        assert room.told(Screen.PROJECTOR)["shows"] == seated
        room.ask(do="heading")
        assert room.told(Screen.PROJECTOR)["shows"] == working


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ([], "Aucun propos"),
        ([{"heading": 1}], "1 propos noté"),
        ([{"heading": 1}, {"heading": 2, "mark": "agree"}], "2 propos notés"),
        ([{"heading": 1, "mark": "deepen"}], "1 fait débat ou reste à creuser"),
    ],
)
def test_the_sentence_says_what_is_open(said: list[dict[str, Any]], words: str) -> None:
    room = Tables()
    for each in said:
        room.say(table=1, said="Essayer", **each)
    result = technique.synthesis(CONFIG, room.state, np.random.default_rng(1))
    assert words in str(sentence(CONFIG, result))
