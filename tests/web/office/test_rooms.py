"""Between a meeting's page and its room: closed before the start, rehearsed whole, the way back."""

from time import monotonic, sleep

import pytest
from django.test import Client
from pytest_django import Settings

from mire.live.engine.controls import Control
from mire.live.engine.engine import current_engine
from mire.live.engine.keeping import TakeBack
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.programme.journal.models import Entry
from mire.programme.meetings.models import Meeting
from mire.programme.people.rules import Right
from tests.support.meetings import here
from tests.support.office import Office
from tests.support.plain_words import typed
from tests.support.rooms import Room


def press(room: Room, code: str, kind: str, activity: str = "") -> None:
    saw = room.engine.room(code).state.version
    room.engine.ask(Control(code, Command(kind, activity, saw=saw)))


def opened(office: Office, facilitator: Client, meeting: Meeting) -> str:
    facilitator.post(here(office, meeting, "/ouvrir"))
    meeting.refresh_from_db()
    assert meeting.code
    return meeting.code


def test_a_room_opened_too_early_is_closed_and_the_sheet_changes_again(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    code = opened(office, facilitator, meeting)
    assert here(office, meeting, "/refermer") in facilitator.get(here(office, meeting)).text
    asked = facilitator.get(here(office, meeting, "/refermer")).text
    assert code in asked
    assert facilitator.post(here(office, meeting, "/refermer")).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.code, meeting.opened_at) == (None, None)
    assert Client().get(f"/{code}").status_code == 404
    page = facilitator.get(here(office, meeting)).text
    assert "Ouvrir la salle" in page
    assert 'data-act="minutes:cafe"' in page
    assert Entry.objects.filter(act="meeting.taken_back").count() == 1
    # Sent twice; then opened again, under another code.
    assert facilitator.post(here(office, meeting, "/refermer")).status_code == 302
    assert opened(office, facilitator, meeting) != code
    assert Entry.objects.filter(act="meeting.taken_back").count() == 1


def test_a_room_where_the_meeting_began_stays(
    office: Office, facilitator: Client, meeting: Meeting, room: Room
) -> None:
    code = opened(office, facilitator, meeting)
    press(room, code, entries.ENTERED, "cadrage")
    assert here(office, meeting, "/refermer") not in facilitator.get(here(office, meeting)).text
    answer = facilitator.post(here(office, meeting, "/refermer"))
    assert answer.status_code == 422
    assert "a commencé" in answer.text
    meeting.refresh_from_db()
    assert meeting.code == code
    assert room.engine.room(code).code == code


def test_a_room_that_is_gone_leaves_a_meeting_that_can_be_prepared_again(
    office: Office, facilitator: Client, meeting: Meeting, room: Room
) -> None:
    """The live room goes first: a process that ends between the two leaves such a meeting."""
    room.engine.ask(TakeBack(opened(office, facilitator, meeting)))
    assert here(office, meeting, "/refermer") in facilitator.get(here(office, meeting)).text
    assert facilitator.post(here(office, meeting, "/refermer")).status_code == 302
    meeting.refresh_from_db()
    assert meeting.code is None


def rehearse(office: Office, facilitator: Client, meeting: Meeting) -> str:
    answer = facilitator.post(here(office, meeting, "/repeter"))
    return answer["Location"].rsplit("/", 1)[1]


def lead_through(room: Room, code: str) -> None:
    for activity in list(room.engine.room(code).state.activities):
        press(room, code, entries.ENTERED, activity)


def leave(facilitator: Client, code: str) -> str:
    return facilitator.post(f"/regie/{code}/jeter")["Location"]


def test_only_a_rehearsal_led_to_its_end_counts(
    office: Office, facilitator: Client, meeting: Meeting, room: Room
) -> None:
    half = rehearse(office, facilitator, meeting)
    press(room, half, entries.ENTERED, "cadrage")
    assert leave(facilitator, half) == here(office, meeting)
    assert "pas encore répété" in facilitator.get(here(office, meeting)).text
    ended = rehearse(office, facilitator, meeting)
    press(room, ended, entries.ENTERED, "cadrage")
    press(room, ended, entries.MEETING_ENDED)
    leave(facilitator, ended)
    assert "pas encore répété" in facilitator.get(here(office, meeting)).text
    whole = rehearse(office, facilitator, meeting)
    lead_through(room, whole)
    leave(facilitator, whole)
    assert "pas encore répété" not in facilitator.get(here(office, meeting)).text


def test_a_rehearsal_left_by_the_back_button_is_offered_again(
    office: Office, facilitator: Client, meeting: Meeting, room: Room
) -> None:
    where = here(office, meeting)
    assert "Reprendre la répétition" not in facilitator.get(where).text
    assert facilitator.get(f"{where}/repetition")["Location"] == where
    code = rehearse(office, facilitator, meeting)
    assert "Reprendre la répétition" in facilitator.get(where).text
    colleague = office.browser(Right.FACILITATOR)
    assert colleague.get(f"{where}/repetition")["Location"] == f"/regie/{code}"
    assert colleague.get(f"/regie/{code}").status_code == 200
    observer = office.browser(Right.READER)
    assert observer.get(f"{where}/repetition").status_code == 403
    lead_through(room, code)
    page = facilitator.get(where).text  # left by Back, at the last activity
    assert "pas encore répété" not in page
    leave(facilitator, code)
    assert "Reprendre la répétition" not in facilitator.get(where).text


def test_a_rehearsal_may_play_by_itself(
    office: Office, facilitator: Client, meeting: Meeting, room: Room
) -> None:
    assert 'value="at_once"' in facilitator.get(here(office, meeting)).text
    answer = facilitator.post(here(office, meeting, "/repeter"), {"speed": "at_once"})
    code = answer["Location"].rsplit("/", 1)[1]
    until = monotonic() + 120
    while not room.engine.crews[code].is_done:
        assert monotonic() < until
        sleep(0.05)
    leave(facilitator, code)
    assert "pas encore répété" not in facilitator.get(here(office, meeting)).text


def test_a_rehearsal_of_a_sheet_that_changed_meanwhile_does_not_count(
    office: Office, facilitator: Client, meeting: Meeting, room: Room
) -> None:
    code = rehearse(office, facilitator, meeting)
    given = {"version": str(meeting.version), "act": "minutes:cadrage", "planned": "9"}
    facilitator.post(here(office, meeting, "/conducteur"), given)
    lead_through(room, code)
    leave(facilitator, code)
    assert "pas encore répété" in facilitator.get(here(office, meeting)).text


def test_words_of_a_form_are_kept_in_sight_when_the_room_was_opened_meanwhile(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    version = str(meeting.version)
    opened(office, facilitator, meeting)
    given = {"version": version, "act": "activity", "sequence": "cafe", "a.title": "Le café revu"}
    answer = facilitator.post(here(office, meeting, "/conducteur"), given)
    assert answer.status_code == 422
    assert "Le café revu</textarea>" in answer.text


def test_words_of_a_form_come_back_after_a_session_that_lapsed(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    lapsed = Client()
    given = {
        "version": str(meeting.version),
        "act": "activity",
        "sequence": "cafe",
        "a.title": "Le café revu",
    }
    asked = lapsed.post(here(office, meeting, "/conducteur"), given)
    assert asked.status_code == 302
    assert asked["Location"].endswith("conducteur")
    kept = dict(lapsed.session)
    session = facilitator.session
    session.update(kept)
    session.save()
    page = facilitator.get(here(office, meeting, "/conducteur")).text
    assert 'value="Le café revu"' in page
    assert "pas encore enregistré" in page
    meeting.refresh_from_db()
    assert "Le café revu" not in meeting.sheet
    again = facilitator.get(here(office, meeting, "/conducteur"))
    assert again["Location"].startswith(here(office, meeting)), "once"


def test_what_keeps_a_sheet_from_being_opened_is_said_beside_the_button(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    assert "ouvrir-aide" in facilitator.get(here(office, meeting)).text
    given = {"version": str(meeting.version), "act": "minutes:tables", "planned": "30"}
    facilitator.post(here(office, meeting, "/conducteur"), given)
    page = typed(facilitator.get(here(office, meeting)).text)
    assert "À corriger d'abord :" in page
    assert 'href="?sequence=tables#detail"' in page
    assert "34–36" in page, "the least is what its settings ask for"


@pytest.mark.parametrize("path", ["", "/veille", "/apres"])
def test_the_console_leads_back_to_its_meeting_for_who_is_signed_in(
    office: Office, facilitator: Client, meeting: Meeting, path: str
) -> None:
    code = opened(office, facilitator, meeting)
    facilitator.get(here(office, meeting, "/regie"))
    assert f'href="{here(office, meeting)}"' in facilitator.get(f"/regie/{code}{path}").text
    helper = Client()
    for name, value in facilitator.cookies.items():
        if name.startswith("regie_"):
            helper.cookies[name] = value.value
    page = helper.get(f"/regie/{code}{path}")
    assert page.status_code == 200
    assert here(office, meeting) not in page.text


def test_an_act_of_the_eve_leads_back_to_where_it_was_pressed(
    office: Office, facilitator: Client, meeting: Meeting, room: Room
) -> None:
    code = opened(office, facilitator, meeting)
    facilitator.get(here(office, meeting, "/regie"))
    for part, then, place in (("freeze", "day_before", "/veille#freeze"),
                              ('"><b>', "day_before", "/veille"),
                              ("freeze", "elsewhere", "")):  # fmt: skip
        room.engine.room(code)
        sent = {"kind": entries.SHEET_FROZEN, "then": then, "at": part,
                "saw": str(room.engine.room(code).state.version)}  # fmt: skip
        answer = facilitator.post(f"/regie/{code}/agir", sent)
        assert answer["Location"] == f"/regie/{code}{place}"
        press(room, code, entries.SHEET_RELEASED)


def test_the_first_page_leads_to_the_office(office: Office, facilitator: Client) -> None:
    assert 'href="/compte/entrer"' in Client().get("/").text
    assert 'href="/programmes"' in facilitator.get("/").text


def test_who_could_not_come_back_is_asked_before_signing_out(
    office: Office, settings: Settings
) -> None:
    settings.HAS_MAIL = False
    browser = office.browser(Right.ADMINISTRATOR)
    asked = browser.post("/compte/sortir")
    assert asked.status_code == 200
    assert "vous ne pourrez pas revenir sans aide" in asked.text
    assert browser.get(office.address()).status_code == 200
    assert browser.post("/compte/sortir", {"sure": "1"}).status_code == 302
    assert browser.get(office.address()).status_code != 200


def test_who_gets_codes_by_mail_signs_out_at_once(office: Office, settings: Settings) -> None:
    settings.HAS_MAIL = True
    browser = office.browser(Right.ADMINISTRATOR)
    assert browser.post("/compte/sortir").status_code == 302


def test_no_room_is_taken_back_that_a_terminal_opened(office: Office, room: Room) -> None:
    meeting = Meeting.objects.create(
        programme=office.programme,
        code=room.code,
        title="Ouverte d'un terminal",
        kind="session",
        planned_at="2018-03-20T09:00:00Z",
    )
    answer = office.browser(Right.FACILITATOR).post(here(office, meeting, "/refermer"))
    assert answer.status_code == 422
    assert current_engine().room(room.code).code == room.code
