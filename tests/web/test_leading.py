"""Leading a meeting: the console's forms, the remote, the moments around it, rehearsals."""

import http.client
import json
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from mire.cli.rehearsal.browser import Browser
from mire.live.engine.notes import ReadNotes
from mire.live.engine.requests import CreateRoom, Look
from mire.live.replay import replayed
from mire.live.state import entries
from mire.live.state.replans import offers
from mire.technique_api.refusal import Refusal
from mire.web.console.console import KEYS
from tests.support.rooms import Room, placed
from tests.support.sheets import activity, sheet
from tests.web.test_pages import text

pytestmark = pytest.mark.storage

PAGES = ("veille", "veille/essais", "dossier", "apres", "telecommande")


def act(browser: Browser, room: Room, kind: str, **fields: Any) -> tuple[int, dict[str, Any]]:
    sent = {"kind": kind, "saw": str(room.state.version), **fields}
    return browser.post_control(f"/regie/{room.code}/agir", sent)


def test_pages_of_the_lead_are_for_who_holds_the_console(
    room: Room, phone: Browser, new_browser: Callable[[], Browser]
) -> None:
    for browser in (phone, new_browser()):
        for page in PAGES:
            status, body = browser.get(f"/regie/{room.code}/{page}")
            assert status == 403, page
            assert room.console.hex().encode() not in body
        phone.get(f"/{room.code}/salle")
        for page in ("note", "repeter", "vitesse", "jeter"):
            status, _ = phone.post_form(f"/regie/{room.code}/{page}", {"words": "x", "n": "3"})
            assert status == 403, page
    assert room.engine.read(ReadNotes(room.code)) == []
    assert room.engine.crews == {}


def test_the_key_opens_the_remote_and_leaves_the_address(
    room: Room, new_browser: Callable[[], Browser]
) -> None:
    browser = new_browser()
    status, page = browser.get(f"/regie/{room.code}/telecommande?cle={room.console.hex()}")
    assert status == 200
    assert room.console.hex() not in text(page)
    assert "Commencer" in text(page)
    wrong = new_browser().get(f"/regie/{room.code}/telecommande?cle={'0' * 48}")
    assert wrong[0] == 403


def test_a_plan_is_applied_as_it_was_seen_and_undone(room: Room, console: Browser) -> None:
    room.enter("cadrage")
    room.clock.pass_time(minutes=75)
    found = offers(room.state, room.engine.now(room.engine.room(room.code)))
    assert found is not None
    assert found.plans
    console.get(f"/regie/{room.code}")
    assert "façons de finir" in text(console.page) or "façon de finir" in text(console.page)
    seen = re.findall(rb'name="plan_minutes" value="([^"]+)"', console.page)
    assert len(seen) == len(found.plans)
    minutes = seen[0].decode().replace("&quot;", '"')
    status, _ = act(console, room, entries.PLAN_APPLIED, plan="spread", plan_minutes=minutes)
    assert status == 200
    for id, given in json.loads(minutes).items():
        made = room.state.activities[id]
        assert made.is_skipped if given is None else made.allotted == given
    status, _ = act(console, room, entries.PLAN_UNDONE)
    assert status == 200
    assert {each.allotted for each in room.state.activities.values()} == {10}


@pytest.mark.parametrize(
    "written", ["", "{", "[]", "null", '{"cadrage": "x"}', '{"x": 3}', "9" * 9]
)
def test_a_plan_that_nobody_offered_changes_nothing(
    room: Room, console: Browser, written: str
) -> None:
    room.enter("cadrage")
    before = room.state
    status, said = act(console, room, entries.PLAN_APPLIED, plan="x", plan_minutes=written)
    assert status == 409
    assert said["message"]
    assert room.state == before


def test_an_activity_is_added_and_the_slot_moved_by_plain_forms(
    room: Room, console: Browser
) -> None:
    room.enter("cadrage")
    status, _ = act(console, room, entries.INSERTED, title=" Vos  questions ", planned="7")
    assert status == 200
    added = room.state.activities["ajout-1"]
    assert (added.sheet.title, added.sheet.planned, added.number) == ("Vos questions", 7, 2)
    status, _ = act(console, room, entries.SLOT_MOVED, starts="09:15")
    assert status == 200
    assert room.state.slot_minute == 15
    for starts in ("", "25:00", "9h15", "-1"):
        assert act(console, room, entries.SLOT_MOVED, starts=starts)[0] == 409
    for fields in (
        {"title": "", "planned": "5"},
        {"title": "x", "planned": "0"},
        {"title": "x", "planned": "cinq"},
        {"title": "x"},
    ):
        assert act(console, room, entries.INSERTED, **fields)[0] == 409
    assert len(room.state.activities) == 4


def test_a_second_console_sees_the_hand_and_may_take_it(
    room: Room, console: Browser, new_browser: Callable[[], Browser]
) -> None:
    other = new_browser()
    other.get(f"/regie/{room.code}?cle={room.console.hex()}")
    assert act(console, room, entries.HAND_TAKEN, name="Animation · D07")[0] == 200
    other.get(f"/regie/{room.code}")
    assert "Animation · D07" in text(other.page)
    status, said = act(other, room, entries.ENTERED, activity="cadrage")
    assert (status, said["refused"]) == (409, "hand")
    assert act(other, room, entries.HAND_TAKEN, name="Appui · D12")[0] == 200
    assert act(other, room, entries.ENTERED, activity="cadrage")[0] == 200
    assert act(console, room, entries.EXTENDED, activity="cadrage", minutes="2")[0] == 409


def test_the_pause_is_said_on_phones_and_projector(
    room: Room, console: Browser, phone: Browser
) -> None:
    room.enter("cadrage")
    room.clock.pass_time(minutes=4)
    act(console, room, entries.PAUSED)
    for browser, path in ((phone, f"/{room.code}/salle"), (console, f"/ecran/{room.code}")):
        browser.get(path)
        assert "Pause" in text(browser.page)
        assert 'data-left-s="360"' in text(browser.page)
    console.get(f"/regie/{room.code}")
    act(console, room, entries.RESUMED)
    phone.get(f"/{room.code}/salle")
    assert "Pause" not in text(phone.page)
    assert 'data-left-s=""' in text(phone.page)


def test_notes_stay_between_consoles(room: Room, console: Browser, phone: Browser) -> None:
    console.get(f"/regie/{room.code}/apres")
    secret = "revoir la <b>sono</b> & le micro"
    console.post_form(f"/regie/{room.code}/note", {"words": secret})
    assert "revoir la <b>sono</b> & le micro" in text(console.page)
    assert b"<b>sono" not in console.page
    for path in (
        f"/regie/{room.code}/journal",
        f"/regie/{room.code}/restitution",
        f"/ecran/{room.code}",
    ):
        assert b"sono" not in console.get(path)[1], path
    assert b"sono" not in phone.get(f"/{room.code}/salle")[1]
    # The consoles see it beside what goes on, and nobody else asks for it.
    assert "revoir la <b>sono</b>" in text(console.get(f"/regie/{room.code}")[1])
    assert b"<b>sono" not in console.page
    assert b"sono" in console.get(f"/regie/{room.code}/note")[1]
    assert phone.get(f"/regie/{room.code}/note")[0] == 403
    note = room.engine.read(ReadNotes(room.code))[0]
    console.get(f"/regie/{room.code}/apres")
    console.post_form(f"/regie/{room.code}/note", {"erase": note.id})
    assert b"sono" not in console.page
    status, page = console.post_form(f"/regie/{room.code}/note", {"words": " "})
    assert status == 409
    assert "Une note compte" in text(page)


def test_a_frozen_sheet_says_its_fingerprint_on_what_is_printed(
    room: Room, console: Browser
) -> None:
    console.get(f"/regie/{room.code}/veille")
    sent = {"kind": entries.SHEET_FROZEN, "saw": str(room.state.version), "then": "day_before"}
    console.post_form(f"/regie/{room.code}/agir", sent)
    found = re.search(r"Figé, version ([0-9a-f]{8})", text(console.page))
    assert found
    assert text(console.get(f"/regie/{room.code}/dossier")[1]).count(found[1]) >= 4
    room.control(entries.SHEET_RELEASED)
    room.control(entries.SKIPPED, "meteo")
    assert found[1] not in text(console.get(f"/regie/{room.code}/dossier")[1])


def test_the_pack_holds_every_sheet_and_no_secret(room: Room, console: Browser) -> None:
    page = text(console.get(f"/regie/{room.code}/dossier")[1])
    for title in ("Conducteur", "Animation", "Temps et écran", "Accueil et aide", "Scripteur",
                  "Table 6", "Séquence grille", "Séquence meteo"):  # fmt: skip
        assert title in page
    assert "Table 7" not in page
    assert room.console.hex() not in page
    assert "cle=" not in page
    heads = re.findall(r'<p class="sheet-code">.*?</p>', page)
    assert len(heads) > 6
    assert all(room.code in each and "21 mars 2018" in each for each in heads)


def test_a_phone_tries_the_room_and_the_eve_says_what_it_found(
    room: Room, console: Browser, new_browser: Callable[[], Browser]
) -> None:
    visitor = new_browser()
    assert visitor.get(f"/{room.code}/essai")[0] == 200
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', visitor.page)
    assert token
    good = {"stream": False, "page_ms": 812, "trip_ms": 95, "clock_s": 3600}
    for sent, expected in ((good, 200), ({**good, "page_ms": -1}, 409), ({"stream": True}, 409)):
        assert send_json(visitor, f"/{room.code}/essai", sent, token[1].decode()) == expected
    page = text(console.get(f"/regie/{room.code}/veille")[1])
    assert "page en 812 ms, aller-retour en 95 ms" in page
    assert "toutes les 2 secondes" in page
    assert "L'horloge de ce téléphone n'est pas à l'heure" in page
    assert len(room.engine.room(room.code).seats) == 0, "a trial takes no seat"


def send_json(browser: Browser, path: str, value: object, token: str) -> int:
    headers = {"Content-Type": "application/json", "X-CSRFToken": token}
    return browser._ask("POST", path, json.dumps(value).encode(), headers)[0]


@pytest.mark.django_db(transaction=True)
def test_a_rehearsal_is_another_room_marked_everywhere_and_thrown_away(
    room: Room, console: Browser, new_browser: Callable[[], Browser]
) -> None:
    act(console, room, entries.SKIPPED, activity="meteo")
    console.get(f"/regie/{room.code}/veille")
    for n in ("", "0", "201", "dix"):
        status, _ = console.post_form(f"/regie/{room.code}/repeter", {"n": n, "speed": "1"})
        assert status == 409
        console.get(f"/regie/{room.code}/veille")
    status, page = console.post_form(f"/regie/{room.code}/repeter", {"n": "12", "speed": "at_once"})
    assert status == 200
    assert "Répétition : ce n'est pas la vraie réunion." in text(page)
    (code,) = room.engine.crews
    assert code != room.code
    assert "Reprendre la répétition" in text(console.get(f"/regie/{room.code}/veille")[1])
    status, page = console.get(f"/regie/{room.code}/repetition")
    assert (status, f"/regie/{code}/agir" in text(page)) == (200, True)
    until = time.monotonic() + 120
    while not room.engine.crews[code].is_done:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert room.state.started_at is None, "the real meeting has not moved"
    assert list(room.engine.room(code).state.activities) == ["cadrage", "grille"], "as changed"
    for path in (f"/regie/{code}", f"/ecran/{code}", f"/regie/{code}/veille",
                 f"/regie/{code}/apres", f"/regie/{code}/relire", f"/regie/{code}/dossier",
                 f"/regie/{code}/restitution", f"/regie/{code}/telecommande",
                 f"/regie/{code}/grille/feuille"):  # fmt: skip
        assert "répétition" in text(console.get(path)[1]).lower(), path
    visitor = new_browser()
    assert "répétition" in text(visitor.get(f"/{code}/salle")[1]).lower()
    console.get(f"/regie/{code}")
    status, page = console.post_form(f"/regie/{code}/jeter", {})
    assert status == 200
    assert "La veille" in text(page)
    assert room.engine.crews == {}
    for path in (f"/{code}", f"/regie/{code}", f"/ecran/{code}"):
        assert console.get(path)[0] == 404, path


@pytest.mark.django_db(transaction=True)
def test_a_rehearsal_is_not_rehearsed(room: Room, console: Browser) -> None:
    console.post_form(f"/regie/{room.code}/repeter", {"n": "3", "speed": "1"})
    (code,) = room.engine.crews
    console.get(f"/regie/{code}")
    assert console.post_form(f"/regie/{code}/repeter", {"n": "3", "speed": "1"})[0] == 409
    assert list(room.engine.crews) == [code]


@pytest.mark.django_db(transaction=True)
def test_a_stream_ends_with_the_rehearsal_that_it_showed(
    room: Room, console: Browser, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mire.web.live_api.app.BEAT_SECONDS", 0.2)
    console.post_form(f"/regie/{room.code}/repeter", {"n": "3", "speed": "1"})
    (code,) = room.engine.crews
    console.get(f"/regie/{code}")
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request(
        "GET", f"/live/{code}/stream?surface=projector", headers={"Cookie": console._jar()}
    )
    answer = connection.getresponse()
    assert answer.status == 200
    console.post_form(f"/regie/{code}/jeter", {})
    assert b"frame" in answer.read(), "read to its end: the stream is whole"
    connection.close()


def test_a_real_meeting_is_not_thrown_away_from_the_web(room: Room, console: Browser) -> None:
    console.get(f"/regie/{room.code}")
    for path in ("jeter", "vitesse"):
        status, page = console.post_form(f"/regie/{room.code}/{path}", {"rate": "10"})
        assert status == 409
        assert "vraie réunion" in text(page)
        console.get(f"/regie/{room.code}")
    assert room.engine.room(room.code).pace is None


def test_the_message_says_the_facts_in_the_meetings_language(room: Room, console: Browser) -> None:
    room.open("grille")
    for _ in range(6):
        room.answer("grille", room.join(), placed(1, 2))
    room.close("grille")
    page = text(console.get(f"/regie/{room.code}/apres")[1])
    assert "Une question vous a été posée" in page
    assert "Séquence grille 6 réponses" in " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_every_key_is_listed(room: Room, console: Browser) -> None:
    """What a key does on the console stands in the list that `?` opens."""
    listed = {key.lower() for keys, _ in KEYS for key in re.split(r"[ ,/]+", keys)}
    listed = {"-" if key == "−" else key for key in listed}
    used = keys_on(console, room)
    room.enter("cadrage")
    room.clock.pass_time(minutes=80)
    used |= keys_on(console, room)
    room.enter("grille")
    used |= keys_on(console, room)
    room.control(entries.OPENED, "grille")
    used |= keys_on(console, room)
    for _ in range(6):
        room.answer("grille", room.join(), placed(1, 2, "une raison"))
    room.control(entries.CLOSING, "grille")
    used |= keys_on(console, room)
    room.clock.pass_time(seconds=11)
    room.engine.ask(Look(room.code))
    used |= keys_on(console, room)
    room.enter("meteo")
    room.control(entries.PLAN_APPLIED, "", plan="drop", minutes={"meteo": 10})
    used |= keys_on(console, room)
    assert used | {"2", "3"} == listed, "as many plans as there are"


def keys_on(console: Browser, room: Room) -> set[str]:
    return set(re.findall(r'data-key="([^"]+)"', text(console.get(f"/regie/{room.code}")[1])))


def pack_times(console: Browser, room: Room) -> list[str]:
    console.get(f"/regie/{room.code}/dossier")
    table = text(console.page).split('class="pack-run"')[1].split("</table>")[0]
    return re.findall(r'<th scope="row">([^<]+)</th>', table.replace("\xa0", " "))


@pytest.mark.parametrize("hours", [-240, -17, -2, 3])
def test_the_pack_is_printed_with_the_times_of_the_sheet(
    room: Room, console: Browser, hours: int
) -> None:
    """The day before is more than half a day away from the meeting."""
    room.clock.pass_time(hours=hours)
    assert pack_times(console, room)[:3] == ["9 h", "9 h 10", "9 h 20"]


def test_a_sequence_is_added_while_one_is_gone_back_to(room: Room, console: Browser) -> None:
    room.enter("cadrage")
    room.enter("grille")
    room.control(entries.ENTERED, "cadrage", minutes=5)
    assert act(console, room, entries.INSERTED, title="Questions", planned="5")[0] == 200
    assert list(room.state.activities) == ["cadrage", "grille", "ajout-1", "meteo"]


@pytest.mark.parametrize(("starts", "minute"), [("00:15", -525), ("18:59", 599), ("23:30", -570)])
def test_a_slot_may_cross_midnight(room: Room, console: Browser, starts: str, minute: int) -> None:
    assert act(console, room, entries.SLOT_MOVED, starts=starts)[0] == 200
    assert room.state.slot_minute == minute


def test_a_slot_that_moves_too_far_is_refused_in_words(room: Room, console: Browser) -> None:
    status, said = act(console, room, entries.SLOT_MOVED, starts="20:00")
    assert status == 409
    assert "heures au plus" in said["message"].replace("\xa0", " ")


def test_the_remote_opened_from_the_console_leads_with_it(
    room: Room, console: Browser, new_browser: Callable[[], Browser], monkeypatch: Any
) -> None:
    """Who has the hand at the laptop has it in the pocket too."""
    drawn: list[str] = []
    moments = "mire.web.console.moments"
    monkeypatch.setattr(f"{moments}.qr_svg", lambda address: drawn.append(address) or "")
    act(console, room, entries.HAND_TAKEN, name="Animation · D07")
    console.get(f"/regie/{room.code}/veille")
    pocket = new_browser()
    status, _ = pocket.get("/regie/" + drawn[-1].split("/regie/")[1])
    assert status == 200
    assert act(pocket, room, entries.ENTERED, activity="cadrage")[0] == 200


def test_a_remote_without_the_hand_may_take_it(
    room: Room, console: Browser, new_browser: Callable[[], Browser]
) -> None:
    pocket = new_browser()
    pocket.get(f"/regie/{room.code}/telecommande?cle={room.console.hex()}")
    act(console, room, entries.HAND_TAKEN, name="Animation · D07")
    pocket.get(f"/regie/{room.code}/telecommande")
    assert act(pocket, room, entries.ENTERED, activity="cadrage")[0] == 409
    assert 'value="hand.taken"' in text(pocket.page)
    assert act(pocket, room, entries.HAND_TAKEN, name="Télécommande")[0] == 200
    assert act(pocket, room, entries.ENTERED, activity="cadrage")[0] == 200


def test_the_log_that_is_given_away_holds_no_private_note(room: Room, console: Browser) -> None:
    played = sheet(activity("cadrage", notes="ne pas citer la direction D03"))
    code, key, _ = room.engine.ask(CreateRoom(played))
    console.get(f"/regie/{code}?cle={key.hex()}")
    _, log = console.get(f"/regie/{code}/journal")
    assert "ne pas citer" not in text(log)
    assert replayed(log).room.sheet.activity[0].title == "Séquence cadrage"


def test_what_was_skipped_or_added_counts_in_what_is_printed(room: Room, console: Browser) -> None:
    room.control(entries.SKIPPED, "grille")
    assert pack_times(console, room)[:3] == ["9 h", "9 h 10", "9 h 10"]
    console.get(f"/regie/{room.code}/veille")
    assert "20 min prévues pour un créneau de 90 min : 70 min de marge." in plain(console)
    act(console, room, entries.INSERTED, title="Questions", planned="100")
    console.get(f"/regie/{room.code}/veille")
    assert "120 min prévues pour un créneau de 90 min : 30 min de trop." in plain(console)
    console.get(f"/regie/{room.code}")
    assert "Ce conducteur finirait à 11 h, 30 min après la fin promise." in plain(console)


def test_a_sheet_with_all_skipped_says_what_to_do(room: Room, console: Browser) -> None:
    for id in room.state.activities:
        room.control(entries.SKIPPED, id)
    for page in ("", "/telecommande"):
        console.get(f"/regie/{room.code}{page}")
        assert "Commencer" not in plain(console).split('id="keys"')[0]
    console.get(f"/regie/{room.code}")
    assert "Toutes les séquences sont passées" in plain(console)


def plain(console: Browser) -> str:
    return text(console.page).replace("\xa0", " ").replace("\u202f", " ")


def test_printed_in_the_meeting_the_times_follow_what_happened(
    room: Room, console: Browser
) -> None:
    room.clock.pass_time(minutes=5)
    room.enter("cadrage")
    room.control(entries.EXTENDED, "cadrage", minutes=6)
    assert pack_times(console, room)[:3] == ["9 h 05", "9 h 21", "9 h 31"]
    assert "<td>9 h 21</td>" in plain(console)


def test_a_meeting_may_end_before_its_last_activity(room: Room, console: Browser) -> None:
    room.enter("grille")
    assert "e" in keys_on(console, room)
    page = console.get(f"/regie/{room.code}")[1].decode()
    unwritten = page[
        page.index("data-unwritten") : page.index("</details>", page.index("data-unwritten"))
    ]
    assert f"/regie/{room.code}/grille/scribe" in unwritten, "its sheets may be on paper"
    assert f"/regie/{room.code}/meteo/scribe" not in unwritten
    assert act(console, room, entries.MEETING_ENDED)[0] == 200
    after = console.get(f"/regie/{room.code}/apres")[1].decode()
    assert f"/regie/{room.code}/grille/scribe" in after
    assert act(console, room, entries.PAPERS_IN)[0] == 200
    assert "/scribe" not in console.get(f"/regie/{room.code}/apres")[1].decode()
    assert room.state.ended_at is not None
    assert room.state.activities["meteo"].entered_at is None


def test_a_meeting_does_not_end_over_an_open_question(room: Room, console: Browser) -> None:
    room.open("grille")
    assert "e" not in keys_on(console, room)
    assert act(console, room, entries.MEETING_ENDED)[0] == 409


def test_tables_are_reopened_and_ballots_are_not(room: Room) -> None:
    for _ in range(6):
        room.join()
    room.open("grille")
    room.close("grille")
    with pytest.raises(Refusal) as refused:
        room.control(entries.REOPENED, "grille")
    assert refused.value.code == "closed"
