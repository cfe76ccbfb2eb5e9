"""The public site: shut until opened, no cookie, kept on the way, and nothing that leaks."""

import gzip
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from mire.programme.chronicle.actions import (
    publish_decision,
    set_links,
    set_recap,
    set_site_open,
    withdraw_episode,
    withdraw_piece,
)
from mire.programme.chronicle.models import Episode, EpisodeVersion, PublicSite, Voice
from mire.programme.evidence.models import Verbatim
from mire.programme.findings.models import Finding
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.models import Outcome
from mire.programme.people.actions import change_person
from mire.programme.people.rules import Right
from mire.programme.programmes.models import Phase, Programme
from mire.programme.restitutions.actions import forget_quotes_of
from mire.programme.restitutions.models import Restitution
from mire.web.public import remembered
from mire.web.public.remembered import SECONDS, LastLine, Pages, Token
from tests.support.chronicle import (
    BY,
    PUBLIC_PAGES,
    SLUG,
    decision,
    episode,
    picture,
    publish,
    restitution,
    site,
    voice,
    whole_chronicle,
)
from tests.support.office import NOW, Office, open_office
from tests.support.rooms import Room

AT = f"/p/{SLUG}/"
OTHERS = ("fil.xml", "plan.xml", "carte.png")


@pytest.fixture
def office(db: None, room: Room) -> Office:
    return open_office()


def walk(client: Client) -> Iterator[tuple[str, str]]:
    """Yield every public address that links lead to from the programme's page, and its words."""
    met, waiting = set(), [AT, *(f"{AT}{each}" for each in (*PUBLIC_PAGES, *OTHERS)), "/robots.txt"]
    while waiting:
        here = waiting.pop()
        if here in met:
            continue
        met.add(here)
        answer = client.get(here)
        assert answer.status_code == 200, here
        if not answer["Content-Type"].startswith(("text/", "application/")):
            yield here, ""
            continue
        page = answer.content.decode()
        yield here, page
        if answer["Content-Type"].startswith("text/html"):
            found = html.fromstring(page)
            links = [each.partition("#")[0] for each in found.xpath("//a/@href | //img/@src")]
            waiting += [each for each in links if each.startswith((AT, "/r/"))]


def test_a_site_that_is_not_open_is_nowhere(office: Office) -> None:
    whole_chronicle(office)
    row = Episode.objects.order_by("number").last()
    assert row is not None
    shown = row.pictures.get()
    pages = [*PUBLIC_PAGES, *OTHERS, f"episode/{row.key}", f"episode/{row.key}/carte.png",
             f"image/{shown.key}/grande"]  # fmt: skip
    client = office.browser()
    for each in pages:
        assert client.get(AT + each).status_code == 200, each
    set_site_open(programme=office.programme, is_open=False, by=BY, now=NOW)
    unknown = client.get("/p/nulle-part/")
    for each in pages:
        answer = client.get(AT + each)
        assert answer.status_code == 404, each
        assert answer.content == unknown.content
        assert dict(answer.headers) == dict(unknown.headers)
    signed_in = office.browser(Right.ADMINISTRATOR)
    assert signed_in.get(AT).content == unknown.content
    assert "Sitemap" not in client.get("/robots.txt").content.decode()


def test_no_draft_is_read_by_its_key(office: Office) -> None:
    site(office.programme)
    row = episode(office.programme)
    shown = picture(row)
    client = office.browser()
    unknown = client.get(f"{AT}episode/{'z' * 11}")
    for each in (f"episode/{row.key}", f"episode/{row.key}/carte.png", f"image/{shown.key}/grande"):
        answer = office.browser(Right.ADMINISTRATOR).get(AT + each)
        assert (answer.status_code, answer.content) == (404, unknown.content)
    other = office.stranger.roles.get().kind.programme
    elsewhere = publish(episode(other))
    assert client.get(f"{AT}episode/{elsewhere.key}").status_code == 404


def test_no_cookie_is_read_or_set_and_one_answer_serves_everybody(office: Office) -> None:
    row = whole_chronicle(office)
    nobody, somebody = office.browser(), office.browser(Right.ADMINISTRATOR)
    somebody.cookies["langue"] = "en"
    for each in (*PUBLIC_PAGES, *OTHERS, f"episode/{row.key}"):
        one = nobody.get(AT + each, headers={"accept-language": "fr"})
        other = somebody.get(AT + each, headers={"accept-language": "en-GB"})
        assert one.content == other.content, each
        assert one["ETag"] == other["ETag"]
        assert not one.cookies
        assert not other.cookies
        is_page = one["Content-Type"].startswith("text/html")
        assert one.get("Vary", "") == ("Accept-Encoding" if is_page else "")
        assert one["Cache-Control"] == "public, max-age=60"
        assert one["Content-Language"] == "fr"
        assert "script" not in one["Content-Security-Policy"].replace("script-src 'none'", "")


def test_a_page_is_small_for_who_takes_it_so_and_as_before_for_the_next(office: Office) -> None:
    whole_chronicle(office)
    client = office.browser()
    plain = client.get(AT)
    for _ in range(2):  # made, then remembered
        small = client.get(AT, headers={"accept-encoding": "gzip"})
        assert small["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.content) == plain.content
        again = client.get(AT)
        assert not again.has_header("Content-Encoding")
        assert again.content == plain.content
        had = {"accept-encoding": "gzip", "if-none-match": small["ETag"]}
        assert client.get(AT, headers=had).status_code == 304


def test_who_has_a_page_is_told_that_it_did_not_change(office: Office) -> None:
    row = whole_chronicle(office)
    client = office.browser()
    for each in (
        *PUBLIC_PAGES,
        *OTHERS,
        f"episode/{row.key}",
        f"image/{row.pictures.get().key}/petite",
    ):
        first = client.get(AT + each)
        assert not first["ETag"].startswith("W/")
        again = client.get(AT + each, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(AT + each, headers={"if-none-match": '"x"'}).status_code == 200
        assert client.head(AT + each).status_code == 200
    assert client.post(AT).status_code in (403, 404, 405)


def test_no_page_asks_for_a_script_or_for_anybody_elses_server(office: Office) -> None:
    row = whole_chronicle(office)
    client = office.browser()
    for each in (*PUBLIC_PAGES, f"episode/{row.key}"):
        page = html.fromstring(client.get(AT + each).content)
        assert page.xpath("//script | //@style | //style | //form") == []
        asked = page.xpath("//link[@rel!='canonical' and @rel!='alternate']/@href | //img/@src")
        assert all(one.startswith("/") for one in asked), asked
        assert len(page.xpath("//h1")) == 1
        for landmark in ("main", "header", "nav", "footer"):
            assert page.xpath(f"//{landmark}"), landmark
        for name in ("og:title", "og:url", "og:image"):
            (told,) = page.xpath(f"//meta[@property='{name}']/@content")
            assert told
        (card,) = page.xpath("//meta[@property='og:image']/@content")
        drawn = client.get(card.removeprefix("http://testserver"))
        assert drawn["Content-Type"] == "image/png"
        assert drawn.content[16:24] == bytes.fromhex("000004b000000276")  # 1200 × 630


def test_the_feed_and_the_sitemap_tell_the_same_episodes(office: Office) -> None:
    whole_chronicle(office)
    client = office.browser()
    feed = ET.fromstring(client.get(f"{AT}fil.xml").content)
    atom = {"a": "http://www.w3.org/2005/Atom"}
    titles = [each.text for each in feed.findall("a:entry/a:title", atom)]
    assert titles == ["Épisode 2\u202f: La grille", "Épisode 1\u202f: Premiers pas"]
    links = {each.get("href") for each in feed.findall("a:entry/a:link", atom)}
    listed = {each.text for each in ET.fromstring(client.get(f"{AT}plan.xml").content).iter(
        "{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}  # fmt: skip
    assert links < listed
    for each in listed:
        assert each is not None
        assert client.get(each.removeprefix("http://testserver")).status_code == 200
    robots = client.get("/robots.txt").content.decode()
    assert f"Sitemap: http://testserver{AT}plan.xml" in robots
    assert "Disallow: /\n" in robots


def test_a_programme_in_english_is_told_in_english(office: Office) -> None:
    row = whole_chronicle(office)
    Programme.objects.update(language="en")
    client = office.browser()
    page = client.get(f"{AT}episode/{row.key}", headers={"accept-language": "fr"})
    assert page["Content-Language"] == "en"
    assert '<html lang="en"' in page.content.decode()
    assert "Previously" in page.content.decode()


def test_a_correction_is_seen_with_its_day_and_a_withdrawal_too(office: Office) -> None:
    row = whole_chronicle(office)
    set_recap(episode=row, words="Avant, on partait.", by=BY, now=NOW)
    publish(row, "Un chiffre était faux.")
    client = office.browser()
    here = f"{AT}episode/{row.key}"
    page = client.get(here).content.decode()
    assert "Un chiffre était faux." in page
    assert "corrigé le" in page
    withdraw_piece(piece=row.pictures.get(), by=BY, now=NOW)
    assert "Une image a été retirée" in client.get(here).content.decode()
    withdraw_episode(episode=row, why="Il racontait mal.", by=BY, now=NOW)
    gone = client.get(here)
    assert gone.status_code == 410
    assert "Il racontait mal." in gone.content.decode()
    assert row.title not in client.get(AT).content.decode()


# What no public page may hold, whatever was pressed

SECRETS = (
    "Secret du brouillon", "Secret du relu", "Secret retiré", "Secret ôté", "Secret de correction",
    "Secret préparatoire", "Secret non publié", "Secret de la décision", "Secret occulté",
    "Secret effacé", "Secret de l'image", "Secret de la parole", "Secret du classeur",
    "Secret du constat", "Secret du compte rendu", "Secret de la réunion", "la DG",
)  # fmt: skip


def leaky(office: Office) -> None:
    """Fill a programme with all that must never be public, around what is."""
    programme = office.programme
    row = whole_chronicle(office)
    # Episodes: a draft, one that was read, one that was withdrawn, one taken from the list.
    episode(programme, "Secret du brouillon")
    waiting = episode(programme, "Secret du relu")
    Episode.objects.filter(pk=waiting.pk).update(status="reviewed")
    taken = publish(episode(programme, "Secret retiré"))
    withdraw_episode(episode=taken, why="Raison dite.", by=BY, now=NOW)
    out = episode(programme, "Secret ôté")
    Episode.objects.filter(pk=out.pk).update(removed_at=NOW)
    # A correction being prepared, with a picture and a voice that are not published.
    Episode.objects.filter(pk=row.pk).update(body="Secret de correction", status="draft")
    picture(row, alternative="Secret de l'image, longue phrase.")
    voice(row, "Secret de la parole", consent_where="Secret du classeur")
    Voice.objects.filter(words__startswith="On a").update(consent_where="Secret du classeur")
    # Decisions: a draft, one that is final and not published, one that was struck since.
    decision(office, "Secret préparatoire", is_public=False)
    Outcome.objects.filter(what="Secret préparatoire").update(settled_at=None, shared_at=None)
    decision(office, "Secret non publié", is_public=False)
    struck = decision(office, "Secret de la décision")
    Outcome.objects.filter(pk=struck.pk).update(struck_at=NOW)
    # Texts that a published restitution quoted, masked and erased since.
    quoted = restitution(office, "Secret occulté", "Secret effacé", "Du temps.")
    keys = list(quoted.meeting.verbatims.order_by("place").values_list("key", flat=True))
    citing = episode(programme, "Ce qui fut dit")
    for key in keys:
        voice(citing, "", verbatim=key, role="Entendu", consent_where="", consent_on=None)
    publish(citing)
    for key, state in zip(keys, ("masked", "erased"), strict=False):
        Verbatim.objects.filter(key=key).update(state=state)
    forget_quotes_of(meeting=quoted.meeting, now=NOW)
    # A phase, and a meeting that everybody can read of, called by somebody's name.
    who = str(office.people[Right.AMBASSADOR])
    days = {"starts_on": programme.starts_on, "ends_on": programme.ends_on}
    for name in (f"Entretiens avec {who}", "Des essais"):
        Phase.objects.create(programme=programme, name=name, track="cases", **days)
    naming = restitution(office, "Un mot.")
    Meeting.objects.filter(pk=naming.meeting.pk).update(title=f"Point avec {who}")
    # A restitution that is not public any more, a finding, a meeting to come.
    hidden = restitution(office, "x")
    Meeting.objects.filter(pk=hidden.meeting.pk).update(title="Secret du compte rendu")
    linking = episode(programme, "Des liens")
    set_links(episode=linking, links=[f"restitution/{hidden.key}"], by=BY, now=NOW)
    publish(linking)
    Restitution.objects.filter(pk=hidden.pk).update(published_at=None)
    Finding.objects.create(
        programme=programme, kind="finding", sentence="Secret du constat", made_by="x", made_at=NOW
    )
    Meeting.objects.create(
        programme=programme, title="Secret de la réunion", kind="steering", planned_at=NOW
    )


def test_nothing_leaks_on_any_public_page(office: Office) -> None:
    leaky(office)
    people = [str(each) for each in office.people.values()] + [str(office.stranger), BY.name]
    met = 0
    for here, page in walk(office.browser()):
        met += 1
        if here.startswith("/r/"):
            continue  # restitutions have their own tests
        for secret in (*SECRETS, *people):
            assert secret not in page, (here, secret)
        for key in Voice.objects.values_list("verbatim", flat=True):
            assert not key or key not in page
        assert "@example" not in page.replace("labo@example.org", "")
    assert met > 12
    # What is public is there all the same.
    client = office.browser()
    assert "Des essais" in client.get(AT).content.decode()
    told = " ".join(client.get(f"{AT}episode/{each.key}").content.decode()
                    for each in Episode.objects.filter(withdrawn_at=None, removed_at=None)
                    if each.published.exists())  # fmt: skip
    assert "Du temps." in told
    assert told.count("Une parole a été retirée") == 2
    assert "1 lien menait" in told


def test_hostile_words_are_words(office: Office) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    link = "[clic](javascript:alert(1)) <a href='javascript:alert(1)'>x</a>"
    Programme.objects.update(name=f"P {bad}"[:120], aims=f"{bad}\n{link}")
    office.programme.refresh_from_db()
    row = episode(office.programme, f"T {bad}"[:120], lead=f"Un {bad}", body=f"{bad}\n\n{link}")
    picture(row, alternative=f'Une "image" {bad}', credit=f"{bad}")
    voice(row, f"Oui {bad}", role=f"r {bad}"[:80], department="")
    publish(row)
    publish_decision(
        outcome=decision(office, f"D {bad}", is_public=False), is_published=True, by=BY, now=NOW
    )
    site(office.programme, aims="", contact=f"c {bad}"[:160])
    client = office.browser()
    for here, page in walk(client):
        if "html" in page[:20].lower():
            found = html.fromstring(page)
            assert (
                found.xpath("//script | //@onerror | //*[starts-with(@href, 'javascript')]") == []
            )
            assert "<script" not in page, here
        elif page.startswith("<?xml"):
            ET.fromstring(page.encode())
            assert "<script" not in page
    assert client.get(f"{AT}episode/{row.key}/carte.png").status_code == 200


def test_an_erased_person_leaves_no_name(office: Office) -> None:
    row = whole_chronicle(office)
    version = EpisodeVersion.objects.filter(episode=row).get()
    assert re.search(r"Résidente", version.by)
    page = office.browser().get(f"{AT}episode/{row.key}").content.decode()
    assert "Résidente" not in page
    assert PublicSite.objects.get().opened_by not in page


def test_a_page_that_is_remembered_is_made_again_once_somebody_acts(office: Office) -> None:
    row = whole_chronicle(office)
    client = office.browser()
    here = f"{AT}episode/{row.key}"
    first = client.get(here)
    with CaptureQueriesContext(connection) as made:
        again = client.get(here)
    assert again.content == first.content
    assert dict(again.headers) == dict(first.headers)
    assert len(made) == 1
    withdraw_piece(piece=row.voices.get(), by=BY, now=NOW)
    assert "Une parole a été retirée" in client.get(here).content.decode()


def test_a_page_that_quotes_a_text_is_never_remembered(office: Office) -> None:
    whole_chronicle(office)
    key = Verbatim.objects.get(text="Du temps, d'abord.").key
    row = episode(office.programme, "Ce qui fut dit")
    voice(row, "", verbatim=key, consent_where="", consent_on=None)
    publish(row)
    client = office.browser()
    here = f"{AT}episode/{row.key}"
    assert "Du temps, d&#x27;abord." in client.get(here).content.decode()
    Verbatim.objects.filter(key=key).update(state="masked")  # as a room's mask: in no journal
    assert "Du temps" not in client.get(here).content.decode()


def test_the_journals_last_line_is_read_four_times_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(remembered, "LINE_SECONDS", 0.25)
    last, lines = LastLine(), iter([(1, "a"), (2, "b"), (3, "c")])
    seen = [last.at(now, lambda: next(lines)) for now in (5.0, 5.1, 5.24, 5.25, 5.3, 5.6)]
    assert [line[0] for line in seen if line] == [1, 1, 1, 2, 2, 3]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 9)), max_size=30))
def test_remembered_pages_are_of_their_moment_and_of_a_bounded_size(
    asked: list[tuple[int, int, int]],
) -> None:
    pages, now = Pages(most=300), 0.0
    for path, line, later in asked:
        now += later
        address, token = ("http://x", f"/p/{path}"), Token((line, ""), NOW.date())
        found = pages.found(address, token, now)
        if found is not None:
            told_line, told_at = found.content.decode().split()[:2]
            assert int(told_line) == line
            assert now - float(told_at) <= SECONDS
        pages.keep(address, token, now, HttpResponse(f"{line} {now} " + "x" * 100))
        assert pages.n_bytes <= 300


def test_who_joins_later_is_named_on_no_public_page(office: Office, client: Client) -> None:
    publish(episode(office.programme, "Premiers pas", body="x"))
    row = episode(
        office.programme, "La grille",
        body="Rien à dire.\n\nMerci à **Zoé** Quincaillerie.\n\nLa suite.\n\n[image 1]\n\n"
        "[parole 1]",
    )  # fmt: skip
    shown = picture(row, credit="Zoé Quincaillerie")
    voice(row, "Mme Quincaillerie nous a aidés.")
    set_recap(episode=row, words="Zoé Quincaillerie est venue.", by=BY, now=NOW)
    publish(row)
    site(office.programme)
    page = client.get(f"{AT}episode/{row.key}").content.decode()
    assert page.count("Quincaillerie") >= 4
    bytes_at = next(each for each in re.findall(r'src="([^"]+)"', page) if shown.key in each)
    assert client.get(bytes_at).status_code == 200
    reader = office.people[Right.READER]
    change_person(
        person=reader, by=BY, now=NOW, programme=office.programme,
        values={"given_name": "Zoé", "family_name": "Quincaillerie"},
    )  # fmt: skip
    page = client.get(f"{AT}episode/{row.key}").content.decode()
    assert "Quincaillerie" not in page
    assert "Rien à dire." in page
    assert "La suite." in page
    assert page.count("il nommait quelqu") == 3
    assert client.get(bytes_at).status_code == 404


@pytest.mark.parametrize("field", ["title", "lead"])
def test_an_episode_called_by_who_joins_later_is_nowhere(
    office: Office, client: Client, field: str
) -> None:
    publish(episode(office.programme, "Premiers pas"))
    row = publish(episode(office.programme, **{"title": "La grille", field: "Zoé Quincaillerie."}))
    last = publish(episode(office.programme, "La suite"))
    site(office.programme)
    assert any("Quincaillerie" in page for _at, page in walk(client))
    values = {"given_name": "Zoé", "family_name": "Quincaillerie"}
    change_person(
        person=office.people[Right.READER], by=BY, now=NOW, programme=office.programme,
        values=values,
    )  # fmt: skip
    told = dict(walk(client))
    assert f"{AT}episode/{last.key}" in told
    assert not [here for here, page in told.items() if "Quincaillerie" in page or row.key in page]
    assert client.get(f"{AT}episode/{row.key}").status_code == 404
    assert client.get(f"{AT}episode/{row.key}/carte.png").status_code == 404
    office_page = office.browser(Right.FACILITATOR).get(office.address(f"recit/{row.key}"))
    assert "Cet épisode nomme Zoé Quincaillerie" in office_page.content.decode()


def test_why_an_episode_was_withdrawn_names_nobody_who_joined_later(
    office: Office, client: Client
) -> None:
    row = publish(episode(office.programme))
    site(office.programme)
    withdraw_episode(episode=row, why="Zoé Quincaillerie le demande.", by=BY, now=NOW)
    assert "Quincaillerie" in client.get(f"{AT}episode/{row.key}").content.decode()
    change_person(
        person=office.people[Right.READER], by=BY, now=NOW, programme=office.programme,
        values={"given_name": "Zoé", "family_name": "Quincaillerie"},
    )  # fmt: skip
    answer = client.get(f"{AT}episode/{row.key}")
    assert answer.status_code == 410
    assert "Quincaillerie" not in answer.content.decode()
    assert "il nommait quelqu" in answer.content.decode()
