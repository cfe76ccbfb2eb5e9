"""No dead end, and no page that only who knows its address could find.

The demonstration's programme is read by following its links alone, as people of several rights
and as nobody.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.utils.translation import override
from lxml import html

from mire.cli.demo_chronicle import SLUG
from mire.cli.demo_programme import make_programme
from mire.cli.demo_story import BEFORE_THE_NOTE, told_today
from mire.documents.tree import Document, Paragraph
from mire.documents.writers.html import written
from mire.programme.people.rules import Right
from mire.programme.programmes.queries import sole_programme
from mire.web.document_pages import document_page, page_above
from tests.cli.test_demo_programme import rehearsed_log
from tests.house.reading import ROOT
from tests.support.crawl import Found, crawl, route_of
from tests.support.office import BACKEND, ROLES, join
from tests.support.rooms import Room

WALLS = {"projector", "office_preview", "office_reading_projector"}
"""What a room sees on its wall: nobody presses there."""

GIVEN = {
    "robots": "robots ask for it by its name",
    "^(?P<code>[A-Za-z]{6})[.,;:!)]$": "a code pasted with the sign that followed it",
    "join_typed": "a code typed behind the address",
    "commitment_form": "its technique's page for phones writes the address itself",
    "cut_unheard": "the console's panel on late phones writes the address itself",
    "public_note_pdf": "the note's page names its files beside itself",
    "public_note_file": "the same",
    "public_note_provenance": "the same",
    "by_provider": "the authority's own sign-in leads there",
    "provider_back": "the authority's own sign-in leads back there",
}
"""Addresses that people or programs come by otherwise than by a link of Mire's."""


def routes(within: list[URLPattern | URLResolver] | None = None) -> Iterator[str]:
    for each in get_resolver().url_patterns if within is None else within:
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns)
        else:
            yield each.name or str(each.pattern)


def named_somewhere(route: str) -> bool:
    """Say whether a template, or a view that makes a link, names a route outside of the lists."""
    return any(re.search(rf"""['"]{re.escape(route)}['"]""", each) for each in _sources())


def _sources() -> list[str]:
    if not _READ:
        folders = [ROOT / "mire" / name for name in ("web", "techniques", "cli")]
        found: list[Path] = [
            path
            for folder in folders
            for path in folder.rglob("*")
            if path.suffix in (".py", ".html", ".js")
            and path.name not in ("urls.py", "addresses.py")
        ]
        _READ.extend(path.read_text(encoding="utf-8") for path in found)
    return _READ


_READ: list[str] = []


# On both kinds of database: it opens nearly every page that there is.
pytestmark = pytest.mark.slow


@pytest.fixture
def read(db: None, page_room: Room) -> dict[str, Found]:
    """What each reader came by."""
    story = told_today(timezone.localdate(), BEFORE_THE_NOTE)
    leader = make_programme(
        story=story,
        logs=[rehearsed_log(page_room)],
        engine=page_room.engine,
        address="http://testserver",
    )
    programme = sole_programme()
    assert programme is not None
    readers = {"leader": leader}
    for right in (Right.READER,):
        readers[right.value] = join(programme, right.value, ROLES[right])
    found = {"nobody": crawl(Client(), ["/", f"/p/{SLUG}/"])}
    for name, person in readers.items():
        client = Client()
        assert person.account is not None
        client.force_login(person.account, backend=BACKEND)
        found[name] = crawl(client, ["/", "/programmes", f"/programme/{programme.key}/"])
    return found


def test_every_page_leads_on_and_every_page_is_led_to(read: dict[str, Found]) -> None:
    for name, found in read.items():
        ends = {route: at for route, at in found.dead_ends.items() if route not in WALLS}
        assert ends == {}, name
        assert found.broken == {}, name
    assert read["leader"].pages > 150
    assert read["reader"].pages > 15
    # The citizen comes from the chronicle to its decisions, its plan, its data, what vouches.
    public = {"public_episode", "public_decisions", "public_words", "public_plan", "open_data"}
    assert public <= read["nobody"].routes
    assert "restitution" in read["nobody"].routes
    led_to = set().union(*(found.routes for found in read.values()))
    unknown = [
        route
        for route in routes()
        if route not in led_to and route not in GIVEN and not named_somewhere(route)
    ]
    assert unknown == []


def test_a_page_without_a_way_on_is_seen() -> None:
    class Alone:
        def get(self, address: str) -> HttpResponse:
            masthead = '<header><a href="/a-propos">À propos</a></header>'
            return HttpResponse(f"<body>{masthead}<main><h1>Seule</h1></main></body>")

    found = crawl(Alone(), ["/"])  # type: ignore[arg-type]
    assert set(found.dead_ends) == {"home", "about"}
    assert not named_somewhere("no_such_route")


@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("/programme/aaaaaaaaaaa/note/document", "/programme/aaaaaaaaaaa/note"),
        ("/programme/aaaaaaaaaaa/personnes/portee", "/programme/aaaaaaaaaaa/personnes"),
        ("/regie/WMFTJG/restitution", "/regie/WMFTJG"),
    ],
)
def test_a_document_leads_back_to_the_page_above_it(path: str, above: str) -> None:
    request: HttpRequest = RequestFactory().get(path)
    back = page_above(request)
    assert back == above
    assert route_of(above) is not None
    made = Document("Note", "", "fr", (Paragraph("Rien."),))
    # The page's language is the document's, whatever the reader's: so are the words around it.
    with override("en"):
        assert "Aller au contenu" in document_page(made, back).content.decode()
    page = html.fromstring(document_page(made, back).content)
    assert page.xpath("//nav/a/@href") == ["#contenu", above]
    assert page.xpath("//main/@id") == ["contenu"]
    assert html.fromstring(document_page(made).content).xpath("//a/@href") == ["#contenu"]
    assert html.fromstring(written(made, "")).xpath("//a") == []


def test_a_document_without_a_page_above_it_is_a_mistake_of_ours() -> None:
    with pytest.raises(Resolver404):
        page_above(RequestFactory().get(""))
