"""Each chooses a table: a choice is a seat, for one round, until that round begins."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Screen
from mire.technique_api.testing.generated_logs import folded
from mire.techniques.worldcafe import choices
from mire.techniques.worldcafe.choices import Choice
from mire.techniques.worldcafe.manifest import technique
from mire.techniques.worldcafe.tests.test_cafe import Cafe

STATIONS = [
    {"label": "Coopérer", "tables": 2, "seats": 2},
    {"label": "Sortir des cadres", "tables": 1, "seats": 3},
]
SETTINGS: dict[str, Any] = {
    "question": "Que ferait-on ?",
    "stations": STATIONS,
    "rounds": 3,
    "people": 8,
    "assignment": "free",
}
CONFIG = technique.read_config(SETTINGS)

deeds = st.lists(
    st.one_of(
        st.tuples(st.integers(1, 10), st.integers(1, 4), st.integers(0, 5)),
        st.sampled_from(["round", "move", "close 1", "close 2", "close 3", "open 1", "open 3"]),
    ),
    max_size=60,
)


@pytest.fixture
def cafe() -> Cafe:
    return Cafe(CONFIG)


def refusal(cafe: Cafe, badge: int, seat: str) -> Refusal:
    """Return why the writer would refuse a booking."""
    answer = technique.answers.read_contribution(
        cafe.config, f'{{"badge":{badge},"seat":"{seat}"}}'.encode()
    )
    pieces = [technique.fold.read_piece(e.kind, e.body) for e in technique.answers.split(answer)]
    with pytest.raises(Refusal) as caught:
        technique.fold.admit(cafe.config, cafe.state, pieces)
    return caught.value


@settings(max_examples=150, deadline=None)
@given(deeds)
def test_whatever_comes_no_table_is_over_full_and_a_round_that_began_stays(deeds: Any) -> None:
    """Against a plain ledger: the log's own order, one seat a badge a round, none when closed."""
    cafe, ledger, begun, going = Cafe(CONFIG), dict[tuple[int, int], int](), 0, 0
    lost = dict[tuple[int, int], int]()
    seats, shut = {1: 2, 2: 2, 3: 3}, dict[int, int]()
    for deed in deeds:
        if deed in ("round", "move"):
            if begun < 3:
                cafe.ask(do=deed)
                going = begun + 1
                begun += deed == "round"
            continue
        if isinstance(deed, str):
            do, table = deed.split()[0], int(deed.split()[1])
            is_right = table in shut if do == "open" else table not in shut and len(shut) < 2
            if is_right:
                cafe.ask(do=do, table=str(table))
                first = max(1, going)
                theirs = {
                    (r, b): t
                    for (r, b), t in (lost if do == "open" else ledger).items()
                    if t == table and r >= first
                }
                if do == "open":
                    del shut[table]
                    ledger |= theirs
                    lost = {each: t for each, t in lost.items() if each not in theirs}
                else:
                    shut[table] = first
                    ledger = {each: t for each, t in ledger.items() if each not in theirs}
                    lost |= theirs
            else:
                with pytest.raises(Refusal):
                    cafe.ask(do=do, table=str(table))
            continue
        badge, number, table = deed
        cafe.say(badge=badge, seat=f"{number}.{table}")
        others = Counter(t for (r, b), t in ledger.items() if r == number and b != badge)
        if badge > 8 or number != begun + 1 or number > 3:
            continue
        if table == 0:
            ledger.pop((number, badge), None)
            lost.pop((number, badge), None)
        elif table <= 3 and others[table] < seats[table] and number < shut.get(table, 9):
            ledger[number, badge] = table
            lost.pop((number, badge), None)
    booked = cafe.state.bookings.by_round
    assert {(r, b): t for r, each in booked.items() for b, t in each.items()} == ledger
    taken = Counter((r, t) for r, each in booked.items() for t in each.values())
    assert all(n <= seats[t] for (_, t), n in taken.items())
    assert folded(technique, CONFIG, cafe.entries) == cafe.state


def test_the_last_seat_is_for_one_alone_and_the_other_hears_where_there_is_room(
    cafe: Cafe,
) -> None:
    cafe.say(badge=1, seat="1.1")
    cafe.say(badge=2, seat="1.1")
    refused = refusal(cafe, 3, "1.1")
    assert refused.code == "taken"
    assert refused.path == ("seat",)
    assert "table 1 est complète. Il reste de la place ici : 2, 3." in str(refused.text)
    cafe.say(badge=1, seat="1.1")  # the same again is no other seat
    cafe.say(badge=1, seat="1.3")
    cafe.say(badge=3, seat="1.1")
    assert cafe.state.bookings.by_round == {1: {1: 3, 2: 1, 3: 1}}


def test_a_booking_holds_once_its_round_has_begun(cafe: Cafe) -> None:
    cafe.say(badge=1, seat="1.1")
    cafe.ask(do="move")
    cafe.say(badge=1, seat="1.2")  # people still walk
    cafe.ask(do="round")
    assert refusal(cafe, 1, "1.1").code == "begun"
    assert refusal(cafe, 1, "3.1").code == "early"
    cafe.say(badge=1, seat="2.3")
    assert cafe.told(Screen.PARTICIPANT)["routes"]["1"] == ["2", "3", None]


@pytest.mark.parametrize(
    ("badge", "seat", "code"),
    [(9, "1.1", "range"), (1, "1.4", "range"), (1, "2.1", "early")],
)
def test_what_can_t_be_booked_is_said(cafe: Cafe, badge: int, seat: str, code: str) -> None:
    assert refusal(cafe, badge, seat).code == code


@pytest.mark.parametrize(
    "body",
    [
        '{"badge":1}',
        '{"seat":"1.1"}',
        '{"badge":1,"seat":"9.1"}',
        '{"badge":0,"seat":"1.1"}',
        '{"badge":501,"seat":"1.1"}',
        '{"badge":1,"seat":"1.1 "}',
    ],
)
def test_half_a_booking_is_refused_beside_its_field(body: str) -> None:
    with pytest.raises(Refusal) as caught:
        technique.answers.read_contribution(CONFIG, body.encode())
    assert caught.value.code == "missing"


def test_planned_seats_are_not_chosen() -> None:
    planned = Cafe(
        technique.read_config({**SETTINGS, "assignment": "plan", "people": 7, "once": False})
    )
    assert refusal(planned, 1, "1.1").code == "free"
    with pytest.raises(Refusal):
        planned.ask(do="book", badges="1")


def test_a_host_has_a_seat_and_books_no_other() -> None:
    badges = [{"label": "Accueil", "table": 1}, *({"label": f"D{n}"} for n in range(1, 6))]
    cafe = Cafe(technique.read_config({**SETTINGS, "badges": badges}))
    assert choices.left(cafe.config, choices.Bookings(), 1) == {1: 1, 2: 2, 3: 3}
    assert refusal(cafe, 1, "1.2").code == "host"
    assert cafe.told(Screen.PARTICIPANT)["routes"]["1"] == ["1", "1", "1"]
    assert [each["words"] for each in cafe.told(Screen.PARTICIPANT)["choices"]][:2] == [
        "1 · Accueil",
        "2 · D1",
    ]


class TestWithoutAPhone:
    def test_the_facilitator_books_several_where_most_seats_are_left(self, cafe: Cafe) -> None:
        cafe.ask(do="book", badges="1, 2 3", table="")
        assert cafe.state.bookings.by_round == {1: {1: 3, 2: 1, 3: 2}}
        cafe.ask(do="book", badges="1", table="2")
        assert cafe.state.bookings.by_round == {1: {1: 2, 2: 1, 3: 2}}
        cafe.ask(do="book", badges="3", table="0")
        assert 3 not in cafe.state.bookings.by_round[1]

    @pytest.mark.parametrize(
        ("asked", "code"),
        [
            ({"badges": ""}, "missing"),
            ({"badges": "x"}, "value"),
            ({"badges": "1", "table": "x"}, "value"),
            ({"badges": "1", "table": "9"}, "range"),
            ({"badges": "99"}, "range"),
            ({"badges": "1 2 3", "table": "1"}, "taken"),
            ({"badges": "501"}, "value"),
        ],
    )
    def test_nothing_is_booked_when_one_can_t_be(
        self, cafe: Cafe, asked: dict[str, str], code: str
    ) -> None:
        with pytest.raises(Refusal) as caught:
            cafe.ask(do="book", **asked)
        assert caught.value.code == code
        assert cafe.entries == []

    def test_after_the_last_round_there_is_nothing_to_book(self, cafe: Cafe) -> None:
        for _ in range(3):
            cafe.ask(do="round")
        with pytest.raises(Refusal, match="dernier tour"):
            cafe.ask(do="book", badges="1")
        assert cafe.told(Screen.PARTICIPANT)["booking"] is None

    def test_a_rehearsal_seats_all_who_find_a_seat(self, cafe: Cafe) -> None:
        for asked in technique.tables.script(CONFIG):
            cafe.ask(**asked)
        assert [len(each) for each in cafe.state.bookings.by_round.values()] == [7, 7, 7]


class TestATableThatCloses:
    def test_who_sits_there_and_who_booked_it_hear_so_and_nobody_else_moves(
        self, cafe: Cafe
    ) -> None:
        cafe.ask(do="book", badges="1 2", table="1")
        cafe.ask(do="book", badges="3", table="2")
        cafe.ask(do="round")
        cafe.ask(do="book", badges="2 4", table="1")
        cafe.ask(do="close", table="1")
        told = cafe.told(Screen.PARTICIPANT)
        routes = {badge: told["routes"][badge] for badge in ("1", "2", "3", "4")}
        assert routes == {
            "1": [None, None, None],
            "2": [None, None, None],
            "3": ["2", None, None],
            "4": [None, None, None],
        }
        assert told["changed"] == ["1", "2", "4"]
        assert told["stations"][0]["closed"] == [1]
        assert told["stations"][0]["places"][0] == {
            "table": 1,
            "left": 0,
            "seat": "2.1",
            "is_closed": True,
        }
        console = cafe.told(Screen.FACILITATOR)
        assert [each["number"] for each in console["tables"]] == ["2", "3"]
        assert console["seekers"] == [
            {"round": 1, "who": "1, 2", "badges": ""},
            {"round": 2, "who": "2, 4", "badges": "2 4"},
        ]
        assert board(cafe, 1)["is_closed"]
        assert not board(cafe, 2)["is_closed"]
        refused = refusal(cafe, 5, "2.1")
        assert (refused.code, refused.path) == ("taken", ("seat",))
        assert "table 1 est fermée. Il reste de la place ici : 2, 3." in str(refused.text)
        cafe.ask(do="book", badges=console["seekers"][1]["badges"], table="")
        assert cafe.told(Screen.PARTICIPANT)["changed"] == ["1", "2"]
        cafe.ask(do="round")
        assert cafe.told(Screen.PARTICIPANT)["changed"] == []
        assert cafe.told(Screen.FACILITATOR)["seekers"] == []

    def test_rounds_that_are_over_stay_and_an_open_table_is_offered_again(self, cafe: Cafe) -> None:
        cafe.ask(do="book", badges="1", table="1")
        cafe.ask(do="round")
        cafe.ask(do="move")  # round 1 is over
        cafe.ask(do="close", table="1")
        assert cafe.told(Screen.PARTICIPANT)["routes"]["1"] == ["1", None, None]
        assert cafe.told(Screen.PARTICIPANT)["changed"] == []
        assert board(cafe, 1)["is_closed"]
        cafe.ask(do="open", table="1")
        assert cafe.told(Screen.FACILITATOR)["closed"] == []
        cafe.say(badge=1, seat="2.1")
        assert cafe.told(Screen.PARTICIPANT)["routes"]["1"] == ["1", "1", None]

    def test_a_host_without_a_table_chooses_one(self) -> None:
        badges = [{"label": "Accueil", "table": 1}, *({"label": f"D{n}"} for n in range(1, 6))]
        cafe = Cafe(technique.read_config({**SETTINGS, "badges": badges}))
        cafe.ask(do="close", table="1")
        assert cafe.told(Screen.FACILITATOR)["seekers"] == [
            {"round": 1, "who": "1 (Accueil)", "badges": "1"}
        ]
        cafe.say(badge=1, seat="1.2")
        assert cafe.told(Screen.PARTICIPANT)["routes"]["1"] == ["2", None, None]
        assert cafe.told(Screen.FACILITATOR)["seekers"] == []

    def test_one_that_closed_by_mistake_is_as_it_was_but_for_who_chose_since(
        self, cafe: Cafe
    ) -> None:
        cafe.ask(do="book", badges="1 2", table="1")
        cafe.ask(do="round")
        cafe.ask(do="book", badges="1 2", table="1")
        cafe.ask(do="close", table="1")
        cafe.say(badge=2, seat="2.3")
        cafe.ask(do="open", table="1")
        told = cafe.told(Screen.PARTICIPANT)
        assert told["routes"]["1"] == ["1", "1", None]
        assert told["routes"]["2"] == ["1", "3", None]
        assert told["changed"] == []
        assert cafe.told(Screen.FACILITATOR)["seekers"] == []

    def test_who_let_go_or_whose_round_is_over_is_not_seated_again(self, cafe: Cafe) -> None:
        cafe.ask(do="book", badges="1", table="1")
        cafe.ask(do="round")
        cafe.ask(do="book", badges="2", table="1")
        cafe.ask(do="close", table="1")
        cafe.say(badge=2, seat="2.0")
        cafe.ask(do="move")
        cafe.ask(do="open", table="1")
        routes = cafe.told(Screen.PARTICIPANT)["routes"]
        assert (routes["1"], routes["2"]) == ([None] * 3, [None] * 3)

    def test_a_host_is_told_of_it_until_the_table_opens_and_rounds_that_are_over_stay(
        self,
    ) -> None:
        badges = [{"label": "Accueil", "table": 1}, *({"label": f"D{n}"} for n in range(1, 6))]
        cafe = Cafe(technique.read_config({**SETTINGS, "badges": badges}))
        cafe.ask(do="close", table="1")
        cafe.say(badge=1, seat="1.2")
        cafe.ask(do="round")
        cafe.ask(do="move")
        cafe.ask(do="open", table="1")
        told = cafe.told(Screen.PARTICIPANT)
        assert told["routes"]["1"] == ["2", "1", "1"]
        assert told["changed"] == []
        cafe.ask(do="close", table="1")
        assert cafe.told(Screen.PARTICIPANT)["changed"] == ["1"]
        cafe.ask(do="open", table="1")
        assert cafe.told(Screen.PARTICIPANT)["changed"] == []
        assert cafe.told(Screen.PARTICIPANT)["routes"]["1"] == ["2", "1", "1"]

    def test_who_has_chosen_since_is_told_no_more_once_people_move(self, cafe: Cafe) -> None:
        cafe.ask(do="book", badges="1", table="1")
        cafe.ask(do="round")
        cafe.ask(do="close", table="1")
        cafe.say(badge=1, seat="2.2")
        assert cafe.told(Screen.PARTICIPANT)["changed"] == ["1"], "in this round they have none"
        cafe.ask(do="move")
        assert cafe.told(Screen.PARTICIPANT)["changed"] == []

    def test_in_the_harvest_nobody_is_sought_a_table(self, cafe: Cafe) -> None:
        for _ in range(2):
            cafe.ask(do="round")
        cafe.ask(do="book", badges="1", table="1")
        cafe.ask(do="round")
        cafe.ask(do="close", table="1")
        assert [each["round"] for each in cafe.told(Screen.FACILITATOR)["seekers"]] == [3]
        cafe.ask(do="harvest")
        assert cafe.told(Screen.FACILITATOR)["seekers"] == []

    @pytest.mark.parametrize(
        ("asked", "code"),
        [
            ({"do": "close", "table": ""}, "missing"),
            ({"do": "close", "table": "x"}, "missing"),
            ({"do": "close", "table": "4"}, "range"),
            ({"do": "close", "table": "61"}, "missing"),
            ({"do": "close", "table": "1"}, "same"),
            ({"do": "open", "table": "2"}, "same"),
        ],
    )
    def test_what_can_t_be_is_said(self, cafe: Cafe, asked: dict[str, str], code: str) -> None:
        cafe.ask(do="close", table="1")
        with pytest.raises(Refusal) as caught:
            cafe.ask(**asked)
        assert caught.value.code == code

    def test_one_table_stays_open(self, cafe: Cafe) -> None:
        cafe.ask(do="close", table="1")
        cafe.ask(do="close", table="3")
        with pytest.raises(Refusal, match="aucune table"):
            cafe.ask(do="close", table="2")

    def test_seats_that_are_planned_are_mended_instead(self) -> None:
        planned = Cafe(
            technique.read_config({**SETTINGS, "assignment": "plan", "people": 7, "once": False})
        )
        with pytest.raises(Refusal, match="corrigez la répartition"):
            planned.ask(do="close", table="1")

    def test_after_the_rounds_nothing_closes(self, cafe: Cafe) -> None:
        for _ in range(3):
            cafe.ask(do="round")
        cafe.ask(do="close", table="1")
        cafe.ask(do="harvest")
        with pytest.raises(Refusal, match="dernier tour"):
            cafe.ask(do="close", table="2")

    def test_the_wall_says_it(self, cafe: Cafe) -> None:
        cafe.ask(do="close", table="3")
        wall = cafe.told(Screen.PROJECTOR)["wall"]
        assert [
            (table["number"], table["is_closed"]) for each in wall for table in each["tables"]
        ] == [(1, False), (2, False), (3, True)]


def board(cafe: Cafe, table: int) -> Mapping[str, Any]:
    return technique.tables.board(cafe.config, cafe.state, f"table {table}")


def test_screens_say_how_many_seats_are_left_and_the_wall_names_nobody(cafe: Cafe) -> None:
    cafe.say(badge=7, seat="1.1")
    (first, second) = cafe.told(Screen.PARTICIPANT)["stations"]
    assert first["places"] == [
        {"table": 1, "left": 1, "seat": "1.1", "is_closed": False},
        {"table": 2, "left": 2, "seat": "1.2", "is_closed": False},
    ]
    assert second["places"] == [{"table": 3, "left": 3, "seat": "1.3", "is_closed": False}]
    wall = cafe.told(Screen.PROJECTOR)
    assert [each["station"] for each in wall["wall"]] == ["Coopérer", "Sortir des cadres"]
    left = [(table["number"], table["left"]) for each in wall["wall"] for table in each["tables"]]
    assert left == [(1, 1), (2, 2), (3, 3)]
    assert wall["routes"] == {}
    console = cafe.told(Screen.FACILITATOR)
    assert console["tables"][0] == {
        "number": "1",
        "station": "Coopérer",
        "people": ["7"],
        "left": 1,
    }


def test_a_wall_with_no_room_for_tables_says_the_seats_of_each_station() -> None:
    stations = [{"label": f"À la rencontre des usagers {n}", "tables": 5} for n in range(6)]
    cafe = Cafe(technique.read_config({**SETTINGS, "stations": stations}))
    wall = cafe.told(Screen.PROJECTOR)["wall"]
    assert [[(table["number"], table["left"]) for table in each["tables"]] for each in wall] == [
        [(None, 30)]
    ] * 6


def test_while_people_talk_the_wall_is_about_where_they_are(cafe: Cafe) -> None:
    assert cafe.told(Screen.PROJECTOR)["is_booking"]
    cafe.ask(do="round")
    assert not cafe.told(Screen.PROJECTOR)["is_booking"]
    cafe.ask(do="move")
    assert cafe.told(Screen.PROJECTOR)["is_booking"]


def test_a_choice_is_no_entry_of_a_table_and_no_text(cafe: Cafe) -> None:
    cafe.say(badge=7, seat="1.1")
    assert cafe.entries[0].author == "badge 7"
    assert cafe.entries[0].body == Choice(badge=7, round=1, table=1)
    assert technique.fold.n_answers(cafe.state) == 0
    assert technique.fold.verbatims(cafe.state) == []
