"""Work tables in a room: names come from the sign-up alone, words from a press alone."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from mire.live.engine import readers
from mire.live.engine.controls import Direct, Erase
from mire.live.engine.rehearsals import Discard, SetPace
from mire.live.engine.requests import CreateRoom
from mire.live.rehearsal.crew import Crew
from mire.live.replay import replayed, written_log
from mire.live.state import entries
from mire.live.state.results import result_of
from mire.live.state.room import RoomState
from mire.live.store.connect import Opener
from mire.live.views.naming import asked_of
from mire.live.views.screens import Counts, console, phone, projector
from mire.runsheet.checks import sheet_from
from mire.runsheet.sheet import SheetRefused
from mire.technique_api.refusal import Refusal
from tests.support.rooms import Room
from tests.support.sheets import activity, sheet, values

pytestmark = pytest.mark.storage

PROFILES = {
    "question": "Quel profil ?",
    "profiles": [{"label": "Coach", "seats": 3}, {"label": "Veilleur", "seats": 4}],
}
WORK = {"question": "Et si ce labo ouvrait ?", "minutes": 1}
NAMES = ["Habitat · D07", "Finances · D01", "Culture · D13", "Eau · D10"]


def tables(**changes: Any) -> dict[str, Any]:
    return activity("tables", "worktables", **{"settings": WORK, "from": "profils", **changes})


@pytest.fixture
def room(make_room: Callable[..., Room]) -> Room:
    made = make_room(sheet(activity("profils", "signup", settings=PROFILES), tables()))
    made.open("profils")
    for number, name in enumerate(NAMES):
        made.answer("profils", made.join(), {"first": str(1 + number % 2), "name": name})
    return made


def direct(room: Room, **asked: str) -> None:
    at = room.state.activities["tables"]
    assert at.technique.tables is not None
    given = asked_of(room.state, at, asked)
    pieces = at.technique.tables.direct(at.config, at.state, given, np.random.default_rng(1))
    room.engine.ask(Direct(room.code, "tables", at.n_directed, pieces))


def note(room: Room, said: str, id: str = "", **fields: Any) -> str:
    given = {"table": 1, **({} if "entry" in fields else {"heading": 1}), "said": said, **fields}
    request = room.request("tables", b"", given, id=id)
    room.engine.ask(request)
    return request.id


def log_of(room: Room) -> list[entries.LogEntry]:
    return room.engine.read(readers.ReadLog(room.code))


def surfaces(room: Room) -> Mapping[str, str]:
    """Return all that each surface is told, as words."""
    state = room.state
    return {
        "phone": str(phone(state)),
        "projector": str(projector(state, Counts())),
        "console": str(console(state, Counts(), room.clock())),
    }


@pytest.fixture
def seated(room: Room) -> Room:
    room.close("profils")
    room.open("tables")
    direct(room, do="plan")
    return room


class TestNames:
    def test_people_sit_where_the_sign_up_proposed_them(self, seated: Room) -> None:
        source = seated.state.activities["profils"]
        proposed = result_of(seated.state, source)
        told = phone(seated.state)["screen"]["tables"]
        assert [
            (each["number"], each["label"], sorted(one["name"] for one in each["people"]))
            for each in told
        ] == [
            (each.number, source.config.profiles[each.profile].label, sorted(each.names))
            for each in proposed.tables
        ]
        for words in surfaces(seated).values():
            assert all(name in words for name in NAMES)

    def test_nobody_is_seated_before_the_sign_up_is_closed(self, room: Room) -> None:
        room.close("profils")
        at = room.state.activities["tables"]
        assert "proposal" in asked_of(room.state, at, {"do": "plan"})

    def test_an_open_sign_up_proposes_nothing(self, room: Room) -> None:
        at = room.state.activities["tables"]
        assert at.technique.tables is not None
        given = asked_of(room.state, at, {"do": "plan"})
        with pytest.raises(Refusal) as refused:
            at.technique.tables.direct(at.config, at.state, given, np.random.default_rng(1))
        assert refused.value.code == "early"

    def test_the_seating_holds_no_name_and_an_erased_one_is_nowhere(
        self, seated: Room, open_database: Opener
    ) -> None:
        of_tables = [each for each in log_of(seated) if each.activity == "tables"]
        assert not any(name in str(each.primitive()) for each in of_tables for name in NAMES)
        (signed,) = [each for each in log_of(seated) if each.author == NAMES[0]]
        seated.engine.ask(Erase(seated.code, signed.id))
        for words in surfaces(seated).values():
            assert NAMES[0] not in words
            assert NAMES[1] in words
        connection = open_database()
        assert NAMES[0] not in str(connection.execute("SELECT * FROM live_entry"))
        connection.close()
        assert NAMES[0].encode() not in written_log(log_of(seated))

    def test_an_erased_person_leaves_their_seat_to_another(self, seated: Room) -> None:
        """3 seats at a table, 4 at the other."""
        while len(seated.state.activities["tables"].state.at) < 7:
            direct(seated, do="add", name=f"D{len(log_of(seated))}", table="")
        with pytest.raises(Refusal):
            direct(seated, do="add", name="Accueil · D12", table="")
        signed = next(each for each in log_of(seated) if each.author == NAMES[0])
        seated.engine.ask(Erase(seated.code, signed.id))
        direct(seated, do="add", name="Accueil · D12", table="")
        assert "Accueil · D12" in surfaces(seated)["projector"]

    @pytest.mark.parametrize("shown", ["names", "none"])
    def test_an_erased_person_is_counted_nowhere(
        self, make_room: Callable[..., Room], shown: str
    ) -> None:
        room = make_room(
            sheet(
                activity("profils", "signup", settings=PROFILES),
                tables(settings={**WORK, "projector": shown}),
            )
        )
        room.open("profils")
        for number, name in enumerate(NAMES):
            room.answer("profils", room.join(), {"first": str(1 + number % 2), "name": name})
        room.close("profils")
        room.open("tables")
        direct(room, do="plan")
        assert _n_seen(room) == [4, 4]
        signed = next(each for each in log_of(room) if each.author == NAMES[0])
        room.engine.ask(Erase(room.code, signed.id))
        assert _n_seen(room) == [3, 3]
        wall = str(projector(room.state, Counts()))
        assert (NAMES[1] in wall) == (shown == "names")

    def test_who_was_added_by_name_can_be_erased(self, seated: Room) -> None:
        direct(seated, do="add", name="Accueil · D12", table="")
        assert "Accueil · D12" in surfaces(seated)["projector"]
        (added,) = [each for each in log_of(seated) if each.kind == "person"]
        seated.engine.ask(Erase(seated.code, added.id))
        assert all("Accueil · D12" not in words for words in surfaces(seated).values())
        assert "Accueil · D12" not in str([each.primitive() for each in log_of(seated)])

    def test_a_seat_never_meets_a_name(self, seated: Room, open_database: Opener) -> None:
        """A phone that writes for a table leaves nothing of itself; nor do its names."""
        seat = seated.join()
        given = {"table": 1, "heading": 1, "said": "Un lieu."}
        seated.engine.ask(seated.request("tables", seat, given))
        (said,) = [each for each in log_of(seated) if each.kind == "note"]
        assert said.author == "table 1"
        assert seat.hex() not in str(said.primitive())
        connection = open_database()
        assert "Un lieu" not in str(connection.execute("SELECT * FROM live_seat"))
        connection.close()


def _n_seen(room: Room) -> list[int]:
    """Return how many people the wall and the console see at all tables."""
    screens = projector(room.state, Counts()), console(room.state, Counts(), room.clock())
    return [sum(len(table["people"]) for table in told["screen"]["canvases"]) for told in screens]


class TestWords:
    def test_the_console_says_on_the_wall_what_is_on_it_now(self, seated: Room) -> None:
        """Not what was pressed for a table that no longer speaks."""
        ids = [note(seated, "Table une.", table=1), note(seated, "Table deux.", table=2)]
        seated.control(entries.TEXT_SHOWN, "tables", entry=" ".join(ids))

        def on_wall() -> list[str]:
            told = console(seated.state, Counts(), seated.clock())["texts"]
            assert all(each["is_shown"] for each in told)
            return [each["id"] for each in told if each["is_on_wall"]]

        assert on_wall() == []
        for table, id in enumerate(ids, 1):
            direct(seated, do="turn", table=str(table))
            assert on_wall() == [id]
        direct(seated, do="turn", table="0")
        assert on_wall() == []

    def test_the_wall_shows_what_was_read_before_the_press_and_no_more(self, seated: Room) -> None:
        read = note(seated, "Une équipe de quatre.")
        direct(seated, do="turn", table="1")
        assert "quatre" not in surfaces(seated)["projector"]
        note(seated, "Arrivé pendant la lecture.")
        seated.control(entries.TEXT_SHOWN, "tables", entry=f"{read} ")
        wall = projector(seated.state, Counts())
        assert "quatre" in str(wall["screen"]["speaking"])
        assert "pendant la lecture" not in str(wall)
        assert not wall["texts"], "texts stand in the canvas, not in a list over it"
        assert "quatre" not in surfaces(seated)["phone"]

    def test_several_texts_are_shown_at_one_press_and_the_masked_one_is_not(
        self, seated: Room
    ) -> None:
        ids = [note(seated, f"Propos numéro {n}.") for n in range(3)]
        seated.control(entries.TEXT_MASKED, "tables", entry=ids[1], reason="désigne quelqu'un")
        seated.control(entries.TEXT_SHOWN, "tables", entry=" ".join([*ids, "inconnu"]))
        assert seated.state.activities["tables"].shown_texts == {ids[0], ids[2]}
        seated.control(entries.TEXT_HIDDEN, "tables", entry=" ".join([ids[0], ids[2]]))
        assert not seated.state.activities["tables"].shown_texts
        with pytest.raises(Refusal):
            seated.control(entries.TEXT_SHOWN, "tables", entry=ids[1])

    def test_what_is_masked_leaves_every_surface(self, seated: Room) -> None:
        id = note(seated, "Le chef du service des fêtes.")
        direct(seated, do="turn", table="1")
        seated.control(entries.TEXT_SHOWN, "tables", entry=id)
        seated.control(entries.TEXT_MASKED, "tables", entry=id, reason="désigne quelqu'un")
        assert all("des fêtes" not in words for words in surfaces(seated).values())

    @pytest.mark.parametrize("is_erased", [True, False])
    def test_the_words_that_a_text_corrected_go_with_it(
        self, seated: Room, is_erased: bool
    ) -> None:
        """Neither comes back: on a screen, in the exported log, in what is replayed from it."""
        first = note(seated, "Madame Untel bloque tou")
        second = note(seated, "Madame Untel bloque tout", entry=first, heading=1)
        if is_erased:
            seated.engine.ask(Erase(seated.code, second))
            assert "Untel" not in str([each.primitive() for each in log_of(seated)])
        else:
            seated.control(entries.TEXT_MASKED, "tables", entry=second, reason="la désigne")
        assert all("Untel" not in words for words in surfaces(seated).values())
        exported = written_log(log_of(seated))
        assert b"Untel" not in exported
        assert not replayed(exported).room.activities["tables"].verbatims()

    @pytest.mark.parametrize("is_erased", [True, False])
    def test_words_that_were_struck_can_still_leave_the_log(
        self, seated: Room, is_erased: bool
    ) -> None:
        first = note(seated, "Madame Untel bloque tout")
        seated.engine.ask(seated.request("tables", b"", {"table": 1, "strike": first}))
        if is_erased:
            seated.engine.ask(Erase(seated.code, first))
        else:
            seated.control(entries.TEXT_MASKED, "tables", entry=first, reason="la désigne")
        assert b"Untel" not in written_log(log_of(seated))
        assert not seated.state.activities["tables"].withdrawn()

    def test_a_correction_of_masked_words_stands_in_the_replay_too(self, seated: Room) -> None:
        first = note(seated, "Madame Untel bloque tout")
        seated.control(entries.TEXT_MASKED, "tables", entry=first, reason="la désigne")
        note(seated, "Un service bloque tout", entry=first, heading=1)
        again = replayed(written_log(log_of(seated))).room
        for state in (seated.state, again):
            (said,) = state.activities["tables"].verbatims()
            assert said.text == "Un service bloque tout"

    def test_who_was_to_speak_before_somebody_else_can_be_erased(self, seated: Room) -> None:
        for name in ("Madame Untel", "Voirie · D02"):
            seated.engine.ask(seated.request("tables", b"", {"table": 1, "speaker_name": name}))
        signed = [each for each in log_of(seated) if each.kind == "speaker"]
        seated.engine.ask(Erase(seated.code, signed[0].id))
        assert b"Untel" not in written_log(log_of(seated))
        assert "Voirie" in surfaces(seated)["console"]

    @pytest.mark.parametrize("field", ["speaker", "strike", "entry"])
    def test_no_words_slip_into_the_log_as_an_id(self, seated: Room, field: str) -> None:
        """They would be in no list that somebody rereads."""
        given = {"table": 1, field: "Madame Untel"}
        if field == "entry":
            given["mark"] = "agree"
        with pytest.raises(Refusal):
            seated.engine.ask(seated.request("tables", b"", given))
        assert b"Untel" not in written_log(log_of(seated))

    def test_eight_people_of_a_table_correct_one_note_at_once(self, seated: Room) -> None:
        first = note(seated, "Du tems")
        with ThreadPoolExecutor(8) as pool:
            list(
                pool.map(
                    lambda n: note(seated, f"Correction {n}", f"{n:032x}", entry=first), range(8)
                )
            )
        said = [each.text for each in seated.state.activities["tables"].verbatims()]
        assert sorted(said) == [f"Correction {n}" for n in range(8)]

    def test_the_log_gives_the_same_room_again(self, seated: Room) -> None:
        direct(seated, do="heading")
        first = note(seated, "Un lieu")
        note(seated, "Un lieu ouvert", entry=first)
        seated.engine.ask(
            seated.request("tables", b"", {"table": 1, "entry": first, "mark": "deepen"})
        )
        direct(seated, do="turn")
        seated.close("tables")
        again = replayed(written_log(log_of(seated))).room
        for id in ("profils", "tables"):
            assert again.activities[id].state == seated.state.activities[id].state
        assert projector(again, Counts()) == projector(seated.state, Counts())


class TestSheets:
    @pytest.mark.parametrize(
        ("activities", "field"),
        [
            ([tables()], "from"),
            ([activity("profils", "mood"), tables()], "from"),
            ([activity("profils", "signup", settings=PROFILES),
              activity("meteo", "mood", **{"from": "profils"})], "from"),
            ([activity("profils", "signup", settings=PROFILES),
              tables(settings={**WORK, "tables": [{"label": "Ailleurs"}]})], "tables"),
            ([tables(**{"from": None})], "tables"),
        ],
    )  # fmt: skip
    def test_what_can_not_go_on_from_there_is_refused_by_its_field(
        self, activities: list[dict[str, Any]], field: str
    ) -> None:
        with pytest.raises(SheetRefused) as refused:
            sheet_from(values(*activities))
        assert any(each.path[-1] == field for each in refused.value.problems)

    def test_a_sheet_that_was_read_reads_again_to_the_same(self) -> None:
        made = sheet(activity("profils", "signup", settings=PROFILES), tables())
        assert made.activity[1].settings["tables"][0]["label"] == "Coach"
        assert sheet_from(made.primitive()) == made


def test_a_rehearsal_from_the_console_seats_its_people_and_gives_every_table_the_floor(
    room: Room,
) -> None:
    played = sheet(activity("profils", "signup", settings=PROFILES), tables(planned=60, most=60))
    code, _console, _projector = room.engine.ask(CreateRoom(played, is_rehearsal=True))
    crew = Crew(room.engine, code, n=6, seed=1)
    room.engine.crews[code] = crew
    room.engine.ask(SetPace(code))
    crew.start(is_at_once=True)
    deadline = time.monotonic() + 120
    while not crew.is_done and time.monotonic() < deadline:
        time.sleep(0.05)
    state = room.engine.room(code).state
    at = state.activities["tables"]
    assert state.ended_at is not None
    assert at.state.seats is not None
    assert sum(len(each.people) for each in at.state.seats.tables) == at_sign_up(state)
    assert set(at.state.told) == {each.number for each in at.state.seats.tables}
    assert at.verbatims()
    room.engine.ask(Discard(code))


def at_sign_up(state: RoomState) -> int:
    source = state.activities["profils"]
    return sum(len(each.names) for each in result_of(state, source).tables)
