"""The operating scheme: lines that say where they come from, what they answer, what is missing."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mire.documents.builders.scheme import MOST_DRAWN, draw_scheme
from mire.programme.evidence.models import Verbatim
from mire.programme.findings.models import Finding
from mire.programme.findings.rules import Status
from mire.programme.keys import new_key
from mire.programme.people.models import Department
from mire.programme.people.rules import Right
from mire.programme.scheme.models import AimServed, PlanAim, SchemeLine
from mire.programme.scheme.queries import scheme_told
from mire.programme.scheme.rules import FIELDS, Read, Section, gap_words
from mire.technique_api.text import text
from tests.support.office import Office
from tests.support.plain_words import typed
from tests.support.rooms import Room
from tests.support.said import held_meeting
from tests.support.scheme import line, scheme_pages
from tests.support.steering import minutes_of, steering_meeting
from tests.support.telling import conclude
from tests.support.topics import topic

WHERE = "decider/schema"


@pytest.fixture(autouse=True)
def engine(page_room: Room) -> Room:
    """Pages bring what was said in rooms up to date."""
    return page_room


@pytest.fixture
def group(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


def plain(content: bytes) -> str:
    said = re.sub(r"<[^>]+>", " ", content.decode())
    return " ".join(typed(said.replace("&#x27;", "'")).split())


def test_a_line_is_written_changed_moved_and_taken_out(office: Office, group: Client) -> None:
    write = office.address(f"{WHERE}/ecrire/offer")
    body = {"what": "Un appui d'une demi-journée", "audience": "Les directions", "once": new_key()}
    for _ in range(2):
        assert group.post(write, body).status_code == 302
    first = SchemeLine.objects.get()
    assert first.values == {"audience": "Les directions"}
    second = line(office, "Un cas mené ensemble")
    there = office.address(f"{WHERE}/{first.key}")
    assert group.post(f"{there}/changer", {**body, "what": ""}).status_code == 422
    assert (
        group.post(f"{there}/changer", {**body, "what": "Un appui", "is_gap": "on"}).status_code
        == 302
    )
    said = plain(group.get(office.address(WHERE)).content)
    assert "Un appui · manque encore" in said
    assert "sans source" in said
    assert "1 ligne dit ce qui manque encore." in said
    group.post(office.address(f"{WHERE}/{second.key}/placer"), {"do": "up"})
    page = group.get(office.address(WHERE)).content.decode()
    assert page.index(second.key) < page.index(first.key)
    group.post(f"{there}/placer", {"do": "out"})
    assert "Un appui" not in plain(group.get(office.address(WHERE)).content)
    assert group.get(there).status_code == 404
    assert group.get(office.address(f"{WHERE}/ecrire/nowhere")).status_code == 404


def test_a_line_leads_to_what_was_said_and_back(office: Office, group: Client) -> None:
    finding = conclude(office, held_meeting(office, ["Du temps.", "Autre chose."]))
    Finding.objects.update(status=Status.RELEASED)
    made = line(office, "Deux jours par mois", section=Section.MEANS)
    there = office.address(f"{WHERE}/{made.key}")
    assert group.post(f"{there}/source", {"do": f"for:finding/{finding.key}"}).status_code == 302
    assert finding.sentence in plain(group.get(there).content)
    assert "1 ligne, dont 1 qui dit d'où elle vient." in plain(
        group.get(office.address(WHERE)).content
    )
    verbatim = Verbatim.objects.get(text="Du temps.")
    up = plain(group.get(office.address(f"fil/verbatim/{verbatim.key}")).content)
    assert "Schéma : Deux jours par mois" in up
    # The document names what was said by where, and never quotes it.
    group.post(f"{there}/source", {"do": f"for:verbatim/{verbatim.key}"})
    document = plain(group.get(office.address(f"{WHERE}/document")).content)
    assert "Deux jours par mois" in document
    assert "Du temps." not in document
    for kind in ("pdf", "odt"):
        assert group.get(office.address(f"{WHERE}/document?format={kind}")).status_code == 200


def test_what_directors_asked_stands_beside_what_answers_it(office: Office, group: Client) -> None:
    meeting = held_meeting(office, ["Un lieu.", "Du temps.", "Un budget."])
    rows = list(Verbatim.objects.filter(meeting=meeting).order_by("place"))
    # As tables have it, a heading is a message of ours around people's own word.
    for row, heading in zip(rows, ("Où ?", "Comment ?", "Comment ?"), strict=True):
        about = text("%(number)s. %(heading)s", number=1, heading=heading).primitive()
        Verbatim.objects.filter(pk=row.pk).update(about=about, activity="tables")
    compare = office.address(f"{WHERE}/comparer")
    chosen = f"{meeting.key}/tables"
    assert chosen in group.get(compare).content.decode()
    assert group.post(compare, {"activity": chosen}).status_code == 302
    line(office, "Deux jours par mois", section=Section.MEANS, heading="1. Comment ?")
    said = plain(group.get(office.address(WHERE)).content)
    assert "1 demande sous « 1. Où ? » : rien n'y répond encore." in said
    assert "2 demandes sous « 1. Comment ? » ; lignes qui y répondent : 1." in said
    Verbatim.objects.filter(text="Un lieu.").update(state="masked", text="", searched="")
    assert "Un lieu." not in plain(group.get(office.address(WHERE)).content)


def test_each_aim_of_the_plan_says_what_serves_it_or_that_nothing_does(
    office: Office, group: Client
) -> None:
    plan = office.address(f"{WHERE}/plan")
    assert group.post(plan, {"words": "Simplifier\n\nPrendre soin\nSimplifier"}).status_code == 302
    first, second = PlanAim.objects.all()
    asked = topic(office, "Les courriers de relance")
    serve = office.address(f"{WHERE}/plan/{first.key}/servir")
    body = {"do": f"for:topic/{asked.key}", "how": "Moins d'appels."}
    assert group.post(serve, body).status_code == 302
    assert group.post(serve, {"do": "for:topic/" + "9" * 11}).status_code == 409
    assert group.post(serve, {"do": "for:verbatim/" + "9" * 11}).status_code == 404
    said = plain(group.get(office.address(WHERE)).content)
    assert "Les courriers de relance · Moins d'appels." in said
    assert "Prendre soin rien encore" in said
    # An aim that stays keeps what serves it; one that goes loses it.
    group.post(plan, {"words": "Prendre soin\nSimplifier"})
    assert AimServed.objects.get().aim == first
    group.post(serve, {"do": f"none:topic/{asked.key}"})
    assert not AimServed.objects.exists()
    assert second in PlanAim.objects.all()


def test_an_aim_reworded_in_its_place_keeps_what_serves_it(office: Office, group: Client) -> None:
    plan = office.address(f"{WHERE}/plan")
    group.post(plan, {"words": "Simplifer\nPrendre soin"})
    asked = topic(office, "Les courriers de relance")
    first = PlanAim.objects.get(words="Simplifer")
    serve = office.address(f"{WHERE}/plan/{first.key}/servir")
    group.post(serve, {"do": f"for:topic/{asked.key}"})
    group.post(plan, {"words": "Simplifier\nPrendre soin\nUne troisième"})
    assert AimServed.objects.get().aim.words == "Simplifier"
    assert [each.words for each in PlanAim.objects.all()] == [
        "Simplifier", "Prendre soin", "Une troisième",
    ]  # fmt: skip


def test_a_draft_that_a_line_cites_is_the_groups_alone(office: Office, group: Client) -> None:
    minutes = minutes_of(steering_meeting(office), "d Ligne secrète")
    draft = minutes.meeting.outcomes.get()
    made = line(office, "Deux jours par mois", section=Section.MEANS)
    there = office.address(f"{WHERE}/{made.key}")
    group.post(f"{there}/source", {"do": f"for:decision/{draft.key}"})
    assert "Ligne secrète" in plain(group.get(there).content)
    chief = office.browser(Right.MANAGEMENT)
    for page in (WHERE, f"{WHERE}/{made.key}", f"{WHERE}/document"):
        assert "Ligne secrète" not in plain(chief.get(office.address(page)).content), page


def test_a_line_keeps_its_heading_and_its_department_whatever_is_compared_since(
    office: Office, group: Client
) -> None:
    eau = Department.objects.create(authority=office.programme.authority, name="Eau")
    made = line(office, "Un relais", section=Section.RELAY, department=eau, heading="1. Où ?")
    Department.objects.filter(pk=eau.pk).update(ends_on="2018-01-01")
    there = office.address(f"{WHERE}/{made.key}/changer")
    page = group.get(there).content.decode()
    body = {"what": "Deux relais", "department": eau.key, "heading": "1. Où ?"}
    assert f'value="{eau.key}" selected' in page
    assert group.post(there, body).status_code == 302
    made.refresh_from_db()
    assert (made.what, made.heading, made.department) == ("Deux relais", "1. Où ?", eau)


def test_the_figure_is_drawn_from_the_lines_and_lets_nothing_through(office: Office) -> None:
    hostile = "<script>alert(1)</script>"
    rows = [line(office, hostile), *(line(office, f"Offre {n}") for n in range(MOST_DRAWN + 2))]
    drawn = draw_scheme(rows)
    assert hostile not in drawn
    assert "&lt;script&gt;" in drawn
    assert drawn.count("<rect") == len(Section)
    assert "et 3 autres" in typed(drawn)
    assert draw_scheme(rows) == drawn


def test_what_is_missing_is_said_by_rule() -> None:
    everything = [Read(section, "", is_gap=False) for section in Section]
    assert gap_words(everything, []) == []
    assert [typed(each) for each in gap_words(everything, ["Eau", "Habitat"])] == [
        "2 directions sur 2 n'apportent encore ni relais ni ressource."
    ]
    brought = [*everything, Read(Section.RELAY, "Eau", is_gap=False)]
    brought += [Read(Section.RELAY, "Habitat", is_gap=True)]
    assert [typed(each) for each in gap_words(brought, ["Eau", "Habitat"])] == [
        "1 ligne dit ce qui manque encore.",
        "1 direction sur 2 n'apporte encore ni relais ni ressource.",
    ]
    assert len(gap_words([], ["Eau"])) == len(Section)
    assert set(FIELDS) == set(Section)


def test_the_page_asks_no_more_of_the_database_as_the_scheme_grows(
    office: Office, group: Client
) -> None:
    eau = Department.objects.create(authority=office.programme.authority, name="Eau")
    scheme_pages(office)

    def n_queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert group.get(office.address(WHERE)).status_code == 200
        return len(asked)

    few = n_queries()
    for n in range(12):
        line(office, f"Relais {n}", section=Section.RELAY, department=eau)
    assert n_queries() == few
    assert few <= 15


def test_management_reads_it_and_writes_nothing_and_the_archive_holds_it(office: Office) -> None:
    pages = scheme_pages(office)
    chief, reader = office.browser(Right.MANAGEMENT), office.browser(Right.READER)
    assert chief.get(office.address(WHERE)).status_code == 200
    assert "Écrire une ligne" not in plain(chief.get(office.address(WHERE)).content)
    assert chief.get(office.address(f"{WHERE}/ecrire/offer")).status_code == 403
    assert reader.get(office.address(WHERE)).status_code == 403
    for each in pages:
        assert office.browser(Right.FACILITATOR).get(office.address(each)).status_code == 200, each
    told = scheme_told(office.programme)
    assert [each["section"] for each in told["lines"]] == [each.value for each in Section]
    assert [each["words"] for each in told["plan"]] == [
        "Simplifier les démarches", "Prendre soin des agents",
    ]  # fmt: skip
