"""The people of the office in a browser: on every width, in the dark, in both languages."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from mire.programme.meetings.models import Meeting
from mire.programme.people.models import Department, MissionLetter, Person, Presence, Role
from mire.programme.people.rules import Right
from tests.support.browser import axe
from tests.support.office import Office, join, open_office

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = [(390, 844), (1366, 768), (1920, 1080)]
FOLDER = os.environ.get("MIRE_PICTURES", "")


@pytest.fixture
def office(transactional_db: None) -> Office:
    """A programme with a group that came and went, departments, sessions."""
    office = open_office()
    authority = office.programme.authority
    pole = Department.objects.create(authority=authority, name="Pôle Ville", kind="pole")
    parts = [
        Department.objects.create(
            authority=authority, name=name, parent=pole, code=f"D{n:02}", headcount=40 + 17 * n
        )
        for n, name in enumerate(("Direction de l'habitat", "Culture", "Voirie et espaces publics"))
    ]
    Department.objects.create(
        authority=authority, name="Accueil des publics", parent=parts[0], kind="service"
    )
    Department.objects.create(
        authority=authority,
        name="Logement",
        ends_on=date(2017, 12, 31),
        merged_into=parts[0],
        former_names=[{"name": "Habitat social", "until": "2016-01-01"}],
    )
    people: list[Person] = []
    for n in range(14):
        person = join(
            office.programme,
            f"{n + 1:02}",
            "ambassador",
            starts_on=date(2017, 3, 1) if n < 8 else date(2017, 6 + n % 6, 5),
            ends_on=date(2018, 1, 31) if n in (2, 9) else None,
        )
        person.department = parts[n % 2]
        person.post = "Cheffe de projet"
        person.save()
        people.append(person)
    for month in range(3, 11):
        meeting = Meeting.objects.create(
            programme=office.programme,
            title=f"Session {month - 2}",
            kind="session",
            planned_at=datetime(2017, month, 14, 9, tzinfo=UTC),
        )
        for n, person in enumerate(people[:8]):
            if (n + month) % 3 and not (n == 5 and month > 6):
                Presence.objects.create(
                    programme=office.programme, person=person,
                    on=date(2017, month, 14), days=1, meeting=meeting.key,
                )  # fmt: skip
    MissionLetter.objects.create(
        programme=office.programme, person=people[0], days_a_month=2, starts_on=date(2017, 3, 1)
    )
    Role.objects.filter(person=people[0]).update(manager_agreed_on=date(2017, 2, 20))
    return office


def pages_of(office: Office) -> dict[str, str]:
    person = Person.objects.get(family_name="01")
    role = Role.objects.get(person=person)
    part = Department.objects.get(name="Culture")
    kind = office.programme.role_kinds.get(slug="ambassador")
    return {
        "people": "personnes",
        "person": f"personnes/{person.key}",
        "change": f"personnes/{person.key}/changer",
        "role": f"personnes/{person.key}/role/{role.key}",
        "letter": f"personnes/{person.key}/lettre",
        "time": f"personnes/{person.key}/temps",
        "departments": "personnes/directions",
        "department": f"personnes/directions/{part.key}",
        "merge": f"personnes/directions/{part.key}/fusionner",
        "import": "personnes/importer",
        "words": "reglages/mots",
        "role-kind": f"reglages/roles/{kind.key}",
        "journal": "reglages/journal",
        "keeping": "reglages/conservation",
        "erase": f"personnes/{person.key}/effacer",
        "bring-in": "reunions/apporter",
        "account": "/compte/moi",
    }


@pytest.mark.parametrize(
    ("scheme", "language"), [("light", "fr"), ("dark", "en")], ids=["light-fr", "dark-en"]
)
def test_every_page_is_sound_on_every_width(
    sign_in: Callable[..., Page], office: Office, scheme: str, language: str
) -> None:
    page = sign_in(Right.ADMINISTRATOR, color_scheme=scheme, locale=language)
    page.context.set_extra_http_headers({"Accept-Language": language})
    for name, path in pages_of(office).items():
        page.goto(path if path.startswith("/") else office.address(path))
        for folded in page.locator("main details").all():
            folded.locator("summary").click()
        for width, height in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            assert axe(page) == [], (name, width)
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(wide) <= 0, (name, width)
            if FOLDER:
                page.screenshot(path=f"{FOLDER}/{name}-{width}-{scheme}.png", full_page=True)


def test_a_large_file_comes_in_through_the_server(
    sign_in: Callable[..., Page], office: Office, tmp_path: Path
) -> None:
    page = sign_in(Right.FACILITATOR)
    file = tmp_path / "agents.csv"
    lines = [
        f"Nom {n};Léa;n{n}@example.org;Voirie et espaces publics;{'x' * 120}" for n in range(1_500)
    ]
    bad = ["Nom;Léa;pas une adresse;Direction du futur;"]
    title = "Liste des agents\nNOM;Prénom;Courriel;Direction;Matricule"
    file.write_text("\n".join([title, *lines, *bad]), encoding="cp1252")
    assert file.stat().st_size > 200_000
    n_before = Person.objects.count()
    page.goto(office.address("personnes"))
    page.get_by_role("link", name="Importer des personnes").click()
    page.get_by_label("Le fichier").set_input_files(file)
    page.get_by_role("button", name="Voir ce qui changerait").click()
    expect(page.get_by_role("alert")).to_contain_text("Ligne 1503")
    assert axe(page) == []
    if FOLDER:
        page.screenshot(path=f"{FOLDER}/refused.png")
    assert Person.objects.count() == n_before
    file.write_text("\n".join([title, *lines]), encoding="cp1252")
    page.get_by_role("link", name="Choisir un autre fichier").click()
    page.get_by_label("Le fichier").set_input_files(file)
    page.get_by_role("button", name="Voir ce qui changerait").click()
    expect(page.get_by_role("heading", name="Ce que l’import changerait")).to_be_visible()
    assert axe(page) == []
    if FOLDER:
        page.screenshot(path=f"{FOLDER}/preview.png")
    page.get_by_role("button", name="Importer", exact=True).click()
    expect(page.get_by_role("heading", name="Personnes", exact=True)).to_be_visible()
    assert Person.objects.count() == n_before + 1_500
