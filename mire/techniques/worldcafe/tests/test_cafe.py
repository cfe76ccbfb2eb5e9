"""Seats by the log alone, marks of a table on its own notes, what each screen is told."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest

from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Entry, Screen
from mire.technique_api.testing.generated_logs import AT, canonical, folded, strings_in
from mire.techniques.worldcafe.config import needs_minutes
from mire.techniques.worldcafe.manifest import technique
from mire.techniques.worldcafe.seats import routes
from mire.techniques.worldcafe.synthesis import State, notes, sentence

STATIONS = [{"label": f"Axe {n}", "tables": 2, "seats": 4} for n in range(1, 4)]
SETTINGS: dict[str, Any] = {
    "question": "Que ferait-on ?",
    "stations": STATIONS,
    "rounds": 3,
    "people": 21,
}
CONFIG = technique.read_config(SETTINGS)


class Cafe:
    """A café under test: what happens becomes entries, and entries its state."""

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

    def ask(self, **asked: str) -> None:
        pieces = technique.tables.direct(self.config, self.state, asked, np.random.default_rng(1))
        self._add(pieces, "facilitator")

    def _add(self, pieces: Sequence[Any], author: str) -> str:
        for piece in pieces:
            id = f"e{len(self.entries):03}"
            read = technique.fold.read_piece(piece.kind, _read_back(piece.body))
            at = AT + timedelta(minutes=len(self.entries))
            self.entries.append(Entry(id, piece.kind, read, author, None, at))
        return self.entries[-1].id

    def told(self, screen: Screen) -> Mapping[str, Any]:
        return technique.screens[screen](self.config, self.state, None)


def _read_back(body: Mapping[str, Any]) -> Any:
    import json

    return json.loads(canonical(body))


@cache
def planned_entries() -> tuple[Entry[Any], ...]:
    """What the log of a planned café holds; the same plan each time."""
    made = Cafe()
    made.ask(do="plan")
    return tuple(made.entries)


@pytest.fixture
def cafe() -> Cafe:
    made = Cafe()
    made.entries.extend(planned_entries())
    return made


class TestSeats:
    def test_everyone_has_a_seat_in_each_round_at_another_station(self, cafe: Cafe) -> None:
        for route in routes(cafe.state.seats).values():
            assert None not in route
            stations = {(int(str(table)) - 1) // 2 for table in route}
            assert len(stations) == 3

    def test_mending_keeps_the_past_and_who_sits_now(self, cafe: Cafe) -> None:
        cafe.ask(do="round")
        cafe.ask(do="round")
        before = routes(cafe.state.seats)
        cafe.ask(do="mend", absent="3, 7", late="40", closed="")
        after = routes(cafe.state.seats)
        for badge, route in before.items():
            if badge not in ("3", "7"):
                assert after[badge][:2] == route[:2], badge
        assert after["3"][1:] == [None, None]
        assert after["40"][0] is None
        assert after["40"][1] is not None
        assert cafe.state.seats is not None
        assert {each.id for each in cafe.state.seats.moves} >= {"3", "7", "40"}

    def test_routes_on_paper_are_those_of_the_seating(self, cafe: Cafe) -> None:
        assert technique.tables.n_tables(CONFIG) == sum(each.tables for each in CONFIG.stations)
        cafe.ask(do="round")
        moving = technique.tables.moving(CONFIG, cafe.state)
        known = routes(cafe.state.seats)
        assert moving.now == 1
        assert [each.id for each in moving.routes.people] == list(known)
        assert len(moving.routes.places) == technique.tables.n_tables(CONFIG)
        assert {id: moving.routes.of(id) for id in known} == known
        assert moving.routes.of("999") is None

    def test_a_closed_table_is_left_at_once(self, cafe: Cafe) -> None:
        cafe.ask(do="round")
        cafe.ask(do="mend", closed="2")
        assert all("2" not in route[0:] for route in routes(cafe.state.seats).values())
        told = cafe.told(Screen.PROJECTOR)
        shown = {table["number"] for each in told["wall"] for table in each["tables"]}
        assert shown == {"1", "3", "4", "5", "6"}

    def test_who_leaves_stays_until_the_round_ends(self, cafe: Cafe) -> None:
        cafe.ask(do="round")
        seat = routes(cafe.state.seats)["5"][0]
        cafe.ask(do="mend", leaving="5")
        assert routes(cafe.state.seats)["5"] == [seat, None, None]

    def test_the_log_alone_tells_the_seats(self, cafe: Cafe) -> None:
        cafe.ask(do="round")
        cafe.ask(do="mend", absent="4")
        assert folded(technique, CONFIG, cafe.entries) == cafe.state

    @pytest.mark.parametrize(
        ("asked", "code"),
        [
            ({"do": "mend"}, "missing"),
            ({"do": "mend", "absent": "99"}, "unknown"),
            ({"do": "mend", "closed": "12"}, "unknown"),
            ({"do": "dance"}, "unknown"),
            ({}, "unknown"),
        ],
    )
    def test_what_can_t_be_asked_is_refused(
        self, cafe: Cafe, asked: dict[str, str], code: str
    ) -> None:
        with pytest.raises(Refusal) as caught:
            cafe.ask(**asked)
        assert caught.value.code == code

    def test_rounds_come_after_seats_and_end(self) -> None:
        cafe = Cafe()
        with pytest.raises(Refusal, match="Répartissez"):
            cafe.ask(do="round")
        cafe.ask(do="plan")
        for _ in range(3):
            cafe.ask(do="round")
        with pytest.raises(Refusal, match="dernier tour"):
            cafe.ask(do="round")
        with pytest.raises(Refusal, match="ont commencé"):
            cafe.ask(do="plan")

    def test_free_tables_have_rounds_and_no_seats(self) -> None:
        cafe = Cafe(technique.read_config({**SETTINGS, "assignment": "free"}))
        with pytest.raises(Refusal):
            cafe.ask(do="plan")
        cafe.ask(do="round")
        assert cafe.told(Screen.PARTICIPANT)["routes_json"] == "{}"


class TestNotes:
    def test_a_table_marks_its_own_notes_alone(self, cafe: Cafe) -> None:
        mine = cafe.say(table=1, round=1, said="Un lieu pour essayer.")
        cafe.say(table=2, strike=mine)
        cafe.say(table=2, retain=mine)
        assert [each.id for each in notes(cafe.state)] == [mine]
        assert cafe.state.retained == frozenset()
        cafe.say(table=1, retain=mine)
        assert cafe.state.retained == {mine}
        cafe.say(table=1, release=mine)
        assert cafe.state.retained == frozenset()
        cafe.say(table=1, strike=mine)
        assert notes(cafe.state) == []
        assert technique.fold.verbatims(cafe.state) == []

    def test_a_point_of_the_harvest_takes_the_place_of_the_one_before(self, cafe: Cafe) -> None:
        cafe.say(table=1, point_1="D'abord ceci.", point_2="Ensuite cela.")
        cafe.say(table=1, point_1="D'abord autre chose.")
        assert [each.text for each in notes(cafe.state)] == [
            "D'abord autre chose.",
            "Ensuite cela.",
        ]

    def test_each_text_says_its_station_and_which_table_retains_it(self, cafe: Cafe) -> None:
        cafe.say(table=3, round=2, said="Un lieu.", kept="yes")
        cafe.say(table=4, round=1, said="Un budget.")
        cafe.say(table=3, point_2="Ensuite cela.")
        told = [(each.about, each.beside) for each in technique.fold.verbatims(cafe.state)]
        station = {"number": 2, "heading": "Axe 2"}
        assert all(about is not None and about.params == station for about, _ in told)
        assert [beside and beside.msgid % beside.params for _, beside in told] == [
            "table 3, tour 2 · à retenir",
            "table 4, tour 1",
            "récolte de la table 3, point 2",
        ]
        assert len(cafe.state.retained) == 1

    @pytest.mark.parametrize(
        ("line", "read"),
        [
            ("3.2 Un lieu", {"table": 3, "round": 2, "said": "Un lieu"}),
            ("3.2+ Un lieu", {"table": 3, "round": 2, "said": "Un lieu", "kept": "yes"}),
            ("3.r1 Un lieu", {"table": 3, "point_1": "Un lieu"}),
            ("3.R3 Un lieu", {"table": 3, "point_3": "Un lieu"}),
        ],
    )
    def test_a_line_from_paper_says_what_is_retained_and_the_harvest(
        self, line: str, read: dict[str, Any]
    ) -> None:
        answer = technique.answers.read_line(CONFIG, line)
        assert answer == technique.answers.read_contribution(CONFIG, canonical(read))

    @pytest.mark.parametrize(
        "line", ["3.r0 Un lieu", "3.r4 Un lieu", "9.r1 Un lieu", "3.r1+ Un lieu"]
    )
    def test_a_point_out_of_the_harvest_is_refused(self, line: str) -> None:
        with pytest.raises(Refusal):
            technique.answers.read_line(CONFIG, line)

    def test_what_a_table_took_back_is_still_listed_for_who_rereads(self, cafe: Cafe) -> None:
        struck = cafe.say(table=1, round=1, said="Rayé.")
        cafe.say(table=1, strike=struck)
        first = cafe.say(table=1, point_1="D'abord ceci.")
        cafe.say(table=1, point_1="D'abord autre chose.")
        (standing,) = technique.fold.verbatims(cafe.state)
        assert standing.before == (first,)
        assert [each.id for each in technique.fold.withdrawn(cafe.state)] == [struck, first]

    def test_a_tables_page_shows_what_earlier_rounds_noted_there(self, cafe: Cafe) -> None:
        cafe.ask(do="round")
        here = cafe.say(table=1, round=1, said="Premier tour, ici.")
        cafe.say(table=2, round=1, said="Premier tour, ailleurs.")
        cafe.ask(do="round")
        board = technique.tables.board(CONFIG, cafe.state, "table 1")
        assert [each["entry"] for each in board["notes"]] == [here]
        assert board["round"] == 2
        assert len(board["here"]) >= 3
        assert not board["is_closed"]
        with pytest.raises(Refusal):
            technique.tables.board(CONFIG, cafe.state, "table 99")

    def test_no_screen_holds_a_note(self, cafe: Cafe) -> None:
        cafe.say(table=1, round=1, said="Un propos qui ne se projette pas tout seul.")
        result = technique.synthesis(CONFIG, cafe.state, np.random.default_rng(0))
        for screen in Screen:
            told = strings_in(technique.screens[screen](CONFIG, cafe.state, result))
            assert not any("tout seul" in each for each in told)

    @pytest.mark.parametrize(
        ("said", "retained", "words"),
        [
            (0, 0, "Aucun propos"),
            (1, 0, "1 propos noté, à 1 des 6 tables."),
            (3, 1, "3 propos notés, à 3 des 6 tables ; 1 est à retenir."),
            (4, 2, "2 sont à retenir"),
        ],
    )
    def test_the_sentence_says_what_was_noted(
        self, cafe: Cafe, said: int, retained: int, words: str
    ) -> None:
        ids = [cafe.say(table=n, round=1, said=f"Propos {n}") for n in range(1, said + 1)]
        for number, id in enumerate(ids[:retained], 1):
            cafe.say(table=number, retain=id)
        result = technique.synthesis(CONFIG, cafe.state, np.random.default_rng(0))
        assert words in str(sentence(CONFIG, result))


class TestSettings:
    @pytest.mark.parametrize(
        ("changes", "field", "words"),
        [
            ({"rounds": 4}, "rounds", "4 tours pour 3 postes"),
            ({"people": 25}, "people", "25 personnes pour 24 places"),
            ({"stations": [*STATIONS, STATIONS[0]]}, "stations", "même nom"),
            (
                {"stations": [{"label": f"A{n}", "tables": 20} for n in range(4)]},
                "stations",
                "plus de 60 tables",
            ),
            ({"badges": [{"label": "D1"}, {"label": "d1 "}]}, "badges", "deux fois"),
            ({"badges": [{"label": "D1", "table": 9}, {"label": "D2"}]}, "badges", "n'existe pas"),
        ],
    )
    def test_what_can_t_be_held_is_refused(
        self, changes: dict[str, Any], field: str, words: str
    ) -> None:
        with pytest.raises(Refusal, match=words) as caught:
            technique.read_config({**SETTINGS, **changes})
        assert caught.value.path[0] == field

    def test_the_minutes_that_rounds_need_are_known(self) -> None:
        """5 to arrive, 3 rounds of 8, two moves of 4, 5 of harvest."""
        assert needs_minutes(CONFIG) == 5 + 24 + 8 + 5

    def test_hosts_stay_at_their_table(self) -> None:
        badges = [{"label": f"D{n:02}"} for n in range(1, 20)] + [{"label": "Hôte", "table": 1}]
        cafe = Cafe(technique.read_config({**SETTINGS, "badges": badges}))
        cafe.ask(do="plan")
        assert routes(cafe.state.seats)["20"] == ["1", "1", "1"]


def test_badges_with_roles_are_chosen_from_a_list_on_phones_alone() -> None:
    badges = [{"label": f"Rôle {n:02}", "department": "Habitat"} for n in range(1, 13)]
    named = Cafe(technique.read_config({**SETTINGS, "badges": badges}))
    named.ask(do="plan")
    choices = named.told(Screen.PARTICIPANT)["choices"]
    assert choices[0] == {"number": "1", "words": "1 · Rôle 01 · Habitat"}
    assert len(choices) == 12
    named.ask(do="mend", late="13")
    assert named.told(Screen.PARTICIPANT)["choices"][-1] == {"number": "13", "words": "13"}
    assert not named.told(Screen.PROJECTOR)["choices"]
    bare = Cafe()
    bare.ask(do="plan")
    assert not bare.told(Screen.PARTICIPANT)["choices"]
