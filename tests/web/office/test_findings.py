"""Findings on pages: written from a theme, weighed, contradicted, released, corrected, not lost."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mire.programme.evidence.models import Verbatim
from mire.programme.findings.models import Finding, ReleasedFinding
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from mire.programme.people.rules import Right
from mire.programme.reading.actions import begin_reading, read_together
from mire.programme.reading.rules import ActKind
from mire.programme.thread.models import Citation
from mire.programme.thread.queries import trace
from mire.programme.thread.rules import Reference
from mire.technique_api.text import Text
from tests.support.office import NOW, Office
from tests.support.plain_words import typed
from tests.support.said import held_meeting

TEXTS = ["Du temps.", "Du temps, vite.", "Un lieu à nous.", "On a bien assez de temps."]
SENTENCE = "Le temps manque avant le lieu."


@pytest.fixture
def meeting(office: Office) -> Meeting:
    return held_meeting(office, TEXTS, n_tables=2)


@pytest.fixture
def theme(office: Office, meeting: Meeting) -> str:
    """A theme of three texts, one of which says the contrary."""
    by = Actor("kkkkkkkkkkk", "Résidente · D07")
    reading = begin_reading(
        programme=office.programme, key="rrrrrrrrrrr", title="Lecture", meetings=[meeting], by=by,
        now=NOW,
    )  # fmt: skip
    cards = [key(TEXTS[0]), key(TEXTS[1]), key(TEXTS[3])]
    for number, (kind, body) in enumerate(
        [
            (ActKind.MADE, {"theme": "ttttttttttt", "name": "Du temps", "cards": cards}),
            (ActKind.OPPOSED, {"cards": [key(TEXTS[3])], "on": True}),
            (ActKind.SET_ASIDE, {"cards": [key(TEXTS[2])], "reason": "hors sujet"}),
        ]
    ):
        read_together(reading=reading, kind=kind, body=body, seen=number, by=by, now=NOW)
    return "ttttttttttt"


@pytest.fixture
def reader(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


def key(text: str) -> str:
    return Verbatim.objects.get(text=text).key


def plain(content: bytes) -> str:
    words = content.decode().replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")
    return re.sub(r"\s+", " ", words)


@pytest.fixture
def finding(office: Office, theme: str, reader: Client) -> Finding:
    here = office.address(f"dit/constats/nouveau?source=theme/{theme}")
    page = plain(reader.get(here).content)
    assert "Il citera : Thème : Du temps" in page
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    given = {"kind": "finding", "sentence": f"{SENTENCE} ", "detail": "", "once": once[1]}
    for _ in range(2):  # sent twice
        assert reader.post(here, given).status_code == 302
    return Finding.objects.get()


def at(office: Office, finding: Finding, rest: str = "") -> str:
    return office.address(f"dit/constats/{finding.key}{rest}")


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_finding_is_written_from_a_theme_and_weighed(
    office: Office, finding: Finding, reader: Client
) -> None:
    assert finding.sentence == SENTENCE
    page = plain(reader.get(at(office, finding)).content)
    assert "2 propos · 2 tables · 1 réunion" in page
    assert "1 propos dit le contraire" in page
    assert TEXTS[3] in page.split('id="contre"')[1]
    listed = plain(reader.get(office.address("dit/constats")).content)
    assert "1 constat" in listed
    assert "2 propos · 2 tables · 1 réunion" in listed


def test_the_thread_leads_both_ways(office: Office, finding: Finding) -> None:
    found = trace(office.programme, Reference("verbatim", key(TEXTS[0])))
    assert found
    assert [each.citable.reference.kind for each in found.uses] == ["theme", "finding"]
    back = trace(office.programme, Reference("finding", finding.key))
    assert back
    # « constat » is said once, by the kind of the source; what else it may be is said beside.
    assert "constat" not in [
        typed(said) for _what, said in back.here.origin if isinstance(said, Text)
    ]
    assert {each.citable.reference.key for each in back.sources} >= {key(TEXTS[0]), key(TEXTS[3])}


def test_sources_are_found_cited_said_contrary_and_taken_out(
    office: Office, finding: Finding, reader: Client
) -> None:
    lieu = f"verbatim/{key(TEXTS[2])}"
    page = plain(reader.get(at(office, finding, "?q=lieu")).content)
    assert f"for:{lieu}" in page
    sent = {"do": f"for:{lieu}", "q": "lieu"}
    assert reader.post(at(office, finding, "/source"), sent)["Location"].endswith("?q=lieu#sources")
    assert "3 propos" in plain(reader.get(at(office, finding)).content)
    reader.post(at(office, finding, "/source"), {"do": f"against:{lieu}"})
    page = plain(reader.get(at(office, finding)).content)
    assert "2 propos disent le contraire" in page
    assert Citation.objects.get(cited_key=key(TEXTS[2])).is_contrary
    reader.post(at(office, finding, "/source"), {"do": f"none:{lieu}"})
    assert not Citation.objects.filter(cited_key=key(TEXTS[2])).exists()
    assert reader.post(at(office, finding, "/source"), {"do": "for:nothing/x"}).status_code == 404


def test_a_masked_source_is_counted_and_asks_to_read_again(
    office: Office, finding: Finding, reader: Client
) -> None:
    Verbatim.objects.filter(text=TEXTS[0]).update(state="masked", text="", searched="", digest="x")
    page = plain(reader.get(at(office, finding)).content)
    assert "1 propos · 1 table · 1 réunion" in page
    assert "1 propos cité est occulté ou effacé depuis" in page
    assert TEXTS[0] not in page.replace(SENTENCE, "")


def test_a_status_is_given_by_a_named_person_and_a_correction_is_a_version(
    office: Office, finding: Finding, reader: Client
) -> None:
    seen = seen_on(plain(reader.get(at(office, finding)).content))
    reader.post(at(office, finding, "/etat"), {"do": "reviewed", "seen": seen})
    assert "Diffuser" not in plain(reader.get(at(office, finding)).content)
    refused = reader.post(at(office, finding, "/etat"), {"do": "released", "seen": seen})
    assert refused.status_code == 409
    assert "ne peut pas passer à « diffusé »" in plain(refused.content)
    facilitator = office.browser(Right.FACILITATOR)
    facilitator.post(at(office, finding, "/etat"), {"do": "released", "seen": seen})
    finding.refresh_from_db()
    assert (finding.status, bool(finding.status_by)) == ("released", True)
    form = reader.get(at(office, finding, "/changer")).content.decode()
    loaded = re.search(r'name="loaded" value="([^"]+)"', form)
    assert loaded
    given = {"kind": "finding", "sentence": "Autre chose.", "detail": "", "loaded": loaded[1]}
    assert reader.post(at(office, finding, "/changer"), given).status_code == 302
    finding.refresh_from_db()
    assert (finding.version, finding.status) == (2, "draft")
    assert ReleasedFinding.objects.get().sentence == SENTENCE
    assert SENTENCE in plain(reader.get(at(office, finding)).content)
    acts = Entry.objects.filter(about_kind="finding").values_list("act", flat=True)
    assert {"finding.written", "finding.status", "finding.changed", "sources.changed"} == set(acts)


def test_what_says_something_else_since_it_was_read_is_not_released(
    office: Office, finding: Finding, reader: Client
) -> None:
    seen = seen_on(plain(reader.get(at(office, finding)).content))
    Finding.objects.update(sentence="Changé par quelqu'un d'autre.")
    answer = reader.post(at(office, finding, "/etat"), {"do": "reviewed", "seen": seen})
    assert answer.status_code == 409
    assert "a changé entre-temps" in plain(answer.content)
    assert Finding.objects.get().status == "draft"


def test_a_removed_finding_is_withdrawn_everywhere_and_can_come_back(
    office: Office, finding: Finding, reader: Client
) -> None:
    reader.post(at(office, finding, "/retirer"))
    assert "0 constat" in plain(reader.get(office.address("dit/constats")).content)
    found = trace(office.programme, Reference("verbatim", key(TEXTS[0])))
    assert found
    assert [str(each.citable.state) for each in found.uses][-1] == "withdrawn"
    assert plain(reader.get(at(office, finding)).content).count("Remettre ce constat") == 1
    reader.post(at(office, finding, "/retirer"))
    assert "1 constat" in plain(reader.get(office.address("dit/constats")).content)


def test_what_nothing_took_up_is_listed_with_why(
    office: Office, theme: str, reader: Client
) -> None:
    page = plain(reader.get(office.address("dit/non-repris")).content)
    assert "4 propos non repris" in page
    assert "mis à part : hors sujet" in page
    assert "dans le thème « Du temps », qu'aucun constat ne cite" in page
    here = office.address(f"dit/constats/nouveau?source=theme/{theme}")
    reader.post(here, {"kind": "finding", "sentence": SENTENCE, "detail": "", "once": new_key()})
    page = plain(reader.get(office.address("dit/non-repris")).content)
    assert "1 propos non repris" in page
    csv = reader.get(office.address("dit/non-repris?export=csv"))
    assert "hors sujet" in csv.content.decode("utf-8-sig")


def test_management_reads_and_does_not_write(office: Office, finding: Finding) -> None:
    head = office.browser(Right.MANAGEMENT)
    page = plain(head.get(at(office, finding)).content)
    assert SENTENCE in page
    assert "Citer" not in page
    assert head.post(at(office, finding, "/retirer")).status_code == 403
    assert head.get(office.address("dit/constats/nouveau")).status_code == 403


def test_a_finding_is_bad_input_proof(office: Office, finding: Finding, reader: Client) -> None:
    here = office.address("dit/constats/nouveau")
    empty = reader.post(here, {"kind": "finding", "sentence": "  ", "detail": "nuance"})
    assert empty.status_code == 422
    assert "nuance" in plain(empty.content)
    assert reader.post(here, {"kind": "law", "sentence": "x"}).status_code == 422
    assert reader.get(here + "?source=verbatim/aaaaaaaaaaa").status_code == 404
    assert reader.post(at(office, finding, "/etat"), {"do": "signed"}).status_code == 404
    assert reader.get(office.address("dit/constats/aaaaaaaaaaa")).status_code == 404


def test_the_list_takes_the_same_queries_for_many_findings(
    office: Office, finding: Finding, reader: Client, theme: str
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            reader.get(office.address("dit/constats"))
        return len(queries)

    first = count()
    for n in range(8):
        reader.post(
            office.address(f"dit/constats/nouveau?source=theme/{theme}"),
            {"kind": "watch_point", "sentence": f"Point {n}", "detail": "", "once": new_key()},
        )
    assert count() == first
