"""Meetings in the office: begun from a template, changed, rehearsed, opened, led by right."""

import html
import re
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from mire.live.engine.controls import Control
from mire.live.engine.engine import Engine, use_engine
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.live.store.connect import opener
from mire.programme.journal.models import Entry
from mire.programme.meetings.models import Meeting
from mire.programme.people.models import Presence, Role
from mire.programme.people.rules import Right
from mire.programme.programmes.rules import WORD_LISTS
from mire.runsheet.shipped import SHIPPED
from mire.runsheet.toml_file import read_draft
from mire.technique_api.registry import techniques
from mire.technique_api.settings import Setting, settings_of, settings_type
from tests.support.office import Office, join, open_office
from tests.support.rooms import Room


@pytest.fixture
def office(db: None, page_room: Room) -> Office:
    return open_office()


@pytest.fixture
def browser(office: Office) -> Client:
    return office.browser(Right.FACILITATOR)


@pytest.fixture
def meeting(office: Office, browser: Client) -> Meeting:
    browser.post(office.address("reunions/commencer"), {"template": "seminaire"})
    return Meeting.objects.get(programme=office.programme)


def here(office: Office, meeting: Meeting, rest: str = "") -> str:
    return office.address(f"reunions/{meeting.key}{rest}")


def act(browser: Client, office: Office, meeting: Meeting, doing: str, **given: str) -> object:
    meeting.refresh_from_db()
    given = {"version": str(meeting.version), "act": doing, **given}
    return browser.post(here(office, meeting, "/conducteur"), given)


def activities(meeting: Meeting) -> list[str]:
    meeting.refresh_from_db()
    return [each.id for each in read_draft(meeting.sheet.encode())[0].activity]


@pytest.mark.parametrize("template", SHIPPED)
def test_two_presses_make_a_meeting_from_each_template(
    office: Office, browser: Client, template: str
) -> None:
    page = browser.get(office.address("reunions/nouvelle")).content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    given = {"template": template, "once": once[1]}
    for _ in range(2):  # sent twice
        answer = browser.post(office.address("reunions/commencer"), given)
        assert answer.status_code == 302
    meeting = Meeting.objects.get(programme=office.programme)
    assert browser.get(answer["Location"]).status_code == 200
    _, problems = read_draft(meeting.sheet.encode())
    assert problems == []


def test_an_unknown_template_leads_back(office: Office, browser: Client) -> None:
    answer = browser.post(office.address("reunions/commencer"), {"template": "autre"})
    assert answer["Location"].endswith("reunions/nouvelle")
    assert not Meeting.objects.filter(programme=office.programme).exists()


def test_the_rows_are_retimed_at_once(office: Office, browser: Client, meeting: Meeting) -> None:
    first = activities(meeting)[0]
    act(browser, office, meeting, f"minutes:{first}", planned="20")
    page = browser.get(here(office, meeting)).content.decode()
    assert "10 min de trop" in page.replace("\xa0", " ").replace("\u202f", " ")
    assert 'aria-disabled="true"' in page  # it can't be opened
    act(browser, office, meeting, "shorten")
    sheet, problems = read_draft(Meeting.objects.get(pk=meeting.pk).sheet.encode())
    assert problems == []
    assert sheet.fit().spare == 0


def test_activities_are_moved_added_copied_removed_and_given_back(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    start = activities(meeting)
    act(browser, office, meeting, f"down:{start[0]}")
    assert activities(meeting)[:2] == [start[1], start[0]]
    act(browser, office, meeting, f"place:{start[0]}", place="3")
    assert activities(meeting)[3] == start[0]
    act(browser, office, meeting, "add", technique="mood", sequence=start[1])
    assert len(activities(meeting)) == len(start) + 1
    act(browser, office, meeting, f"copy:{start[1]}")
    act(browser, office, meeting, f"remove:{start[2]}")
    assert start[2] not in activities(meeting)
    for _ in range(5):
        act(browser, office, meeting, "undo")
    assert activities(meeting) == start
    refused = act(browser, office, meeting, "undo")
    assert refused.status_code == 422


def test_settings_are_saved_by_the_form_of_their_type(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    act(browser, office, meeting, "add", technique="mood")
    new = activities(meeting)[-1]
    page = browser.get(here(office, meeting, f"?sequence={new}")).content.decode()
    assert 'name="s.question"' in page
    answer = act(
        browser,
        office,
        meeting,
        "activity",
        sequence=new,
        **{"a.title": "La météo", "a.planned": "5", "s.question": "Comment repartez-vous ?"},
    )
    assert answer.status_code == 302
    meeting.refresh_from_db()
    saved = tomllib.loads(meeting.sheet)["activity"][-1]
    assert saved["title"] == "La météo"
    assert saved["settings"] == {"question": "Comment repartez-vous ?", "word": False}


def test_a_setting_that_is_wrong_is_said_beside_it_and_what_was_typed_is_kept(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    cafe = next(each for each in activities(meeting) if each == "cafe")
    before = meeting.sheet
    answer = act(
        browser,
        office,
        meeting,
        "activity",
        sequence=cafe,
        **{
            "a.title": "Un autre titre",
            "a.planned": "28",
            "s.question": "Une longue question ?",
            "s.stations.0.label": "Un seul poste",
            "s.stations.0.seats": "beaucoup",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="s-stations-0-seats-error"' in page
    assert 'value="beaucoup"' in page
    assert "Une longue question" in page
    assert 'value="Un autre titre"' in page
    meeting.refresh_from_db()
    assert meeting.sheet == before


def test_two_editors_of_two_activities_are_told_and_both_kept(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    first, second, *_ = activities(meeting)
    other = office.browser(Right.ADMINISTRATOR)
    given = {"version": "1", "act": f"minutes:{first}", "planned": "11"}
    other.post(here(office, meeting, "/conducteur"), given)
    answer = browser.post(
        here(office, meeting, "/conducteur"),
        {"version": "1", "act": f"minutes:{second}", "planned": "27"},
    )
    assert "Les deux changements sont gardés" in answer.content.decode()
    planned = {each.id: each.planned for each in read_draft(_text(meeting))[0].activity}
    assert (planned[first], planned[second]) == (11, 27)


def test_two_editors_of_one_activity_lose_nothing_in_silence(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    first = activities(meeting)[0]
    address = here(office, meeting, "/conducteur")
    browser.post(address, {"version": "1", "act": f"minutes:{first}", "planned": "11"})
    answer = browser.post(address, {"version": "1", "act": f"minutes:{first}", "planned": "12"})
    assert answer.status_code == 409
    assert "en même temps que vous" in answer.content.decode()
    assert read_draft(_text(meeting))[0].activity[0].planned == 11


def test_the_facts_of_the_meeting_change_and_a_wrong_day_is_said(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    facts = {
        "title": "Séminaire d'avril",
        "kind": "seminar",
        "day": "2018-04-04",
        "hour": "14:00",
        "slot": "95",
        "participants": "30",
        "place": "Salle du conseil",
        "hard_end": "on",
    }
    assert act(browser, office, meeting, "meeting", **facts).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.title, meeting.minutes, meeting.place) == (
        "Séminaire d'avril",
        95,
        "Salle du conseil",
    )
    wrong = act(browser, office, meeting, "meeting", **{**facts, "day": "demain"})
    assert wrong.status_code == 422
    assert "day-error" in wrong.content.decode()


def test_text_is_checked_by_line_and_kept_as_written(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    address = here(office, meeting, "/texte")
    written = meeting.sheet.replace("planned = 10", "planned = 60", 1).replace("most = 12\n", "", 1)
    assert browser.post(address, {"version": "1", "text": written}).status_code == 302
    page = browser.get(address).content.decode()
    line = 1 + written[: written.index("planned = 60")].count("\n")
    assert "Ligne" in page
    assert str(line) in page or "planned" in page
    broken = browser.post(address, {"version": "2", "text": written + "\n[[activity"})
    assert broken.status_code == 422
    assert "[[activity" in broken.content.decode()
    assert _text(meeting).decode() == written


def test_the_file_is_the_sheet(office: Office, browser: Client, meeting: Meeting) -> None:
    answer = browser.get(here(office, meeting, "/conducteur.toml"))
    assert answer.content.decode() == meeting.sheet
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("surface", ["projector", "phone", "console"])
def test_every_activity_has_a_preview_on_every_surface(
    office: Office, browser: Client, meeting: Meeting, surface: str
) -> None:
    for each in activities(meeting):
        answer = browser.get(here(office, meeting, f"/apercu/{surface}/{each}"))
        assert answer.status_code == 200
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert browser.get(here(office, meeting, f"/apercu/{surface}/absente")).status_code == 404


def test_a_room_is_opened_and_led_by_right_without_its_secret_address(
    office: Office, browser: Client, meeting: Meeting, room: Room
) -> None:
    assert browser.post(here(office, meeting, "/ouvrir")).status_code == 302
    meeting.refresh_from_db()
    assert meeting.code
    console = f"/regie/{meeting.code}"
    assert Client().get(console).status_code == 403
    assert browser.get(here(office, meeting, "/regie"))["Location"] == console
    assert browser.get(console).status_code == 200
    assert browser.get(f"/ecran/{meeting.code}").status_code == 200
    reader = office.browser(Right.READER)
    assert reader.get(here(office, meeting, "/regie")).status_code == 403
    assert reader.get(console).status_code == 403


def test_renewed_addresses_end_what_was_given_before(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    browser.post(here(office, meeting, "/ouvrir"))
    meeting.refresh_from_db()
    browser.get(here(office, meeting, "/regie"))
    console = f"/regie/{meeting.code}"
    assert browser.get(console).status_code == 200
    page = browser.post(here(office, meeting, "/adresses")).content.decode()
    secret = re.search(r"cle=([0-9a-f]{48})", page)
    assert secret
    assert browser.get(console).status_code == 403
    assert browser.get(here(office, meeting, "/regie")).status_code == 302
    assert browser.get(console).status_code == 200
    helper = Client()
    assert helper.get(f"{console}?cle={secret[1]}").status_code == 302
    assert helper.get(console).status_code == 200


def test_a_grant_is_for_one_room_and_can_not_be_made_up(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    browser.post(here(office, meeting, "/ouvrir"))
    browser.get(here(office, meeting, "/regie"))
    meeting.refresh_from_db()
    grant = browser.cookies[f"regie_{meeting.code}"].value
    for written in (grant[:-1] + ("A" if grant[-1] != "A" else "B"), ":", "x:y:z", "", "é:é"):
        other = Client()
        other.cookies[f"regie_{meeting.code}"] = written
        assert other.get(f"/regie/{meeting.code}").status_code == 403


def test_a_rehearsal_opens_from_the_sheet_and_leaves_the_meeting_closed(
    office: Office, browser: Client, meeting: Meeting, room: Room
) -> None:
    answer = browser.post(here(office, meeting, "/repeter"), {"n": "8", "speed": "at_once"})
    assert answer.status_code == 302
    code = answer["Location"].rpartition("/")[2]
    assert browser.get(answer["Location"]).status_code == 200
    meeting.refresh_from_db()
    assert (meeting.code, meeting.rehearsed_at is not None) == (None, True)
    back = browser.post(f"/regie/{code}/jeter")
    assert back["Location"] == here(office, meeting)


def test_a_template_of_the_programme_begins_another_meeting(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    browser.post(here(office, meeting, "/modele"), {"name": "Le nôtre"})
    page = browser.get(office.address("reunions/nouvelle")).content.decode()
    key = re.search(r'name="template" value="(\w{11})"', page)
    assert key
    assert "Le nôtre" in page
    browser.post(office.address("reunions/commencer"), {"template": key[1]})
    assert Meeting.objects.filter(programme=office.programme).count() == 2


def test_a_meeting_is_removed_once_confirmed(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    page = browser.get(here(office, meeting, "/retirer")).content.decode()
    assert "seront perdus" in page
    browser.post(here(office, meeting, "/retirer"), {})
    assert not Meeting.objects.filter(pk=meeting.pk).exists()


def _text(meeting: Meeting) -> bytes:
    meeting.refresh_from_db()
    return meeting.sheet.encode()


def test_the_end_of_a_meeting_is_known_to_the_office(
    office: Office, browser: Client, meeting: Meeting, room: Room
) -> None:
    browser.post(here(office, meeting, "/ouvrir"))
    browser.get(here(office, meeting, "/regie"))
    meeting.refresh_from_db()
    page = browser.get(f"/regie/{meeting.code}").content.decode()
    assert page
    for kind in (entries.ENTERED, entries.MEETING_ENDED):
        view = room.engine.room(meeting.code)
        given = {"kind": kind, "saw": str(view.state.version)}
        if kind == entries.ENTERED:
            given["activity"] = activities(meeting)[0]
        browser.post(f"/regie/{meeting.code}/agir", given)
    shown = browser.get(office.address("reunions")).content.decode()
    assert "terminée" in shown
    meeting.refresh_from_db()
    assert meeting.ended_at == room.engine.room(meeting.code).state.ended_at is not None


@pytest.mark.parametrize("right", [Right.READER, Right.AMBASSADOR, Right.MANAGEMENT])
def test_private_notes_are_for_who_may_lead(
    office: Office, browser: Client, meeting: Meeting, right: Right
) -> None:
    sheet, _problems = read_draft(meeting.sheet.encode())
    (notes,) = [each.notes for each in sheet.activity if each.id == "cafe"]
    private = notes.split(".")[0][:30]
    assert private
    assert private in browser.get(here(office, meeting, "/conducteur.toml")).content.decode()
    theirs = office.browser(right)
    assert theirs.get(here(office, meeting, "/conducteur.toml")).status_code == 403
    assert theirs.get(here(office, meeting, "/apercu/console/cafe")).status_code == 404
    for rest in ("", "?sequence=cafe", "/apercu/projector/cafe", "/apercu/phone/cafe"):
        page = theirs.get(here(office, meeting, rest)).content.decode()
        assert private not in page, rest


def test_a_meeting_whose_day_is_over_is_past(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(planned_at=datetime(2018, 1, 1, 9, tzinfo=UTC))
    assert "passée, sans salle ici" in browser.get(office.address("reunions")).content.decode()
    page = browser.get(here(office, meeting)).content.decode()
    assert "Cette réunion est passée" in page
    assert "pas encore répété" not in page
    assert "Noter qui est venu" in page


def test_the_authority_s_own_words_are_offered_where_they_may_be_meant(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    office.programme.words = {"axes": ["Coopérer autrement"], "mentions": ["Bien"]}
    office.programme.save()
    page = browser.get(here(office, meeting, "?sequence=cafe")).content.decode()
    offered = page[page.index('<datalist id="mots-axes">') :].partition("</datalist>")[0]
    assert '<option value="Coopérer autrement">' in offered
    assert page.count('list="mots-axes"') >= 3


def test_a_setting_offers_a_list_that_an_authority_has() -> None:
    def lists(settings: Sequence[Setting]) -> set[str]:
        inside = [lists(each.parts) for each in settings]
        return {each.words_of for each in settings}.union(*inside)

    offered = set().union(
        *(lists(settings_of(settings_type(each.read_config))) for each in techniques().values())
    )
    assert offered - {""} == {"axes", "poles", "profiles", "headings"}
    assert offered - {""} <= set(WORD_LISTS)


def test_a_room_that_cant_be_read_leaves_the_list_of_meetings(
    office: Office, browser: Client, meeting: Meeting, tmp_path: Path
) -> None:
    browser.post(here(office, meeting, "/ouvrir"))
    without_tables = Engine(opener(str(tmp_path / "none.sqlite3")))
    use_engine(without_tables)
    shown = browser.get(office.address("reunions"))
    without_tables.stop()
    assert shown.status_code == 200
    assert meeting.key in shown.content.decode()


def test_an_end_that_the_office_missed_is_noted_when_its_page_opens(
    office: Office, browser: Client, meeting: Meeting, room: Room
) -> None:
    browser.post(here(office, meeting, "/ouvrir"))
    meeting.refresh_from_db()
    for kind, each in ((entries.ENTERED, activities(meeting)[0]), (entries.MEETING_ENDED, "")):
        saw = room.engine.room(meeting.code).state.version
        room.engine.ask(Control(meeting.code, Command(kind, each, saw=saw)))
    assert Meeting.objects.get(pk=meeting.pk).ended_at is None
    page = browser.get(here(office, meeting)).content.decode()
    assert "Relire dans la régie" in page
    assert Meeting.objects.get(pk=meeting.pk).ended_at is not None


def test_the_home_says_what_is_next(office: Office, browser: Client, meeting: Meeting) -> None:
    page = browser.get(office.address()).content.decode()
    assert meeting.key in page
    assert "en préparation" in page


def test_who_came_is_ticked_and_read_by_facilitators_alone(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    address = here(office, meeting, "/presences")
    page = browser.get(address).content.decode()
    came = office.people[Right.AMBASSADOR]
    assert f'value="{came.key}"' in page
    loaded = re.search(r'name="loaded" value="([^"]*)"', page)
    assert loaded
    given = {"came": [came.key], "loaded": loaded[1]}
    assert browser.post(address, given).status_code == 302
    presence = Presence.objects.get(meeting=meeting.key)
    assert (presence.person, presence.days) == (came, Decimal("0.5"))
    # Somebody else had the page open meanwhile: nothing is overwritten in silence.
    assert browser.post(address, {"came": [], "loaded": loaded[1]}).status_code == 409
    assert Presence.objects.filter(meeting=meeting.key).count() == 1
    # Who came is not in the journal, how many is.
    entry = Entry.objects.filter(act="meeting.presences").get()
    assert (entry.before, entry.after) == ({"n": 0}, {"n": 1})
    assert came.family_name not in str(entry.__dict__)
    for right in (Right.AMBASSADOR, Right.MANAGEMENT, Right.READER):
        assert office.browser(right).get(address).status_code == 403


def test_somebody_who_left_since_keeps_their_presence(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    gone = join(office.programme, "gone", "ambassador")
    address = here(office, meeting, "/presences")
    browser.post(address, {"came": [gone.key]})
    Role.objects.filter(person=gone).update(ends_on="2018-01-31")
    page = browser.get(address).content.decode()
    assert re.search(rf'value="{gone.key}"[^>]*checked', page)


@pytest.mark.parametrize("doing", ["minutes:cafe", "place:cafe", "remove:partie"])
def test_an_act_that_is_refused_leaves_the_open_form_as_it_is_stored(
    office: Office, browser: Client, meeting: Meeting, doing: str
) -> None:
    given = {"sequence": "cafe", "planned": "beaucoup", "place": "loin"}
    answer = act(browser, office, meeting, doing, **given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert" tabindex="-1"' in page
    assert "Que changerait un laboratoire dans votre direction" in page
    assert 'value="Coopérer autrement"' in page


def test_a_clash_over_minutes_leaves_the_open_form_as_it_is_stored(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    address = here(office, meeting, "/conducteur")
    for planned in ("27", "29"):
        answer = browser.post(
            address,
            {"version": "1", "act": "minutes:cafe", "planned": planned, "sequence": "cafe"},
        )
    assert answer.status_code == 409
    assert 'value="Coopérer autrement"' in answer.content.decode()


def test_facts_that_are_refused_change_nothing_not_even_the_place(
    office: Office, browser: Client, meeting: Meeting
) -> None:
    given = {"title": "Séminaire", "kind": "seminar", "day": "demain", "place": "Ailleurs"}
    assert act(browser, office, meeting, "meeting", **given).status_code == 422
    meeting.refresh_from_db()
    assert meeting.place == ""


def test_the_latest_come_first_on_every_page_of_the_list(office: Office, browser: Client) -> None:
    for day in range(1, 29):
        Meeting.objects.create(
            programme=office.programme,
            title=f"Réunion {day:02d}",
            kind="session",
            planned_at=datetime(2018, 3, day, 9, tzinfo=UTC),
        )
    first = browser.get(office.address("reunions")).content.decode()
    assert 'aria-sort="descending"' in first
    assert first.index("Réunion 28") < first.index("Réunion 27")
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following
    rest = browser.get(office.address("reunions") + html.unescape(following[1])).content.decode()
    shown = re.findall(r"Réunion ([0-9]{2})", rest)
    assert shown == ["03", "02", "01"]
