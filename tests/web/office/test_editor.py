"""The run-sheet editor: rows, settings, facts, text, previews; two editors; what is refused."""

import html
import tomllib
from collections.abc import Sequence

import pytest
from django.test import Client

from mire.programme.meetings.models import Meeting
from mire.programme.people.rules import Right
from mire.programme.programmes.rules import WORD_LISTS
from mire.runsheet.toml_file import read_draft
from mire.technique_api.registry import techniques
from mire.technique_api.settings import Setting, settings_of, settings_type
from tests.support.meetings import act, activities, here
from tests.support.office import Office
from tests.support.plain_words import typed


def test_the_rows_are_retimed_at_once(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    first = activities(meeting)[0]
    act(facilitator, office, meeting, f"minutes:{first}", planned="20")
    page = facilitator.get(here(office, meeting)).content.decode()
    assert "10 min de trop" in page.replace("\xa0", " ").replace("\u202f", " ")
    assert 'aria-disabled="true"' in page  # it can't be opened
    said = typed(html.unescape(act(facilitator, office, meeting, "shorten").text))
    assert "Pris :" in said
    assert "min au lieu de" in said
    assert "Leurs notes parlent de minutes : relisez-les." in said
    sheet, problems = read_draft(Meeting.objects.get(pk=meeting.pk).sheet.encode())
    assert problems == []
    assert sheet.fit().spare == 0


def test_limits_widened_by_a_slip_of_the_hand_come_back(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    def limits(id: str) -> tuple[int, int | None, int | None]:
        sheet, _ = read_draft(Meeting.objects.get(pk=meeting.pk).sheet.encode())
        found = next(each for each in sheet.activity if each.id == id)
        return found.planned, found.least, found.most

    sheet, _ = read_draft(meeting.sheet.encode())
    chosen = next(each for each in sheet.activity if each.least and each.most)
    assert chosen.least
    assert chosen.most
    for minutes in (chosen.most + 55, chosen.most + 5, 1):
        act(facilitator, office, meeting, f"minutes:{chosen.id}", planned=str(minutes))
        wide = (min(minutes, chosen.least), max(minutes, chosen.most))
        assert limits(chosen.id) == (minutes, *wide)
    act(facilitator, office, meeting, f"minutes:{chosen.id}", planned=str(chosen.planned))
    assert limits(chosen.id) == (chosen.planned, chosen.least, chosen.most)


def test_limits_that_somebody_wrote_stay(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    act(facilitator, office, meeting, "add", technique="mood")
    new = activities(meeting)[-1]
    given = {"a.title": "Météo", "a.planned": "10", "a.least": "8", "a.most": "10"}
    settings = {"s.question": "Comment ça va ?"}
    act(facilitator, office, meeting, "activity", sequence=new, **given, **settings)
    for minutes in ("9", "10", "9"):
        act(facilitator, office, meeting, f"minutes:{new}", planned=minutes)
    sheet, _ = read_draft(Meeting.objects.get(pk=meeting.pk).sheet.encode())
    assert (sheet.activity[-1].least, sheet.activity[-1].most) == (8, 10)


def test_activities_are_moved_added_copied_removed_and_given_back(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    start = activities(meeting)
    act(facilitator, office, meeting, f"down:{start[0]}")
    assert activities(meeting)[:2] == [start[1], start[0]]
    act(facilitator, office, meeting, f"place:{start[0]}", place="3")
    assert activities(meeting)[3] == start[0]
    act(facilitator, office, meeting, "add", technique="mood", sequence=start[1])
    assert len(activities(meeting)) == len(start) + 1
    act(facilitator, office, meeting, f"copy:{start[1]}")
    act(facilitator, office, meeting, f"remove:{start[2]}")
    assert start[2] not in activities(meeting)
    for _ in range(5):
        act(facilitator, office, meeting, "undo")
    assert activities(meeting) == start
    refused = act(facilitator, office, meeting, "undo")
    assert refused.status_code == 422


def test_settings_are_saved_by_the_form_of_their_type(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    act(facilitator, office, meeting, "add", technique="mood")
    new = activities(meeting)[-1]
    page = facilitator.get(here(office, meeting, f"?sequence={new}")).content.decode()
    assert 'name="s.question"' in page
    answer = act(
        facilitator,
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
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    cafe = next(each for each in activities(meeting) if each == "cafe")
    before = meeting.sheet
    answer = act(
        facilitator,
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
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    first, second, *_ = activities(meeting)
    other = office.browser(Right.ADMINISTRATOR)
    given = {"version": "1", "act": f"minutes:{first}", "planned": "11"}
    other.post(here(office, meeting, "/conducteur"), given)
    answer = facilitator.post(
        here(office, meeting, "/conducteur"),
        {"version": "1", "act": f"minutes:{second}", "planned": "27"},
    )
    assert "Les deux changements sont gardés" in answer.content.decode()
    planned = {each.id: each.planned for each in read_draft(_text(meeting))[0].activity}
    assert (planned[first], planned[second]) == (11, 27)


def test_two_editors_of_one_activity_lose_nothing_in_silence(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    first = activities(meeting)[0]
    address = here(office, meeting, "/conducteur")
    facilitator.post(address, {"version": "1", "act": f"minutes:{first}", "planned": "11"})
    answer = facilitator.post(address, {"version": "1", "act": f"minutes:{first}", "planned": "12"})
    assert answer.status_code == 409
    assert "en même temps que vous" in answer.content.decode()
    assert read_draft(_text(meeting))[0].activity[0].planned == 11


def test_the_facts_of_the_meeting_change_and_a_wrong_day_is_said(
    office: Office, facilitator: Client, meeting: Meeting
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
    assert act(facilitator, office, meeting, "meeting", **facts).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.title, meeting.minutes, meeting.place) == (
        "Séminaire d'avril",
        95,
        "Salle du conseil",
    )
    wrong = act(facilitator, office, meeting, "meeting", **{**facts, "day": "demain"})
    assert wrong.status_code == 422
    assert "day-error" in wrong.content.decode()


def test_text_is_checked_by_line_and_kept_as_written(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    address = here(office, meeting, "/texte")
    written = meeting.sheet.replace("planned = 10", "planned = 60", 1).replace("most = 12\n", "", 1)
    assert facilitator.post(address, {"version": "1", "text": written}).status_code == 302
    page = facilitator.get(address).content.decode()
    line = 1 + written[: written.index("planned = 60")].count("\n")
    assert "Ligne" in page
    assert str(line) in page or "planned" in page
    broken = facilitator.post(address, {"version": "2", "text": written + "\n[[activity"})
    assert broken.status_code == 422
    assert "[[activity" in broken.content.decode()
    assert _text(meeting).decode() == written


def test_the_file_is_the_sheet(office: Office, facilitator: Client, meeting: Meeting) -> None:
    answer = facilitator.get(here(office, meeting, "/conducteur.toml"))
    assert answer.content.decode() == meeting.sheet
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("surface", ["projector", "phone", "console"])
def test_every_activity_has_a_preview_on_every_surface(
    office: Office, facilitator: Client, meeting: Meeting, surface: str
) -> None:
    for each in activities(meeting):
        answer = facilitator.get(here(office, meeting, f"/apercu/{surface}/{each}"))
        assert answer.status_code == 200
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert facilitator.get(here(office, meeting, f"/apercu/{surface}/absente")).status_code == 404


def _text(meeting: Meeting) -> bytes:
    meeting.refresh_from_db()
    return meeting.sheet.encode()


@pytest.mark.parametrize("right", [Right.READER, Right.AMBASSADOR, Right.MANAGEMENT])
def test_private_notes_are_for_who_may_lead(
    office: Office, facilitator: Client, meeting: Meeting, right: Right
) -> None:
    sheet, _problems = read_draft(meeting.sheet.encode())
    (notes,) = [each.notes for each in sheet.activity if each.id == "cafe"]
    private = notes.split(".")[0][:30]
    assert private
    assert private in facilitator.get(here(office, meeting, "/conducteur.toml")).content.decode()
    theirs = office.browser(right)
    assert theirs.get(here(office, meeting, "/conducteur.toml")).status_code == 403
    assert theirs.get(here(office, meeting, "/apercu/console/cafe")).status_code == 404
    for rest in ("", "?sequence=cafe", "/apercu/projector/cafe", "/apercu/phone/cafe"):
        page = theirs.get(here(office, meeting, rest)).content.decode()
        assert private not in page, rest


def test_the_authority_s_own_words_are_offered_where_they_may_be_meant(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    office.programme.words = {"axes": ["Coopérer autrement"], "mentions": ["Bien"]}
    office.programme.save()
    page = facilitator.get(here(office, meeting, "?sequence=cafe")).content.decode()
    offered = page[page.index('<datalist id="mots-axes">') :].partition("</datalist>")[0]
    assert '<option value="Coopérer autrement">' in offered
    assert page.count('list="mots-axes"') >= 3
    act(facilitator, office, meeting, "add", technique="judgment")
    new = activities(meeting)[-1]
    page = facilitator.get(here(office, meeting, f"?sequence={new}")).content.decode()
    offered = page[page.index('<datalist id="mots-mentions">') :].partition("</datalist>")[0]
    assert '<option value="Bien">' in offered
    assert 'list="mots-mentions"' in page


def test_a_setting_offers_a_list_that_an_authority_has() -> None:
    def lists(settings: Sequence[Setting]) -> set[str]:
        inside = [lists(each.parts) for each in settings]
        return {each.words_of for each in settings}.union(*inside)

    offered = set().union(
        *(lists(settings_of(settings_type(each.read_config))) for each in techniques().values())
    )
    assert offered - {""} == {"axes", "poles", "profiles", "headings", "mentions"}
    assert offered - {""} <= set(WORD_LISTS)


def test_minutes_that_are_refused_are_said_beside_their_field_and_kept(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    answer = act(facilitator, office, meeting, "minutes:cafe", sequence="cafe", planned="beaucoup")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="beaucoup"' in page
    assert 'aria-describedby="min-cafe-error"' in page
    assert "Minutes : il faut un nombre entier." in typed(page)
    assert page.count('aria-invalid="true"') == 1


@pytest.mark.parametrize("doing", ["minutes:partie", "place:cafe", "remove:partie"])
def test_an_act_that_is_refused_leaves_the_open_form_as_it_is_stored(
    office: Office, facilitator: Client, meeting: Meeting, doing: str
) -> None:
    given = {"sequence": "cafe", "planned": "12", "place": "loin"}
    answer = act(facilitator, office, meeting, doing, **given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert" tabindex="-1"' in page
    assert "Que changerait un laboratoire dans votre direction" in page
    assert 'value="Coopérer autrement"' in page


def test_a_clash_over_minutes_leaves_the_open_form_as_it_is_stored(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    address = here(office, meeting, "/conducteur")
    for planned in ("27", "29"):
        answer = facilitator.post(
            address,
            {"version": "1", "act": "minutes:cafe", "planned": planned, "sequence": "cafe"},
        )
    assert answer.status_code == 409
    assert 'value="Coopérer autrement"' in answer.content.decode()


def test_facts_that_are_refused_change_nothing_not_even_the_place(
    office: Office, facilitator: Client, meeting: Meeting
) -> None:
    given = {"title": "Séminaire", "kind": "seminar", "day": "demain", "place": "Ailleurs"}
    assert act(facilitator, office, meeting, "meeting", **given).status_code == 422
    meeting.refresh_from_db()
    assert meeting.place == ""
