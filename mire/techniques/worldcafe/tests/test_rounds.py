"""Moves between rounds, seats that no longer hold, rules that clash: what screens say of them."""

from typing import Any

import pytest

from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Screen
from mire.techniques.worldcafe.config import n_people
from mire.techniques.worldcafe.manifest import technique
from mire.techniques.worldcafe.seats import routes
from mire.techniques.worldcafe.tests.test_cafe import (
    CONFIG,
    SETTINGS,
    STATIONS,
    Cafe,
    planned_entries,
)


def minutes(cafe: Cafe) -> float:
    """How long the clock that everybody sees goes."""
    clock: dict[str, Any] = cafe.told(Screen.PROJECTOR)["clock"]
    return float(clock["total_s"]) / 60


@pytest.fixture
def cafe() -> Cafe:
    made = Cafe()
    made.entries.extend(planned_entries())
    return made


class TestMoves:
    def test_the_clock_holds_arrivals_rounds_moves_and_harvest(self, cafe: Cafe) -> None:
        asked = ["move", "round", "move", "round", "move", "round", "harvest"]
        seen = []
        for do in asked:
            cafe.ask(do=do)
            told = cafe.told(Screen.PARTICIPANT)
            seen.append((told["moving"], told["round"], minutes(cafe)))
        assert seen == [
            ("settle", 1, 5),
            ("", 1, 8),
            ("move", 2, 4),
            ("", 2, 8),
            ("move", 3, 4),
            ("", 3, 8),
            ("harvest", 3, 5),
        ]

    def test_while_people_move_the_wall_shows_where_they_go(self, cafe: Cafe) -> None:
        cafe.ask(do="round")
        cafe.ask(do="move")
        shown = {
            table["number"]: set(table["people"])
            for each in cafe.told(Screen.PROJECTOR)["wall"]
            for table in each["tables"]
        }
        coming = routes(cafe.state.seats)
        assert shown == {
            table: {id for id, route in coming.items() if route[1] == table} for table in shown
        }

    def test_a_correction_while_people_move_keeps_the_round_that_was(self, cafe: Cafe) -> None:
        cafe.ask(do="round")
        cafe.ask(do="move")
        before = routes(cafe.state.seats)
        cafe.ask(do="mend", absent="3")
        after = routes(cafe.state.seats)
        assert all(after[id][0] == route[0] for id, route in before.items() if id != "3")
        cafe.ask(do="round")
        assert cafe.state.round == 2

    def test_a_tables_page_says_where_the_rounds_are(self, cafe: Cafe) -> None:
        """While people move it tells the coming round, and notes are still of the one before."""
        assert technique.tables.board(CONFIG, cafe.state, "table 1")["clock"] is None
        cafe.ask(do="round")
        cafe.ask(do="move")
        board = technique.tables.board(CONFIG, cafe.state, "table 1")
        assert (board["now"]["moving"], board["now"]["round"], board["round"]) == ("move", 2, 1)
        assert board["clock"]["total_s"] == 60 * CONFIG.move

    def test_the_harvest_waits_for_the_last_round(self, cafe: Cafe) -> None:
        cafe.ask(do="round")
        with pytest.raises(Refusal, match="dernier tour"):
            cafe.ask(do="harvest")

    def test_no_move_is_offered_where_none_takes_time(self) -> None:
        cafe = Cafe(technique.read_config({**SETTINGS, "move": 0, "late": 0, "harvest": 0}))
        cafe.ask(do="plan")
        for number in range(3):
            offered = [each["do"] for each in cafe.told(Screen.FACILITATOR)["acts"]]
            assert offered == (["round"] if number else ["round", "plan"])
            cafe.ask(do="round")
        assert cafe.told(Screen.FACILITATOR)["acts"] == []

    @pytest.mark.parametrize("counted", ["20", "24", "", "abc"])
    def test_seats_are_planned_for_who_was_counted(self, counted: str) -> None:
        cafe = Cafe(technique.read_config(SETTINGS))
        cafe.ask(do="plan", headcount=counted)
        planned = {"20": 20, "24": 24}.get(counted, n_people(technique.read_config(SETTINGS)))
        assert len(cafe.state.seats.people) == planned


class TestRulesThatClash:
    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            (
                {"together": [[1, 2]], "apart": [[2, 1]]},
                [
                    "« 1 » et « 2 » sont toujours ensemble",
                    "« 1 » et « 2 » ne sont jamais à la même table",
                ],
            ),
            (
                {
                    "stations": [{"label": "A", "seats": 2}, {"label": "B", "seats": 9}],
                    "rounds": 2,
                    "badges": [{"label": f"Hôte {n}", "table": 1} for n in range(3)],
                },
                [
                    "plus de personnes qu'elle n'a de places",
                    "« Hôte 0 » accueille la table 1",
                    "« Hôte 1 » accueille la table 1",
                    "« Hôte 2 » accueille la table 1",
                ],
            ),
        ],
    )
    def test_the_smallest_set_is_named(self, changes: dict[str, Any], said: list[str]) -> None:
        cafe = Cafe(technique.read_config({**SETTINGS, **changes}))
        with pytest.raises(Refusal) as caught:
            cafe.ask(do="plan")
        words = str(caught.value.text)
        assert words.startswith("Ces règles ne tiennent pas ensemble")
        assert all(each in words for each in said)
        assert words.count(" ; ") == len(said) - 1

    def test_pairs_are_kept_by_the_plan_and_by_a_correction(self) -> None:
        cafe = Cafe(technique.read_config({**SETTINGS, "together": [[1, 2]], "apart": [[3, 4]]}))
        cafe.ask(do="plan")
        cafe.ask(do="round")
        cafe.ask(do="mend", absent="9 10")
        seen = routes(cafe.state.seats)
        assert seen["1"] == seen["2"]
        assert not any(one == other for one, other in zip(seen["3"], seen["4"], strict=True))

    @pytest.mark.parametrize(
        ("changes", "field"),
        [({"together": [[1, 22]]}, "together"), ({"apart": [[4, 4]]}, "apart")],
    )
    def test_a_pair_is_of_two_badges_that_exist(self, changes: dict[str, Any], field: str) -> None:
        with pytest.raises(Refusal) as caught:
            technique.read_config({**SETTINGS, **changes})
        assert caught.value.path[0] == field


class TestCorrections:
    """Three stations of one table of four, 12 people: a table that closes leaves too few seats."""

    def small(self) -> Cafe:
        stations = [{"label": f"Axe {n}", "seats": 4} for n in range(1, 4)]
        cafe = Cafe(technique.read_config({**SETTINGS, "stations": stations, "people": 11}))
        cafe.ask(do="plan")
        cafe.ask(do="round")
        return cafe

    def test_who_has_no_seat_is_said_round_by_round(self) -> None:
        cafe = self.small()
        cafe.ask(do="mend", closed="2")
        told = cafe.told(Screen.FACILITATOR)["unseated"]
        assert [each["round"] for each in told] == [1, 2, 3]
        assert all(len(each["who"].split(", ")) == 3 for each in told)
        assert cafe.told(Screen.FACILITATOR)["n_people"] == 11

    def test_who_waits_for_a_seat_gets_the_next_one(self) -> None:
        cafe = self.small()
        cafe.ask(do="mend", closed="2")
        cafe.ask(do="round")
        assert cafe.state.seats is not None
        waiting = {each.id for each in cafe.state.seats.unseated if each.round == 1}
        gone = [id for id in routes(cafe.state.seats) if id not in waiting][:3]
        cafe.ask(do="mend", absent=" ".join(gone))
        assert cafe.state.seats.unseated == ()
        seen = routes(cafe.state.seats)
        assert all(None not in seen[id][1:] for id in waiting)

    def test_a_rule_that_no_longer_holds_is_said(self) -> None:
        """Two stations left for three rounds: « once » can't hold."""
        cafe = self.small()
        cafe.ask(do="mend", closed="2", absent="1 2 3")
        assert "revient au poste" in str(cafe.told(Screen.FACILITATOR)["broken"])
        untouched = self.small()
        untouched.ask(do="mend", absent="1")
        assert untouched.told(Screen.FACILITATOR)["broken"] is None

    @pytest.mark.parametrize(
        ("asked", "code"),
        [
            ({"late": "abc"}, "unknown"),
            ({"late": "1000"}, "unknown"),
            ({"late": "²"}, "unknown"),
            ({"late": "000"}, "unknown"),
            ({"late": "4", "absent": "4"}, "value"),
            ({"closed": "1 2 3"}, "value"),
        ],
    )
    def test_what_can_t_be_is_refused(self, asked: dict[str, str], code: str) -> None:
        with pytest.raises(Refusal) as caught:
            self.small().ask(do="mend", **asked)
        assert caught.value.code == code

    def test_whose_route_changed_is_said_once_with_where_to_go(self, cafe: Cafe) -> None:
        cafe.ask(do="round")
        cafe.ask(do="mend", absent="3", late="30")
        moves = {each["who"]: each["route"] for each in cafe.told(Screen.FACILITATOR)["moves"]}
        assert moves["3"] == []
        assert [step["round"] for step in moves["30"]] == [1, 2, 3]

    def test_a_closed_table_is_told_so(self, cafe: Cafe) -> None:
        cafe.ask(do="round")
        cafe.ask(do="mend", closed="2")
        assert technique.tables.board(CONFIG, cafe.state, "table 2")["is_closed"]
        assert not technique.tables.board(CONFIG, cafe.state, "table 1")["is_closed"]


class TestWall:
    @pytest.mark.parametrize(
        ("stations", "tables", "seats", "is_shown"),
        [(4, 3, 5, True), (6, 2, 5, True), (6, 4, 5, False)],
    )
    def test_it_shows_who_goes_where_as_long_as_that_fits(
        self, stations: int, tables: int, seats: int, is_shown: bool
    ) -> None:
        config = technique.read_config(
            {
                **SETTINGS,
                "people": stations * tables * seats,
                "rounds": 1,
                "once": False,
                "stations": [
                    {"label": f"Un axe au nom plutôt long, {n}", "tables": tables, "seats": seats}
                    for n in range(stations)
                ],
            }
        )
        cafe = Cafe(config)
        cafe.ask(do="plan")
        told = cafe.told(Screen.PROJECTOR)
        assert bool(told["wall"]) is is_shown

    def test_one_more_person_changes_one_seat_on_the_wall(self) -> None:
        cafe = Cafe(technique.read_config({**SETTINGS, "people": 23, "stations": STATIONS}))
        cafe.ask(do="plan")
        cafe.ask(do="mend", late="24")
        shown = [
            id
            for each in cafe.told(Screen.PROJECTOR)["wall"]
            for table in each["tables"]
            for id in table["people"]
        ]
        assert sorted(map(int, shown)) == list(range(1, 25))
