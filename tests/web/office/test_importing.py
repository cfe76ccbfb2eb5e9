"""Importing people: looked at first, all or nothing, again is an update; one page takes a file."""

import asyncio
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mire.programme.journal.models import Entry
from mire.programme.people.models import Department, MissionLetter, Person, Role
from mire.programme.people.rules import Right
from mire.web.office.uploads import MOST_BYTES
from mire.web.shell.intake import with_whole_messages
from tests.support.office import BACKEND, Office, open_office
from tests.support.plain_words import typed

HEAD = "Nom;Prénom;Courriel;Direction;Service;Rôle;Depuis;Jours par mois"


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def send(browser: Client, office: Office, raw: bytes | str, *, makes: bool = True) -> Any:
    raw = raw if isinstance(raw, bytes) else raw.encode("cp1252")
    return browser.post(
        office.address("personnes/importer"),
        {
            "file": SimpleUploadedFile("agents.csv", raw),
            "role": "ambassador",
            "starts_on": "2018-03-01",
            **({"makes_departments": "on"} if makes else {}),
        },
    )


def preview(browser: Client, office: Office) -> str:
    answer = browser.get(office.address("personnes/importer/apercu"))
    assert answer.status_code == 200
    return str(answer.content.decode().replace("\u202f", " ").replace("&#x27;", "'"))


def confirm(browser: Client, office: Office, mark: str | None = None) -> int:
    page = preview(browser, office)
    found = re.search(r'name="mark" value="([^"]*)"', page)
    mark = mark or (found[1] if found else "")
    return browser.post(office.address("personnes/importer/apercu"), {"mark": mark}).status_code


def test_people_are_looked_at_then_brought_in_then_brought_up_to_date(office: Office) -> None:
    browser = office.browser(Right.FACILITATOR)
    table = f"{HEAD}\nDupond;Léa;lea@example.org;Voirie;Éclairage;ambassadrice;14/03/2017;2,5\n"
    assert send(browser, office, table).status_code == 302
    n = Person.objects.count()
    page = preview(browser, office)
    assert Person.objects.count() == n
    assert "lu en Windows-1252" in page
    assert "« Courriel » : adresse électronique" in page
    assert confirm(browser, office) == 302
    person = Person.objects.get(email="lea@example.org")
    assert person.department
    assert (person.department.name, str(person.department.parent)) == ("Éclairage", "Voirie")
    assert (person.roles.get().kind.slug, str(person.roles.get().starts_on)) == (
        "ambassador",
        "2017-03-14",
    )
    assert MissionLetter.objects.get().days_a_month == pytest.approx(2.5)
    line = Entry.objects.get(act="people.imported")
    assert line.after == {"added": 1, "changed": 0, "same": 0, "departments": 2}
    assert send(browser, office, table.replace("Léa", "Léo").replace("2,5", "3")).status_code == 302
    page = preview(browser, office)
    assert "prénom : Léa → Léo" in page
    assert confirm(browser, office) == 302
    person.refresh_from_db()
    assert (person.given_name, MissionLetter.objects.get().days_a_month) == ("Léo", 3)
    assert Person.objects.count() == n + 1
    assert Role.objects.filter(person=person).count() == 1


def test_a_list_of_a_real_shape_is_brought_in_from_an_empty_office(office: Office) -> None:
    """A title above the headings, departments that nobody made, two ways to write one, a total."""
    browser = office.browser(Right.FACILITATOR)
    assert "makes_departments" in browser.get(office.address("personnes/importer")).text
    assert re.search(
        r'name="makes_departments"[^>]* checked',
        browser.get(office.address("personnes/importer")).text,
    ), "an office without departments makes those of its first file"
    table = (
        "Personnes du programme;;;\n;;;\nNom;Prénom;Direction;Rôle\n"
        "Dupont;Camille;Direction de la Voirie;Ambassadeur\nDupont;Camille;Culture;DGS\n"
        "Noël;Zoé;Dir. Voirie;DGA\nLefèvre;Aïda;Culture;relais\nTotal;;;4\n"
    )
    send(browser, office, table, makes=False)
    page = preview(browser, office)
    assert "déjà à la ligne" not in page, "two people who share a name, in two departments"
    assert "Lignes 5, 7, « Direction » : « Culture »" in page, "said once, not line by line"
    assert "Créer ces 3 directions" in page
    browser.post(office.address("personnes/importer/apercu"), {"makes_departments": "1"})
    page = preview(browser, office)
    assert "« Direction de la Voirie » et « Dir. Voirie » : si c'est la même direction" in typed(
        page
    )
    assert "la ligne 8, « Total », est laissée de côté" in page.replace("La ligne", "la ligne")
    assert confirm(browser, office) == 302
    held = {
        str(each.person): each.kind.slug for each in Role.objects.filter(person__family_name="Noël")
    }
    assert list(held.values()) == ["deputy-chief-executive"]
    assert Person.objects.filter(family_name="Dupont", given_name="Camille").count() == 2
    assert not Person.objects.filter(family_name="Total").exists()
    assert "checked" not in browser.get(office.address("personnes/importer")).text


def test_thirty_seven_bad_lines_of_five_thousand_are_all_listed_and_nothing_is_written(
    office: Office,
) -> None:
    browser = office.browser(Right.FACILITATOR)
    lines = [f"Nom {n};P;p{n}@example.org;Voirie;;;;" for n in range(5_000)]
    bad = set(range(13, 5_000, 137))
    assert len(bad) == 37
    for n in bad:
        lines[n] = f"Nom {n};P;pas une adresse;Voirie;;;;"
    assert send(browser, office, "\n".join([HEAD, *lines])).status_code == 302
    page = preview(browser, office)
    assert "1 problème empêche" in page
    found = re.search(r"Lignes ([\d, ]+), « Courriel »", page)
    assert found
    listed = {int(each) for each in found[1].split(", ")}
    assert listed == {n + 2 for n in bad}
    n_before = Person.objects.count()
    assert confirm(browser, office, "whatever") == 422
    assert (Person.objects.count(), Department.objects.count()) == (n_before, 0)


def test_what_changed_since_it_was_looked_at_is_shown_again(office: Office) -> None:
    browser = office.browser(Right.FACILITATOR)
    send(browser, office, f"{HEAD}\nDupond;Léa;;;;;;\n")
    found = re.search(r'name="mark" value="([^"]*)"', preview(browser, office))
    assert found
    Department.objects.create(authority=office.programme.authority, name="Voirie")
    assert confirm(browser, office, found[1]) == 302  # nothing that it touches
    send(browser, office, f"{HEAD}\nDupond;Léa;lea@example.org;;;;;\n")
    found = re.search(r'name="mark" value="([^"]*)"', preview(browser, office))
    assert found
    Person.objects.filter(family_name="Dupond").delete()
    assert confirm(browser, office, found[1]) == 409
    assert not Person.objects.filter(family_name="Dupond").exists()


def test_leaving_for_the_list_forgets_the_file(office: Office) -> None:
    browser = office.browser(Right.FACILITATOR)
    send(browser, office, f"{HEAD}\nDupond;Léa;;;;;;\n")
    browser.get(office.address("personnes"))
    assert browser.get(office.address("personnes/importer/apercu")).status_code == 302


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "est vide"),
        (b"a" * (MOST_BYTES + 1), "5 Mo"),
        (b"\xff\xd8\xff\xe0\x00\x01" * 50, "ni en UTF-8"),
        (b"Direction;Service\nHabitat;Accueil\n", "en-t"),
        (b"Nom;Service\n", "pas de ligne"),
        (b"PK\x03\x04not a workbook", "classeur ne se lit pas"),
    ],
)
def test_a_file_that_can_t_be_taken_is_refused_beside_its_field(
    office: Office, raw: bytes, says: str
) -> None:
    browser = office.browser(Right.FACILITATOR)
    answer = send(browser, office, raw)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert 'id="file-error"' in answer.content.decode()


def test_a_form_of_another_site_brings_no_file(office: Office) -> None:
    browser = Client(enforce_csrf_checks=True)
    account = office.people[Right.FACILITATOR].account
    assert account
    browser.force_login(account, backend=BACKEND)
    assert send(browser, office, f"{HEAD}\nDupond;Léa;;;;;;\n").status_code == 403
    assert "import" not in browser.session


def test_another_page_takes_no_file(office: Office) -> None:
    browser = office.browser(Right.FACILITATOR)
    answer = browser.post(
        office.address("personnes/ajouter"),
        {"family_name": SimpleUploadedFile("nom.txt", b"Dupond"), "role": "relay"},
    )
    assert answer.status_code == 422
    assert answer.wsgi_request.FILES == {}


@pytest.mark.parametrize(
    ("path", "cookie", "size", "passes"),
    [
        ("/programme/abcdefghijk/personnes/importer", b"bureau=x", 5_100_000, True),
        ("/programme/abcdefghijk/personnes/importer", b"bureau=x", 5_300_000, False),
        ("/programme/abcdefghijk/personnes/importer", b"", 300_000, False),
        ("/programme/abcdefghijk/personnes/ajouter", b"bureau=x", 300_000, False),
        ("/programme/abcdefghijk/personnes/importer/apercu", b"bureau=x", 300_000, False),
    ],
)
def test_the_server_takes_a_large_body_on_one_page_from_who_is_signed_in(
    path: str, cookie: bytes, size: int, passes: bool
) -> None:
    seen: list[int] = []
    sent: list[Any] = []

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        seen.append(len((await receive())["body"]))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x" * size, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "path": path, "headers": [(b"cookie", cookie)]}
    asyncio.run(with_whole_messages(pages, most_at_once=1)(scope, receive, send))
    assert seen == ([size] if passes else [])
    assert [each["status"] for each in sent if "status" in each] == ([] if passes else [413])
