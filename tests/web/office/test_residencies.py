"""Cycles of residencies: their facts by form and by file, plans asked for, kept, handed out."""

import json
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import icalendar
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from typer.testing import CliRunner

from mire.cli.commands import app
from mire.planning.residency.plan import Level, Reached
from mire.planning.residency.worker import Told
from mire.programme.keys import key_from, new_key
from mire.programme.people.models import Department
from mire.programme.people.rules import Right
from mire.programme.residencies.actions import ask_for_plan, record_told
from mire.programme.residencies.models import ResidencyCycle, ResidencyPlan
from mire.programme.residencies.rules.file import read_cycle_file, tables_from
from mire.programme.residencies.rules.plans import PlanState
from tests.support.office import Office, open_office
from tests.support.plain_words import typed
from tests.support.residencies import (
    BY,
    STARTS,
    asked,
    cycle,
    cycle_pages,
    facts,
    kept,
    planned,
    searched,
)

WHERE = "decider/cycle"
pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return open_office()


@pytest.fixture
def group(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


def plain(content: bytes) -> str:
    said = re.sub(r"<[^>]+>", " ", content.decode())
    return " ".join(typed(said.replace("&#x27;", "'")).split())


def departments(office: Office, *names: str) -> list[Department]:
    pole = Department.objects.create(
        authority=office.programme.authority, name="Pôle Ville", kind="pole"
    )
    return [
        Department.objects.create(
            authority=office.programme.authority, name=name, code=f"D{n:02}", parent=pole
        )
        for n, name in enumerate(names, 1)
    ]


def test_a_cycle_is_prepared_from_nothing_to_a_kept_plan(office: Office, group: Client) -> None:
    first, second, _third = departments(office, "Habitat", "Culture", "Voirie")
    body = {
        "title": "  Le labo   en résidence ", "starts": "2026-09-09", "weeks": "30", "at_once": "1",
        "zone": "B", "departments": [first.key, second.key], "once": new_key(),
    }  # fmt: skip
    wrong = group.post(office.address(f"{WHERE}/nouveau"), body)
    assert wrong.status_code == 422
    assert "7 septembre 2026" in plain(wrong.content)
    body["starts"] = "2026-09-07"
    for _ in range(2):
        assert group.post(office.address(f"{WHERE}/nouveau"), body).status_code == 302
    made = ResidencyCycle.objects.get()
    at = office.address(f"{WHERE}/{made.key}")
    tables = tables_from(made.tables)
    assert [(each.id, each.name, each.pole) for each in tables.department] == [
        ("D01", "Habitat · D01", "Pôle Ville"), ("D02", "Culture · D02", "Pôle Ville"),
    ]  # fmt: skip
    assert [each.name for each in tables.cycle.holidays][:2] == [
        "Vacances de la Toussaint", "Vacances de Noël",
    ]  # fmt: skip
    page = plain(group.get(at).content)
    assert "Phases : il en faut au moins un" in page
    assert "Calculer un plan" not in page
    assert group.post(f"{at}/calculer", {"once": new_key()}).status_code == 409
    # A phase, a person, then the third department of the organisation.
    phase = {"name": "Immersion", "weeks": "3", "needs": "1,5 design\n0.5", "once": new_key()}
    assert group.post(f"{at}/donnees/phase/ajouter", phase).status_code == 302
    person = {"name": "Résidente", "days": "10,5", "skills": "design, design , film"}
    assert group.post(f"{at}/donnees/person/ajouter", person).status_code == 302
    answer = group.post(f"{at}/direction", {"department": _third.key})
    assert answer["Location"] == f"{at}/donnees/department/{key_from('department', 'D03')}"
    made.refresh_from_db()
    tables = tables_from(made.tables)
    assert [(each.days, each.skill) for each in tables.phase[0].needs] == [
        (1.5, "design"),
        (0.5, ""),
    ]
    assert (tables.person[0].days, tables.person[0].skills) == (10.5, ("design", "film"))
    assert "Calculer un plan" in plain(group.get(at).content)
    once = new_key()
    for _ in range(2):
        assert group.post(f"{at}/calculer", {"once": once, "seconds": "120"}).status_code == 302
    plan = ResidencyPlan.objects.get()
    assert (plan.state, plan.seconds) == (PlanState.WAITING, 120)
    searched(plan)
    page = plain(group.get(at).content)
    assert "Le cycle tient en 9 semaines" in page or "Le cycle tient en" in page
    assert "pas encore retenu" in page
    assert group.post(f"{at}/plan/{plan.key}/retenir", {"why": " D'abord. "}).status_code == 302
    page = plain(group.get(at).content)
    assert "Plan 1, en vigueur" in page
    assert "D'abord." in page


def test_what_is_typed_wrong_is_said_at_its_field_and_kept(office: Office, group: Client) -> None:
    made = cycle(office)
    at = office.address(f"{WHERE}/{made.key}")
    host = f"{at}/donnees/department/{key_from('department', 'D07')}"
    form = group.get(host).content.decode()
    loaded = re.search(r'name="loaded" value="([^"]+)"', form)
    assert loaded is not None
    body = {
        "name": "Habitat · D07", "pole": "", "windows": "pas en juillet", "blackout": "",
        "ready": "", "fixed": "", "priority": "1", "loaded": loaded[1],
    }  # fmt: skip
    answer = group.post(host, body)
    assert answer.status_code == 422
    assert "« pas en juillet » : écrivez deux jours" in plain(answer.content)
    assert "pas en juillet</textarea>" in answer.content.decode()
    answer = group.post(host, {**body, "windows": "01/10/2018 – 30/11/2018", "after": ["D02"]})
    assert answer.status_code == 302
    # Somebody else saved meanwhile: both are shown, nothing is written.
    answer = group.post(host, {**body, "windows": ""})
    assert answer.status_code == 409
    assert "01/10/2018" in answer.content.decode()
    # D02 after D07 after D02: a circle, said in words.
    other = f"{at}/donnees/department/{key_from('department', 'D02')}"
    body = {"name": "RH", "pole": "", "windows": "", "blackout": "", "ready": "", "fixed": "",
            "priority": "3", "after": ["D07"]}  # fmt: skip
    answer = group.post(other, body)
    assert answer.status_code == 422
    assert "s'attendent l'une l'autre" in plain(answer.content)
    for wrong in (
        {"name": "P", "weeks": "0"}, {"name": "Immersion", "weeks": "2"},
        {"name": "P", "weeks": "2", "needs": "beaucoup"}, {"name": "", "weeks": "2"},
        {"name": "P", "weeks": "2", "gap_least": "4", "gap_most": "2"},
        {"name": "P", "weeks": "9" * 400}, {"name": "P", "weeks": "2", "needs": "9" * 400 + " x"},
    ):  # fmt: skip
        assert group.post(f"{at}/donnees/phase/ajouter", wrong).status_code == 422, wrong
    for days in ("-1", "nan", "inf", "40", "x"):
        person = {"name": "Autre", "days": days, "skills": ""}
        assert group.post(f"{at}/donnees/person/ajouter", person).status_code == 422, days
    assert group.get(f"{at}/donnees/nulle/ajouter").status_code == 404
    assert group.get(f"{at}/donnees/phase/{new_key()}").status_code == 404


def test_rows_move_go_and_come_back(office: Office, group: Client) -> None:
    made = cycle(office)
    at = office.address(f"{WHERE}/{made.key}")
    project = key_from("phase", "Projet")
    assert group.post(f"{at}/donnees/phase/{project}/placer", {"do": "up"}).status_code == 302
    made.refresh_from_db()
    assert [each["name"] for each in made.tables["phase"]] == ["Projet", "Immersion"]
    assert group.post(f"{at}/donnees/phase/{project}/placer", {"do": "out"}).status_code == 302
    assert group.post(f"{at}/donnees/phase/{project}/placer", {"do": "out"}).status_code == 404
    host = key_from("department", "D08")
    assert group.post(f"{at}/direction/{host}/retrait", {"why": ""}).status_code == 422
    assert group.post(f"{at}/direction/{host}/retrait", {"why": "Deux départs."}).status_code == 302
    page = plain(group.get(f"{at}/donnees").content)
    assert "Deux départs." in page
    assert group.post(f"{at}/direction/retour", {"id": "D08"}).status_code == 302
    made.refresh_from_db()
    assert [each["id"] for each in made.tables["department"]] == ["D02", "D07", "D08"]


def test_a_withdrawal_says_that_the_plan_no_longer_holds(office: Office, group: Client) -> None:
    made = cycle(office)
    kept(made)
    at = office.address(f"{WHERE}/{made.key}")
    host = key_from("department", "D07")
    group.post(f"{at}/direction/{host}/retrait", {"why": "Deux départs."})
    page = plain(group.get(at).content)
    assert "Habitat · D07 n'est plus dans le cycle, et le plan retenu l'y compte encore." in page
    assert "Réparer le plan, en changeant le moins" in page
    planned(made, is_mended=True)
    page = plain(group.get(at).content)
    assert "Ce qui change par rapport au plan en vigueur" in page
    assert "Habitat · D07 n'accueille plus" in page


def test_a_search_under_way_is_told_and_stopped(office: Office, group: Client) -> None:
    made = cycle(office)
    now = timezone.now()
    plan = ask_for_plan(
        cycle=made, is_mended=False, seconds=600, today=STARTS, by=BY, now=now, key=new_key()
    )
    at = office.address(f"{WHERE}/{made.key}")
    there = f"{at}/plan/{plan.key}"
    assert "attend son tour" in plain(group.get(at).content)
    ResidencyPlan.objects.update(state=PlanState.RUNNING)
    told = Told(reached=Reached(Level.CYCLE, 18, 12))
    record_told(plan=plan, told=told, now=timezone.now())
    part = group.get(there)
    assert part.status_code == 200
    assert "un plan est trouvé, on cherche mieux" in plain(part.content)
    assert "<html" not in part.content.decode()
    assert group.post(f"{there}/arreter").status_code == 302
    assert "On s'arrête" in plain(group.get(at).content)
    ResidencyPlan.objects.update(state=PlanState.OUT_OF_TIME)
    ended = group.get(there)
    assert (ended.status_code, ended["HX-Refresh"]) == (204, "true")
    assert "donnez plus de temps" in plain(group.get(at).content)
    # The server stopped meanwhile: said, and another can be asked for.
    ResidencyPlan.objects.update(state=PlanState.RUNNING, beat_at=now - timedelta(minutes=5))
    page = plain(group.get(at).content)
    assert "le serveur s'est arrêté" in page
    assert "Calculer un plan" in page


def test_a_clash_is_told_in_words_with_the_one_rule_to_loosen(
    office: Office, group: Client
) -> None:
    made = cycle(office, facts(weeks=6))
    searched(asked(made))
    page = plain(group.get(office.address(f"{WHERE}/{made.key}")).content)
    assert "Aucun plan ne tient" in page
    assert "Tout finit en 6 semaines au plus." in page
    assert "Calculer un plan" in page


def test_the_public_command_makes_the_same_plan_from_the_file(
    office: Office, group: Client, tmp_path: Path
) -> None:
    made = cycle(office)
    kept(made)
    at = office.address(f"{WHERE}/{made.key}")
    plan = planned(made, is_mended=True)
    raw = group.get(f"{at}/cycle.toml?plan={plan.key}").content
    file = tmp_path / "cycle.toml"
    file.write_bytes(raw)
    page = plain(group.get(at).content)
    assert "mire plan residency cycle.toml --mend" in page
    done = CliRunner().invoke(app, ["plan", "residency", str(file), "--mend", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    starts = {
        each["department"]: STARTS + timedelta(weeks=each["stages"][0]["first"])
        for each in plan.found["residencies"]
    }
    assert {each["department"]: each["phases"][0]["start"] for each in told["residencies"]} == {
        id: day.isoformat() for id, day in starts.items()
    }
    assert told["cycle_weeks"] == plan.found["weeks"]
    # Numbers on the page that the command says too.
    assert f"Le cycle tient en {told['cycle_weeks']} semaines" in page
    again = cycle_from(group, office, raw)
    assert again.tables == json.loads(json.dumps(plan.tables))


def cycle_from(group: Client, office: Office, raw: bytes) -> ResidencyCycle:
    known = set(ResidencyCycle.objects.values_list("pk", flat=True))
    file = SimpleUploadedFile("cycle.toml", raw)
    body = {"title": "Apporté", "file": file, "once": new_key()}
    assert group.post(office.address(f"{WHERE}/apporter"), body).status_code == 302
    return ResidencyCycle.objects.exclude(pk__in=known).get()


def test_a_plan_is_put_aside(office: Office, group: Client) -> None:
    made = cycle(office)
    kept(made)
    proposed = planned(made, is_mended=True)
    at = office.address(f"{WHERE}/{made.key}")
    assert "Écarter ce plan" in plain(group.get(at).content)
    assert group.post(f"{at}/plan/{proposed.key}/ecarter").status_code == 302
    assert "Plan 1, en vigueur" in plain(group.get(at).content)


def test_each_button_of_the_facts_has_a_name(office: Office, group: Client) -> None:
    made = cycle(office)
    page = group.get(office.address(f"{WHERE}/{made.key}/donnees")).content.decode()
    assert "Enlever « Résidente »" in typed(page)
    assert "Enlever « DGA Ville »" in typed(page)
    assert "«  »" not in typed(page)


def test_files_say_what_the_page_says(office: Office, group: Client) -> None:
    made = cycle(office, title="Cycle d'automne")
    plan = kept(made, why="La plus attendue d'abord.")
    at = office.address(f"{WHERE}/{made.key}")
    calendar = icalendar.Calendar.from_ical(group.get(f"{at}/cycle.ics").content)
    events = list(calendar.walk("VEVENT"))
    assert len(events) == sum(len(each["stages"]) for each in plan.found["residencies"])
    assert len({str(each["UID"]) for each in events}) == len(events)
    first = min(events, key=lambda each: each["DTSTART"].dt)
    assert first["DTSTART"].dt == STARTS
    assert int(first["SEQUENCE"]) == 1
    drawing = group.get(f"{at}/cycle.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert drawing.content.startswith(b"<svg")
    said = plain(group.get(f"{at}/document").content)
    assert "Cycle d'automne" in said
    assert "La plus attendue d'abord." in said
    assert "Combien en même temps, et combien de temps" in said
    assert group.get(f"{at}/document?format=pdf").content.startswith(b"%PDF")
    assert group.get(f"{at}/document?format=odt").content.startswith(b"PK")
    assert read_cycle_file(group.get(f"{at}/cycle.toml").content) == facts()
    assert group.get(f"{at}/cycle.ics?plan={new_key()}").status_code == 404


def test_management_reads_what_was_kept_and_nothing_else(office: Office, group: Client) -> None:
    made, begun = cycle(office, title="Retenu"), cycle(office, title="Brouillon")
    first = kept(made)
    proposed = planned(made, is_mended=True)
    reader = office.browser(Right.MANAGEMENT)
    listed = plain(reader.get(office.address(WHERE)).content)
    assert "Retenu" in listed
    assert "Brouillon" not in listed
    at = office.address(f"{WHERE}/{made.key}")
    page = plain(reader.get(at).content)
    assert "Plan 1, en vigueur" in page
    assert "pas encore retenu" not in page
    assert "Réparer le plan" not in page
    assert reader.get(office.address(f"{WHERE}/{begun.key}")).status_code == 404
    assert reader.get(f"{at}/document?plan={first.key}").status_code == 200
    assert reader.get(f"{at}/document?plan={proposed.key}").status_code == 404
    # Facts that were changed since are the group's: management reads those of the plan in force.
    host = key_from("department", "D08")
    group.post(f"{at}/direction/{host}/retrait", {"why": "Deux départs."})
    assert "3 directions · 2 phases" in plain(reader.get(at).content)
    assert "3 directions" in plain(reader.get(office.address(WHERE)).content)
    assert "2 directions · 2 phases" in plain(group.get(at).content)
    for closed in ("/donnees", "/reglages", "/cycle.toml"):
        assert reader.get(at + closed).status_code == 403
    assert office.browser(Right.READER).get(at).status_code == 403


def test_a_table_and_a_file_bring_in_facts(office: Office, group: Client) -> None:
    made = cycle(office)
    there = office.address(f"{WHERE}/{made.key}/apporter")

    def sent(name: str, raw: bytes) -> int:
        return group.post(there, {"file": SimpleUploadedFile(name, raw)}).status_code

    table = "Direction;Code;Prête le\nVoirie;D04;05/11/2018\n".encode()
    assert sent("hotes.csv", table) == 302
    made.refresh_from_db()
    assert [each["id"] for each in made.tables["department"]] == ["D02", "D07", "D08", "D04"]
    assert sent("hotes.csv", "Direction;Prête le\nVoirie;demain\n".encode()) == 422
    assert sent("hotes.csv", b"Titre;Autre\nx;y\n") == 422
    assert sent("hotes.csv", b"") == 422
    assert sent("cycle.toml", b"format = 1\n") == 422
    assert sent("cycle.toml", b"\xff") == 422
    workbook = BytesIO(b"PK\x03\x04 not a workbook")
    assert sent("hotes.xlsx", workbook.getvalue()) == 422
    raw = group.get(office.address(f"{WHERE}/{made.key}/cycle.toml")).content
    assert sent("cycle.toml", raw.replace(b"weeks = 40", b"weeks = 52")) == 302
    made.refresh_from_db()
    assert made.tables["cycle"]["weeks"] == 52


def test_settings_hold_holidays_line_by_line(office: Office, group: Client) -> None:
    made = cycle(office)
    there = office.address(f"{WHERE}/{made.key}/reglages")
    body = {
        "title": "Autre titre", "starts": "2026-09-07", "weeks": "45", "at_once": "2", "length": "",
        "equity": "1", "holidays": "24/12/2026 – 31/12/2026 Fermeture", "zone": "C",
    }  # fmt: skip
    assert group.post(there, body).status_code == 302
    made.refresh_from_db()
    assert made.title == "Autre titre"
    names = [each["name"] for each in made.tables["cycle"]["holidays"]]
    assert "Fermeture" in names
    assert "Vacances d'hiver" in names
    # Windows of another year stay as they are: the page names each that is outside.
    page = plain(group.get(office.address(f"{WHERE}/{made.key}")).content)
    assert "DGA Ville : c'est hors du calendrier du cycle." in page
    assert group.post(there, {**body, "holidays": "jamais"}).status_code == 422
    assert group.post(there, {**body, "length": "46"}).status_code == 422
    assert group.post(there, {**body, "starts": "2026-09-08"}).status_code == 422


def test_a_cycle_is_taken_out_and_put_back(office: Office, group: Client) -> None:
    made = cycle(office, title="Provisoire")
    at = office.address(f"{WHERE}/{made.key}")
    assert group.post(f"{at}/retirer").status_code == 302
    assert group.get(at).status_code == 404
    assert "Provisoire" in plain(group.get(office.address(WHERE)).content)
    assert group.post(f"{at}/remettre").status_code == 302
    assert group.get(at).status_code == 200


def test_pages_ask_few_queries(office: Office, group: Client) -> None:
    at, *_others = [
        each
        for each in cycle_pages(office)
        if each.count("/") == 2 and "nou" not in each and "app" not in each
    ]
    group.get(office.address(at))
    with CaptureQueriesContext(connection) as seen:
        assert group.get(office.address(at)).status_code == 200
    assert len(seen) <= 8
    counts = []
    for _n in range(2):
        with CaptureQueriesContext(connection) as seen:
            group.get(office.address(WHERE))
        counts.append(len(seen))
        kept(cycle(office))
    assert counts[0] == counts[1]
