"""Files of long documents: made beside the request, waited for, stopped, never what is masked."""

import html
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from mire.documents import makings as module
from mire.documents.makings import Makings
from mire.programme.evidence.models import Verbatim
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.people.rules import Right
from mire.programme.reading.actions import begin_reading, read_together
from mire.programme.reading.models import Reading
from mire.programme.reading.rules import ActKind
from mire.web.office import handing_out
from tests.documents.test_makings import NEVER, SECONDS
from tests.support.office import NOW, Office
from tests.support.said import held_meeting

BY = Actor("reader", "Une lectrice")
SECRET = "Léa veut du temps pour essayer."
TEXTS = [SECRET, "Un lieu à nous.", "Dire qui décide.", *(f"Propos {n}." for n in range(8))]


@pytest.fixture
def here(office: Office) -> str:
    meeting = held_meeting(office, TEXTS)
    begin_reading(
        programme=office.programme, key=new_key(), title="Lecture", meetings=[meeting], by=BY,
        now=NOW,
    )  # fmt: skip
    return office.address(f"dit/lectures/{Reading.objects.get().key}/vue?format=odt")


@pytest.fixture(params=[module.COMMAND], ids=["worker"])
def makings(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Makings]:
    """Every document is long here; ``request.param``: who makes them."""
    made = Makings(request.param)
    monkeypatch.setattr(handing_out, "makings", made)
    monkeypatch.setattr(handing_out, "LONG_BYTES", 10)
    yield made
    made.stop()


def act(theme: str, name: str, text: str) -> None:
    """Make a theme of a text."""
    body = {"theme": theme, "name": name, "cards": [Verbatim.objects.get(text=text).key]}
    reading = Reading.objects.get()
    read_together(reading=reading, kind=ActKind.MADE, body=body, seen=0, by=BY, now=NOW)


def written(file: bytes) -> str:
    """Return the XML of an OpenDocument text."""
    with ZipFile(BytesIO(file)) as opened:
        return opened.read("content.xml").decode()


def plain(page: bytes) -> str:
    return html.unescape(page.decode()).replace("\u202f", " ").replace("’", "'")


def waited(page: bytes) -> str:
    """Return the address at which a page looks again."""
    found = re.search(r'hx-get="([^"]+)"', page.decode())
    assert found
    return html.unescape(found[1])


def opened(page: bytes) -> str:
    """Return the address of the file that a page gives."""
    found = re.search(r'button-primary" href="([^"]+)"', page.decode())
    assert found
    return html.unescape(found[1])


def made(makings: Makings, address: str) -> None:
    assert makings.wait(re.findall(r"attente=(\w+)", address)[0], seconds=SECONDS)


def test_a_long_file_is_waited_for_then_given_and_others_are_given_the_same(
    office: Office, here: str, makings: Makings
) -> None:
    reader, other = office.browser(Right.AMBASSADOR), office.browser(Right.FACILITATOR)
    first = reader.get(here)
    assert first["Content-Type"].startswith("text/html")
    assert "se prépare" in plain(first.content)
    look = waited(first.content)
    assert waited(other.get(here).content) == look  # one making
    made(makings, look)
    ready = reader.get(look)
    assert "Le fichier ODT est prêt" in plain(ready.content)
    assert reader.get(look, headers={"hx-request": "true"})["HX-Redirect"] == look
    file = reader.get(opened(ready.content))
    assert file["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert file["Content-Disposition"].startswith("attachment")
    assert SECRET in written(file.content)
    assert other.get(here).content == file.content  # at once: it is there


def test_the_page_that_waits_speaks_its_reader_s_language_and_the_file_its_programme_s(
    office: Office, here: str, makings: Makings
) -> None:
    reader = office.browser(Right.AMBASSADOR)
    reader.cookies["langue"] = "en"
    first = reader.get(here)
    assert '<html lang="en">' in first.content.decode()
    assert "is being prepared" in plain(first.content)
    look = waited(first.content)
    made(makings, look)
    ready = reader.get(look)
    assert "The ODT file is ready" in plain(ready.content)
    assert "11 propos" in written(reader.get(opened(ready.content)).content).replace("\xa0", " ")


def test_the_file_is_given_while_others_go_on_reading(
    office: Office, here: str, makings: Makings
) -> None:
    for n in range(3):
        act(f"t{n}", f"Thème {n}", f"Propos {n}.")
    reader = office.browser(Right.AMBASSADOR)
    look = waited(reader.get(here).content)
    made(makings, look)
    act("t3", "Thème 3", "Propos 3.")
    assert "est prêt" in plain(reader.get(look).content)
    assert "se prépare" in plain(reader.get(here).content)  # asked again, it tells the theme


def test_what_is_masked_meanwhile_is_in_no_file(
    office: Office, here: str, makings: Makings
) -> None:
    reader = office.browser(Right.AMBASSADOR)
    look = waited(reader.get(here).content)
    made(makings, look)
    Verbatim.objects.filter(text=SECRET).update(text="", searched="", state="masked")
    again = reader.get(look)
    assert "il est préparé de nouveau" in plain(again.content)
    other = waited(again.content)
    assert other != look
    made(makings, other)
    for given in (opened(reader.get(other).content), look.replace("attente=", "fichier=")):
        words = written(reader.get(given).content)
        assert "Un lieu à nous." in words
        assert SECRET not in words


@pytest.mark.parametrize("makings", [NEVER], indirect=True)
def test_who_stops_waits_no_more_and_may_begin_again(
    office: Office, here: str, makings: Makings
) -> None:
    reader = office.browser(Right.AMBASSADOR)
    page = reader.get(here).content
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', page.decode()))
    assert fields.keys() == {"format", "arret"}
    stopped = plain(reader.get(here.partition("?")[0], fields).content)
    assert "est arrêtée" in stopped
    assert "Préparer le fichier" in stopped
    assert not makings._makings
    assert "se prépare" in plain(reader.get(here).content)


@pytest.mark.parametrize("makings", [(sys.executable, "-c", "raise SystemExit(3)")], indirect=True)
def test_what_can_t_be_made_is_told(office: Office, here: str, makings: Makings) -> None:
    reader = office.browser(Right.AMBASSADOR)
    look = waited(reader.get(here).content)
    made(makings, look)
    assert "n'a pas pu être préparé" in plain(reader.get(look).content)


def test_rights_are_asked_at_each_look(office: Office, here: str, makings: Makings) -> None:
    look = waited(office.browser(Right.AMBASSADOR).get(here).content)
    made(makings, look)
    for given in (look, look.replace("attente=", "fichier=")):
        assert office.browser(Right.READER).get(given).status_code == 403
        assert office.browser(stranger=True).get(given).status_code == 404
        assert Client().get(given).status_code == 302


def test_markdown_is_given_at_once(office: Office, here: str, makings: Makings) -> None:
    answer = office.browser(Right.AMBASSADOR).get(here.replace("odt", "md"))
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
