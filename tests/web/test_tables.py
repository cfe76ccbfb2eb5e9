"""Tables' pages, badges' routes, what a facilitator asks: who may, and what nobody is told."""

import html
import http.client
import json
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from mire.cli.rehearsal.browser import Browser
from mire.live.engine import readers
from mire.live.replay import replayed, written_log
from mire.live.state import entries
from mire.techniques.worldcafe import seats as seating
from tests.support.rooms import Room
from tests.support.served import served
from tests.support.sheets import activity, sheet
from tests.web.test_door import read_event
from tests.web.test_pages import text

pytestmark = pytest.mark.storage

STATIONS = [{"label": f"Axe {n}", "tables": 2, "seats": 4} for n in range(1, 4)]
CAFE: dict[str, Any] = {"question": "Que ferait-on ?", "stations": STATIONS, "people": 20}


@pytest.fixture
def room(make_room: Callable[..., Room]) -> Room:
    made = make_room(sheet(activity("cafe", "worldcafe", settings=CAFE, planned=45, most=60)))
    made.open("cafe")
    return made


@pytest.fixture
def address(room: Room) -> Iterator[str]:
    with served(room.engine) as where:
        yield where


def ask(browser: Browser, room: Room, **asked: str) -> tuple[int, dict[str, Any]]:
    saw = str(room.state.activities["cafe"].n_directed)
    sent = {"activity": "cafe", "saw": saw, **asked}
    return browser.post_control(f"/regie/{room.code}/diriger", sent)


def test_a_facilitator_seats_people_and_phones_hear_every_route(
    room: Room, console: Browser, phone: Browser
) -> None:
    assert ask(console, room, do="plan")[0] == 200
    assert ask(console, room, do="round")[0] == 200
    _, page = phone.get(f"/{room.code}/salle")
    (written,) = re.findall(r'data-routes="([^"]+)"', page.decode())
    routes = json.loads(html.unescape(written))
    assert set(routes) == {str(n) for n in range(1, 21)}
    assert all(len(route) == 3 for route in routes.values())
    assert len(page) < 40_000


def test_once_closed_a_table_and_phones_say_so_and_no_round_goes_on(
    room: Room, console: Browser, phone: Browser
) -> None:
    assert ask(console, room, do="plan")[0] == 200
    assert ask(console, room, do="round")[0] == 200
    closed = "Les tables ont fini."
    page = phone.get(f"/{room.code}/table/1")[1].decode()
    assert "<mire-clock" in page
    assert closed not in page
    room.close("cafe")
    page = phone.get(f"/{room.code}/table/1")[1].decode()
    assert "<mire-clock" not in page
    assert closed in page
    on_phone = phone.get(f"/{room.code}/salle")[1].decode()
    assert "Le café est clos" in on_phone
    assert "Numéro de votre badge" not in on_phone
    room.control(entries.REOPENED, "cafe")
    page = phone.get(f"/{room.code}/table/1")[1].decode()
    assert "<mire-clock" in page
    assert closed not in page
    assert "Numéro de votre badge" in phone.get(f"/{room.code}/salle")[1].decode()


def test_what_was_decided_on_an_old_screen_is_refused(room: Room, console: Browser) -> None:
    assert ask(console, room, do="plan")[0] == 200
    status, said = ask(console, room, do="round", saw="0")
    assert (status, said["refused"]) == (409, "stale")


def test_only_a_console_directs_and_only_the_one_that_leads(
    room: Room, console: Browser, phone: Browser, new_browser: Callable[[], Browser]
) -> None:
    for stranger in (phone, new_browser()):
        stranger.get(f"/{room.code}")
        sent = {"activity": "cafe", "saw": "0", "do": "plan"}
        assert stranger.post_form(f"/regie/{room.code}/diriger", sent)[0] == 403
    other = new_browser()
    other.get(f"/regie/{room.code}?cle={room.console.hex()}")
    sent = {"kind": entries.HAND_TAKEN, "saw": str(room.state.version), "name": "Salle"}
    assert other.post_control(f"/regie/{room.code}/agir", sent)[0] == 200
    status, said = ask(console, room, do="plan")
    assert (status, said["refused"]) == (409, "hand")
    assert ask(other, room, do="plan")[0] == 200


def test_a_masked_note_leaves_the_tables_page(room: Room, console: Browser, phone: Browser) -> None:
    phone.get(f"/{room.code}/table/1")
    phone.post_form(f"/{room.code}/table/1", {"said": "Désigne quelqu'un.", "round": "1"})
    assert "Désigne" in text(phone.get(f"/{room.code}/table/1")[1])
    log = room.engine.read(readers.ReadLog(room.code))
    (note,) = [entry.id for entry in log if entry.kind == "note"]
    sent = {"kind": entries.TEXT_MASKED, "activity": "cafe", "entry": note, "reason": "nom",
            "saw": "0"}  # fmt: skip
    assert console.post_control(f"/regie/{room.code}/agir", sent)[0] == 200
    assert "Désigne" not in text(phone.get(f"/{room.code}/table/1")[1])


def test_a_masked_point_of_the_harvest_leaves_the_tables_page(
    room: Room, console: Browser, phone: Browser
) -> None:
    where = f"/{room.code}/table/1"
    phone.get(where)
    phone.post_form(where, {"point_1": "Désigne quelqu'un.", "point_2": "Un autre point."})
    assert phone.get(where)[1].decode().count("Désigne") >= 2, "in the list and in its field"
    (masked, _) = notes_of(room)
    sent = {"kind": entries.TEXT_MASKED, "activity": "cafe", "entry": masked.id, "reason": "nom",
            "saw": "0"}  # fmt: skip
    assert console.post_control(f"/regie/{room.code}/agir", sent)[0] == 200
    page = phone.get(where)[1].decode()
    assert "Désigne" not in page
    assert "Un autre point." in page


@pytest.mark.parametrize("table", ["0", "99", "7"])
def test_a_table_that_is_not_there_is_said(room: Room, phone: Browser, table: str) -> None:
    assert phone.get(f"/{room.code}/table/{table}")[0] in (404, 409)
    phone.get(f"/{room.code}/table/1")
    status, _ = phone.post_form(f"/{room.code}/table/{table}", {"said": "Ailleurs."})
    assert status in (404, 409, 422)
    log = room.engine.read(readers.ReadLog(room.code))
    assert not [entry for entry in log if entry.kind == "note"]


def test_a_form_cannot_speak_for_another_table(room: Room, phone: Browser) -> None:
    phone.get(f"/{room.code}/table/1")
    phone.post_form(f"/{room.code}/table/1", {"said": "Ici.", "round": "1", "table": "2"})
    log = room.engine.read(readers.ReadLog(room.code))
    assert [entry.author for entry in log if entry.kind == "note"] == ["table 1"]


def test_a_meeting_without_tables_says_so(make_room: Callable[..., Room]) -> None:
    plain = make_room()
    with served(plain.engine) as where:
        browser = Browser(where)
        browser.get(f"/{plain.code}")
        browser.post_form(f"/{plain.code}", {})
        for path in ("table/1", "parcours?badge=1"):
            status, page = browser.get(f"/{plain.code}/{path}")
            assert status == 404
            assert "pas de tables" in text(page)
        browser.close()


def test_a_route_asked_for_once_people_work_at_tables_leads_back_to_the_meeting(
    make_room: Callable[..., Room],
) -> None:
    made = make_room(sheet(
        activity("cafe", "worldcafe", settings=CAFE, planned=45, most=60),
        activity("tables", "worktables", settings={"question": "Que faut-il au labo ?",
                 "tables": [{"label": "Coach", "tables": 2}]}, planned=30, most=45),
    ))  # fmt: skip
    made.open("cafe")
    made.close("cafe")
    made.open("tables")
    with served(made.engine) as where:
        phone = Browser(where)
        phone.get(f"/{made.code}")
        phone.post_form(f"/{made.code}", {})
        _, page = phone.get(f"/{made.code}/parcours?badge=9")
        phone.close()
    assert "Que faut-il au labo ?" in text(page)


@pytest.mark.parametrize("badge", ["", "0", "99", "<b>", "é", "1" * 400])
def test_any_badge_is_answered_with_words(room: Room, phone: Browser, badge: str) -> None:
    status, page = phone.get(f"/{room.code}/parcours?badge={quote(badge)}")
    assert status == 200
    assert "pas dans la répartition" in text(page)
    assert b"<b>" not in page


def notes_of(room: Room) -> list[entries.LogEntry]:
    log: list[entries.LogEntry] = room.engine.read(readers.ReadLog(room.code))
    return [entry for entry in log if entry.kind in ("note", "harvest", "strike")]


@pytest.mark.parametrize(
    ("query", "medium"), [("", "phone"), ("?sur=ordinateur", "laptop"), ("?sur=papier", "phone")]
)
def test_a_note_says_on_what_it_was_written(
    room: Room, phone: Browser, query: str, medium: str
) -> None:
    phone.get(f"/{room.code}/table/1{query}")
    phone.post_form(f"/{room.code}/table/1{query}", {"said": "Ici.", "round": "1"})
    assert [entry.medium for entry in notes_of(room)] == [medium]
    _, page = phone.get(f"/{room.code}/table/1{query}")
    assert ("sur ordinateur." in text(page)) is (medium == "laptop")


def test_a_page_that_sends_the_same_words_twice_notes_them_once(room: Room, phone: Browser) -> None:
    where = f"/{room.code}/table/1"
    _, page = phone.get(where)
    (once,) = re.findall(r'name="once" value="([0-9a-f]+)"', page.decode())
    sent = {"said": "Une fois.", "round": "1", "once": once}
    for _ in range(2):
        phone.post_form(where, sent)
    phone.post_form(where, {**sent, "said": "Autre chose."})
    assert [entry.body["text"] for entry in notes_of(room)] == ["Une fois.", "Autre chose."]


def test_two_pages_of_a_table_do_not_overwrite_each_others_harvest(
    room: Room, phone: Browser
) -> None:
    """The second page still shows an empty first point, then an older one."""
    where = f"/{room.code}/table/1"
    phone.get(where)
    phone.post_form(where, {"point_1": "D'abord.", "was_1": ""})
    phone.post_form(where, {"point_2": "Ensuite.", "point_1": "", "was_1": ""})
    phone.post_form(
        where,
        {"point_1": "Mieux.", "was_1": "D'abord.", "point_2": "Ensuite.", "was_2": "Ensuite."},
    )
    phone.post_form(where, {"point_1": "D'abord.", "was_1": "D'abord.", "point_3": "Puis."})
    said = [(entry.body["rank"], entry.body["text"]) for entry in notes_of(room)]
    assert said == [(1, "D'abord."), (2, "Ensuite."), (1, "Mieux."), (3, "Puis.")]


def test_a_point_of_the_harvest_can_be_struck_out(room: Room, phone: Browser) -> None:
    where = f"/{room.code}/table/1"
    phone.get(where)
    phone.post_form(where, {"point_1": "À retirer."})
    (point,) = notes_of(room)
    phone.post_form(where, {"strike": point.id})
    assert "À retirer." not in text(phone.get(where)[1])


HOSTILE = ["<script>alert(1)</script>", "a\x00b\x07c", "\u202eenvers", "😀" * 400, "x" * 501, "   ",
           "ligne\r\nligne", "' OR 1=1 --"]  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE)
def test_whatever_is_typed_is_kept_as_words_or_refused_in_words(
    room: Room, phone: Browser, said: str
) -> None:
    where = f"/{room.code}/table/1"
    phone.get(where)
    status, page = phone.post_form(where, {"said": said, "round": "1"})
    assert status in (200, 422)
    assert b"<script>alert" not in page
    assert len(notes_of(room)) == (status == 200)
    for entry in notes_of(room):
        assert not re.search(r"[\x00-\x08]", str(entry.body["text"]))


@pytest.mark.parametrize("number", ["0", "4", "-1", "x", "1e9", "²"])
def test_a_round_that_is_not_there_is_refused(room: Room, phone: Browser, number: str) -> None:
    where = f"/{room.code}/table/1"
    phone.get(where)
    status, page = phone.post_form(where, {"said": "Ici.", "round": number})
    assert status == 422
    assert "alert" in page.decode()
    assert not notes_of(room)


def test_what_was_typed_is_still_there_when_it_is_refused(room: Room, phone: Browser) -> None:
    where = f"/{room.code}/table/1"
    phone.get(where)
    _, page = phone.post_form(where, {"said": "À ne pas perdre.", "round": "9"})
    assert "À ne pas perdre." in text(page)


def test_after_the_end_a_table_is_told_that_nothing_changes(
    room: Room, console: Browser, phone: Browser
) -> None:
    where = f"/{room.code}/table/1"
    phone.get(where)
    phone.post_form(where, {"said": "Avant.", "round": "1"})
    room.close("cafe")
    room.control(entries.MEETING_ENDED)
    status, page = phone.post_form(where, {"said": "Après.", "round": "1"})
    assert status == 409
    assert "terminée" in text(page)
    assert [entry.body["text"] for entry in notes_of(room)] == ["Avant."]


def test_a_mend_while_a_table_writes_keeps_both(
    room: Room, console: Browser, phone: Browser
) -> None:
    assert ask(console, room, do="plan")[0] == 200
    assert ask(console, room, do="round")[0] == 200
    where = f"/{room.code}/table/2"
    phone.get(where)
    assert ask(console, room, do="mend", closed="2")[0] == 200
    status, page = phone.post_form(where, {"said": "Dit à la table qui ferme.", "round": "1"})
    assert status == 200
    assert "Cette table est fermée" in text(page)
    assert "Dit à la table qui ferme." in text(page)


def test_streams_and_tables_go_on_while_seats_are_mended(
    room: Room, console: Browser, phone: Browser, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The correction stands still here for as long as others need to be served."""
    assert ask(console, room, do="plan")[0] == 200
    is_mending, may_end, said = threading.Event(), threading.Event(), []
    mended = seating.mended

    def waits(*given: Any, **named: Any) -> Any:
        is_mending.set()
        assert may_end.wait(30)
        return mended(*given, **named)

    monkeypatch.setattr(seating, "mended", waits)
    asking = threading.Thread(
        target=lambda: said.append(ask(console, room, do="mend", absent="3")), daemon=True
    )
    asking.start()
    assert is_mending.wait(10)
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request(
        "GET", f"/live/{room.code}/stream?surface=phone", headers={"Cookie": phone._jar()}
    )
    stream = connection.getresponse()
    assert read_event(stream)[0] == "beat"
    assert read_event(stream)[0] == "frame"
    for number in range(5):
        phone.get(f"/{room.code}/table/1")
        phone.post_form(f"/{room.code}/table/1", {"said": f"Propos {number}.", "round": "1"})
    room.close("cafe")
    while read_event(stream)[0] != "frame":
        pass
    assert len(notes_of(room)) == 5
    assert not said
    may_end.set()
    asking.join(10)
    connection.close()
    assert len(said) == 1


def test_a_badge_reaches_neither_the_log_nor_an_answer(make_room: Callable[..., Room]) -> None:
    """Phones ask for the routes of badges, then slip these numbers into a ballot."""
    made = make_room(
        sheet(
            activity("cafe", "worldcafe", settings=CAFE, planned=45, most=60),
            activity("grille", "positioning"),
        )
    )
    made.open("cafe")
    with served(made.engine) as where:
        console, *phones = [Browser(where) for _ in range(8)]
        console.get(f"/regie/{made.code}?cle={made.console.hex()}")
        assert ask(console, made, do="plan")[0] == 200
        for phone in phones:
            phone.get(f"/{made.code}")
            phone.post_form(f"/{made.code}", {})
        known = len(made.engine.read(readers.ReadLog(made.code)))
        for badge, phone in enumerate(phones, 11):
            assert "table" in text(phone.get(f"/{made.code}/parcours?badge={badge}")[1])
        assert len(made.engine.read(readers.ReadLog(made.code))) == known
        made.close("cafe")
        made.open("grille")
        for badge, phone in enumerate(phones, 11):
            phone.get(f"/{made.code}/salle?badge={badge}")
            sent = {"activity": "grille", "stance": "placed", "x": "3", "y": "-4",
                    "badge": str(badge)}  # fmt: skip
            assert phone.post_form(f"/{made.code}/repondre", sent)[0] == 200
        made.close("grille")
        for browser in (console, *phones):
            browser.close()
    answers = [
        each
        for each in made.engine.read(readers.ReadLog(made.code))
        if each.activity == "grille" and each.kind not in entries.CONTROLS
    ]
    placed = [each for each in answers if "x" in each.body]
    assert len(placed) == 7
    assert {json.dumps(each.body) for each in placed} == {json.dumps(placed[0].body)}
    assert {each.author for each in answers} == {None}


def test_the_hour_after_offers_the_papers_of_tables(room: Room, console: Browser) -> None:
    room.close("cafe")
    _, page = console.get(f"/regie/{room.code}/apres")
    assert f"/regie/{room.code}/cafe/scribe" in page.decode()
    assert "attendait de feuille" not in text(page)
    assert console.get(f"/regie/{room.code}/cafe/scribe")[0] == 200


class TestChosenTables:
    @pytest.fixture
    def room(self, make_room: Callable[..., Room]) -> Room:
        settings = {**CAFE, "assignment": "free", "people": 20}
        made = make_room(
            sheet(activity("cafe", "worldcafe", settings=settings, planned=45, most=60))
        )
        made.open("cafe")
        return made

    def test_a_phone_without_scripts_books_and_hears_why_not(
        self, room: Room, console: Browser, phone: Browser
    ) -> None:
        assert ask(console, room, do="book", badges="1 2 3", table="1")[0] == 200
        phone.get(f"/{room.code}/salle")
        sent = {"activity": "cafe", "badge": "9", "seat": "1.1"}
        assert phone.post_form(f"/{room.code}/repondre", sent)[0] == 200
        _, page = phone.get(f"/{room.code}/parcours?badge=9")
        assert "table 1" in text(page)
        phone.get(f"/{room.code}/salle")
        status, page = phone.post_form(f"/{room.code}/repondre", {**sent, "badge": "10"})
        assert status == 422
        assert "la table 1 est complète. Il reste de la place ici : 2, 3, 4, 5, 6." in text(page)
        assert re.search(r'name="badge"[^>]*value="10"', page.decode()), "what was typed is lost"
        status, said = ask(console, room, do="book", badges="11", table="1")
        assert (status, said["refused"]) == (409, "taken")

    def test_a_phone_without_scripts_hears_that_its_table_closed(
        self, room: Room, console: Browser, phone: Browser
    ) -> None:
        assert ask(console, room, do="book", badges="9", table="1")[0] == 200
        assert ask(console, room, do="close", table="1")[0] == 200
        assert "Votre table a fermé." in text(phone.get(f"/{room.code}/parcours?badge=9")[1])
        assert "a fermé" not in text(phone.get(f"/{room.code}/parcours?badge=10")[1])

    def test_a_wall_of_stations_says_which_is_closed(self, make_room: Callable[..., Room]) -> None:
        stations = [{"label": f"À la rencontre des usagers {n}", "tables": 5} for n in range(6)]
        settings = {**CAFE, "stations": stations, "assignment": "free"}
        made = make_room(
            sheet(activity("cafe", "worldcafe", settings=settings, planned=45, most=60))
        )
        made.open("cafe")
        with served(made.engine) as where:
            console, wall = Browser(where), Browser(where)
            console.get(f"/regie/{made.code}?cle={made.console.hex()}")
            for table in range(1, 6):
                assert ask(console, made, do="close", table=str(table))[0] == 200
            _, page = wall.get(f"/ecran/{made.code}?cle={made.projector.hex()}")
            console.close()
            wall.close()
        told = re.findall(r"<dd>(.*?)</dd>", text(page))
        assert told == ["fermé", *["30 places"] * 5]

    def test_badges_are_printed_for_those_who_have_no_phone(
        self, room: Room, console: Browser
    ) -> None:
        for name in ("badges", "tables"):
            status, page = console.get(f"/regie/{room.code}/cafe/papier/{name}.pdf")
            assert status == 200
            assert page.startswith(b"%PDF")

    def test_a_badge_without_a_number_is_asked_for(self, room: Room, phone: Browser) -> None:
        _, page = phone.get(f"/{room.code}/parcours")
        assert 'name="badge"' in page.decode()
        assert "pas dans la répartition" not in text(page)


def test_people_are_seated_the_day_before_and_papers_wait_for_it(
    make_room: Callable[..., Room], new_browser: Callable[[], Browser]
) -> None:
    room = make_room(sheet(activity("cafe", "worldcafe", settings=CAFE, planned=45, most=60)))
    with served(room.engine) as address:
        console = Browser(address)
        console.get(f"/regie/{room.code}?cle={room.console.hex()}")
        for name in ("cartes", "liste", "badges"):
            status, page = console.get(f"/regie/{room.code}/cafe/papier/{name}.pdf")
            assert status == 409
            assert "ne sont pas encore réparties" in text(page)
        assert "pas encore réparties" in text(console.get(f"/regie/{room.code}/veille")[1])
        assert console.get(f"/regie/{room.code}/dossier/tables-a4.pdf")[0] == 409
        page = text(console.get(f"/regie/{room.code}/dossier")[1])
        assert "Répartir aux tables" in page
        assert "tables-a4.pdf" not in page, "half of the papers would be printed"
        sent = {"activity": "cafe", "saw": "0", "do": "plan", "then": "pack", "at": "tables-cafe"}
        status, _ = console.post_form(f"/regie/{room.code}/diriger", sent)
        assert status == 200
        assert "Cartes de parcours" in text(console.page)
        assert "les cartes et les listes déjà imprimées ne vaudront plus" in text(console.page)
        assert "tables-a4.pdf" in text(console.page)
        assert "pas encore réparties" not in text(console.get(f"/regie/{room.code}/veille")[1])
        status, paper = console.get(f"/regie/{room.code}/dossier/tables-a4.pdf")
        assert (status, paper[:5]) == (200, b"%PDF-")
        assert console.get(f"/regie/{room.code}/dossier/tables-a3.pdf")[0] == 200
        for name in ("cartes", "liste", "badges", "tables"):
            status, paper = console.get(f"/regie/{room.code}/cafe/papier/{name}.pdf")
            assert (status, paper[:5]) == (200, b"%PDF-")
        console.close()
    room.open("cafe")
    log = written_log(room.engine.read(readers.ReadLog(room.code)))
    assert replayed(log).room.activities["cafe"].n_directed == 1  # seats came before the opening
