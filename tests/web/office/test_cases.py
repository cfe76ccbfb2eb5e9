"""Cases on pages: proposed, moved for reasons, graded without names, told, read again, cited."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mire.programme.cases.actions import change_case, move_case, note_grades, propose_case
from mire.programme.cases.models import Case, CaseDays, CaseMove, Learnt, Tally
from mire.programme.cases.rules import HowGraded, Status
from mire.programme.criteria.actions import add_criterion
from mire.programme.criteria.models import Criterion
from mire.programme.evidence.models import Verbatim
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.people.actions import add_department
from mire.programme.people.rules import Right
from mire.programme.thread.queries import trace
from mire.programme.thread.rules import Reference
from mire.technique_api.refusal import Refusal
from tests.support.office import NOW, Office
from tests.support.said import held_meeting

ASK = {
    "title": "L'accueil au siège",
    "ask": "On y attend sans savoir qui vient.",
    "asked_by": "Direction de l'habitat · D07",
    "carried_by": "",
    "asked_on": "2017-03-22",
}
BY = Actor("kkkkkkkkkkk", "Résidente · D07")


@pytest.fixture
def group(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


@pytest.fixture
def case(office: Office, group: Client) -> Case:
    department = add_department(
        programme=office.programme, values={"code": "D07", "name": "Habitat"}, by=BY, now=NOW
    )
    sent = {**ASK, "departments": [department.key], "once": new_key()}
    for _ in range(2):  # sent twice
        assert group.post(office.address("cas/nouveau"), sent).status_code == 302
    return Case.objects.get()


@pytest.fixture
def criterion(office: Office) -> Criterion:
    add_criterion(
        programme=office.programme, key=new_key(), name="Usagers touchés", meaning="", by=BY,
        now=NOW,
    )  # fmt: skip
    return Criterion.objects.get()


def at(office: Office, case: Case, rest: str = "") -> str:
    return office.address(f"cas/{case.key}{rest}")


def plain(content: bytes) -> str:
    words = unescape(content.decode()).replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")
    return re.sub(r"\s+", " ", words)


def move(office: Office, case: Case, browser: Client, to: str, reason: str = "Dit.") -> int:
    sent = {"on": "2017-06-28", "reason": reason}
    return browser.post(at(office, case, f"/etat/{to}"), sent).status_code


def test_a_proposed_case_is_seen_by_every_member(office: Office, case: Case) -> None:
    for right in Right:
        browser = office.browser(right)
        assert "L'accueil au siège" in plain(browser.get(office.address("cas")).content)
        page = plain(browser.get(at(office, case)).content)
        assert "On y attend sans savoir qui vient." in page
        assert "1 direction touchée" in page
        assert ("Changer la demande" in page) == (
            right in (Right.ADMINISTRATOR, Right.FACILITATOR, Right.AMBASSADOR)
        )


def test_a_case_is_moved_step_by_step_with_reasons(
    office: Office, case: Case, group: Client
) -> None:
    assert move(office, case, group, "closed") == 404  # not from here
    assert move(office, case, group, "studied", "") == 302
    assert move(office, case, group, "chosen", " ") == 422
    assert move(office, case, group, "chosen", "Trois directions le portent.") == 302
    assert move(office, case, group, "under_way", "") == 302
    assert move(office, case, group, "closed", "Le hall est ouvert.") == 302
    case.refresh_from_db()
    assert (case.status, case.closed_on) == ("closed", date(2017, 6, 28))
    page = plain(group.get(at(office, case)).content)
    assert "Trois directions le portent." in page
    assert "Six mois ont passé depuis sa fin" in page
    assert "Six mois ont passé" in plain(group.get(office.address("cas")).content)
    assert [each.to for each in CaseMove.objects.all()] == [
        "studied", "chosen", "under_way", "closed",
    ]  # fmt: skip
    assert Entry.objects.filter(act="case.moved").count() == 4


def test_a_case_is_not_moved_to_come_nor_from_what_it_no_longer_is(
    office: Office, case: Case, group: Client
) -> None:
    answer = group.post(at(office, case, "/etat/studied"), {"on": "2190-01-01", "reason": ""})
    assert answer.status_code == 422
    move(office, case, group, "studied")
    with pytest.raises(Refusal) as refused:  # somebody who read it before
        move_case(
            case=case, seen=Status.PROPOSED, to=Status.REFUSED, on=NOW.date(), reason="Non.",
            today=NOW.date(), by=BY, now=NOW,
        )  # fmt: skip
    assert refused.value.code == "moved"
    assert Case.objects.get().status == "studied"


def test_days_are_counted_in_halves_and_bear_no_name(
    office: Office, case: Case, group: Client
) -> None:
    here = at(office, case, "/jours")
    for days in ("1.5", "2"):
        sent = {"on": "2017-04-26", "days": days, "what": "Observer", "once": new_key()}
        assert group.post(here, sent).status_code == 302
    wrong = {"on": "2017-04-26", "days": "0.3", "what": "Observer"}
    assert group.post(here, wrong).status_code == 422
    assert "3,5 jours, tous agents confondus" in plain(group.get(at(office, case)).content)
    assert {each.name for each in CaseDays._meta.get_fields()} == {
        "id", "key", "case", "on", "half_days", "what",
    }  # fmt: skip
    line = CaseDays.objects.first()
    assert line
    group.post(at(office, case, f"/jours/{line.key}/retirer"))
    assert CaseDays.objects.count() == 1


def grade(
    office: Office, case: Case, criterion: Criterion, browser: Client, counts: list[int]
) -> int:
    sent = {
        "criterion": criterion.key, "how": "hands", "on": "2017-05-31", "meeting": "",
        **{f"n{each}": n for each, n in enumerate(counts)},
    }  # fmt: skip
    return browser.post(at(office, case, "/enjeu"), sent).status_code


def test_grades_show_their_spread_and_nothing_but_their_number_under_the_threshold(
    office: Office, case: Case, criterion: Criterion, group: Client
) -> None:
    assert grade(office, case, criterion, group, [0, 0, 1, 3, 0]) == 302
    page = plain(group.get(at(office, case)).content)
    assert "4 voix à main levée" in page
    assert "Sous 5 voix, rien d'autre n'est montré." in page
    assert "0 · 0 · 1 · 3 · 0" not in page
    assert "enjeu de" not in page
    assert "—;—" in group.get(office.address("cas?export=csv")).content.decode()
    assert grade(office, case, criterion, group, [0, 0, 2, 4, 1]) == 302
    page = plain(group.get(at(office, case)).content)
    assert "un enjeu de 3 sur 4" in page
    assert "0 · 0 · 2 · 4 · 1" in page
    assert "note précédente" in page
    assert grade(office, case, criterion, group, [0, 0, 0, 0, 0]) == 422
    assert {each.name for each in Tally._meta.get_fields()} == {
        "id", "key", "case", "criterion", "meeting", "on", "how", "counts",
    }  # fmt: skip
    for entry in Entry.objects.filter(act="case.graded"):
        assert entry.after == {"criterion": "Usagers touchés"}


def test_a_small_latest_tally_hides_what_an_earlier_one_showed_of_stakes(
    office: Office, case: Case, criterion: Criterion, group: Client
) -> None:
    for n, counts in enumerate(([0, 0, 2, 4, 1], [0, 2, 0, 0, 0])):
        note_grades(
            case=case, key=new_key(), criterion=criterion, meeting=None, on=date(2017, 5, n + 1),
            how=HowGraded.BALLOT, counts=counts, by=BY, now=NOW,
        )  # fmt: skip
    assert "enjeu de" not in plain(group.get(at(office, case)).content)


def tell(office: Office, case: Case, browser: Client, done: str) -> int:
    loaded = re.search(
        r'name="loaded" value="([^"]+)"',
        browser.get(at(office, case, "/changer/recit")).content.decode(),
    )
    assert loaded
    sent = {"done": done, "outputs": "Un plan\n\nUne règle", "loaded": loaded[1]}
    return browser.post(at(office, case, "/changer/recit"), sent).status_code


def test_a_story_is_a_draft_until_somebody_read_it(
    office: Office, case: Case, group: Client
) -> None:
    assert tell(office, case, group, "Nous avons observé le hall.") == 302
    sent = {"sentence": "Observer avant de dessiner.", "once": new_key()}
    assert group.post(at(office, case, "/brique"), sent).status_code == 302
    manager = office.browser(Right.MANAGEMENT)
    page = plain(manager.get(at(office, case)).content)
    assert "Nous avons observé" not in page
    assert "Observer avant de dessiner" not in page
    assert "Le groupe écrit encore ce récit" in page
    point = Learnt.objects.get()
    kept = trace(office.programme, Reference("learnt", point.key))
    assert kept
    assert kept.here.words == ""
    seen = re.search(r'name="seen" value="([^"]+)"', group.get(at(office, case)).content.decode())
    assert seen
    assert group.post(at(office, case, "/relu"), {"seen": "other"}).status_code == 409
    assert group.post(at(office, case, "/relu"), {"seen": seen[1]}).status_code == 302
    page = plain(manager.get(at(office, case)).content)
    assert "Nous avons observé" in page
    assert "Observer avant de dessiner" in page
    assert "<li>Une règle</li>" in page
    # What is changed is to be read again; the learnt point was not changed, and stays.
    assert tell(office, case, group, "Nous avons observé le hall, deux fois.") == 302
    page = plain(manager.get(at(office, case)).content)
    assert "deux fois" not in page
    assert "Observer avant de dessiner" in page


def test_two_people_writing_are_told_and_nothing_is_lost(
    office: Office, case: Case, group: Client
) -> None:
    page = group.get(at(office, case, "/changer/recit")).content.decode()
    loaded = re.search(r'name="loaded" value="([^"]+)"', page)
    assert loaded
    assert tell(office, case, office.browser(Right.FACILITATOR), "Le premier récit.") == 302
    late = group.post(
        at(office, case, "/changer/recit"),
        {"done": "Le second.", "outputs": "", "loaded": loaded[1]},
    )
    assert late.status_code == 409
    shown = plain(late.content)
    assert "Le second." in shown
    assert "Enregistré entre-temps : « Le premier récit. »." in shown
    assert Case.objects.get().done == "Le premier récit."
    with pytest.raises(Refusal) as refused:  # at the very same moment
        change_case(case=case, seen=case.version, values={"done": "Le second."}, by=BY, now=NOW)
    assert refused.value.code == "moved"
    assert Case.objects.get().done == "Le premier récit."


def test_a_case_and_what_was_learnt_cite_and_are_traced(
    office: Office, case: Case, group: Client
) -> None:
    held_meeting(office, ["Du temps.", "Un lieu."], n_tables=2)
    said = Verbatim.objects.get(text="Un lieu.")
    found = plain(group.get(at(office, case, "/sources?q=lieu")).content)
    assert f"for:verbatim/{said.key}" in found
    sent = {"do": f"for:verbatim/{said.key}", "q": "lieu"}
    assert group.post(at(office, case, "/source"), sent)["Location"].endswith("/sources?q=lieu")
    group.post(at(office, case, "/brique"), {"sentence": "Un lieu compte.", "once": new_key()})
    point = Learnt.objects.get()
    there = at(office, case, f"/brique/{point.key}/source")
    assert group.post(there, {"do": f"against:verbatim/{said.key}"}).status_code == 302
    page = plain(group.get(at(office, case)).content)
    assert page.count("Un lieu.") >= 2
    assert "Dit le contraire" in page
    went = trace(office.programme, Reference("verbatim", said.key))
    assert went
    assert {each.citable.reference.kind for each in went.uses} == {"case", "learnt"}
    back = trace(office.programme, Reference("learnt", point.key))
    assert back
    assert Reference("case", case.key) in {each.citable.reference for each in back.sources}
    ahead = trace(office.programme, Reference("case", case.key))
    assert ahead
    assert Reference("learnt", point.key) in {each.citable.reference for each in ahead.uses}
    # A reader may not follow the thread, and is shown no words of others.
    assert "Un lieu." not in plain(office.browser(Right.READER).get(at(office, case)).content)
    group.post(there, {"do": f"none:verbatim/{said.key}"})
    assert group.post(there, {"do": "for:nothing/x"}).status_code == 404
    assert "La page de ce cas" in plain(group.get(office.address(f"fil/case/{case.key}")).content)


def test_a_masked_source_is_not_shown_in_the_margin(
    office: Office, case: Case, group: Client
) -> None:
    held_meeting(office, ["Du temps.", "Un lieu."], n_tables=2)
    said = Verbatim.objects.get(text="Un lieu.")
    group.post(at(office, case, "/source"), {"do": f"for:verbatim/{said.key}"})
    Verbatim.objects.filter(pk=said.pk).update(state="masked", text="", searched="", digest="x")
    page = plain(group.get(at(office, case)).content)
    assert "Un lieu." not in page
    assert "occulté" in page


def test_a_withdrawn_case_leaves_the_list_and_comes_back(
    office: Office, case: Case, group: Client
) -> None:
    group.post(at(office, case, "/retirer"))
    assert "L'accueil au siège" not in plain(group.get(office.address("cas")).content)
    assert office.browser(Right.READER).get(at(office, case)).status_code == 404
    assert "Ce cas est retiré" in plain(group.get(at(office, case)).content)
    group.post(at(office, case, "/retirer"))
    assert "L'accueil au siège" in plain(group.get(office.address("cas")).content)


def test_the_list_compares_sorts_and_exports(
    office: Office, case: Case, criterion: Criterion, group: Client
) -> None:
    grade(office, case, criterion, group, [0, 0, 2, 4, 1])
    group.post(at(office, case, "/jours"), {"on": "2017-05-31", "days": "4", "what": "Atelier"})
    propose_case(
        programme=office.programme, key=new_key(),
        values={**ASK, "title": "Zones calmes", "asked_on": date(2017, 4, 1)}, departments=[],
        by=BY, now=NOW,
    )  # fmt: skip
    page = plain(group.get(office.address("cas")).content)
    assert (
        "Un seul cas se compare : « L'accueil au siège », 4 jours pour un enjeu de 3 sur 4." in page
    )
    assert "1 cas n'y est pas" in page
    for sort in ("-titre", "enjeu", "-enjeu", "jours"):
        ordered = plain(group.get(office.address(f"cas?tri={sort}")).content).split("<tbody>")[1]
        accueil, zones = ordered.index("accueil au siège"), ordered.index("Zones")
        assert (accueil < zones) == (sort in ("enjeu", "-enjeu"))
    assert "1 cas pratique" in plain(group.get(office.address("cas?q=zones")).content)
    csv = group.get(office.address("cas?export=csv")).content.decode("utf-8-sig")
    assert csv.splitlines()[1].startswith("L'accueil au siège;1;proposé;")
    assert csv.splitlines()[1].endswith(";Habitat;4;3;3")


def test_lists_and_pages_take_few_queries_however_many_cases(
    office: Office, case: Case, criterion: Criterion, group: Client
) -> None:
    def count(address: str) -> int:
        group.get(address)
        with CaptureQueriesContext(connection) as queries:
            group.get(address)
        return len(queries)

    grade(office, case, criterion, group, [0, 0, 2, 4, 1])
    group.post(at(office, case, "/brique"), {"sentence": "Une idée.", "once": new_key()})
    one, page = count(office.address("cas")), count(at(office, case))
    for n in range(6):
        values = {**ASK, "title": f"Cas {n}", "asked_on": date(2017, 4, 1)}
        propose_case(
            programme=office.programme, key=new_key(), values=values, departments=[], by=BY,
            now=NOW,
        )  # fmt: skip
        group.post(at(office, case, "/brique"), {"sentence": f"Idée {n}.", "once": new_key()})
        grade(office, case, criterion, group, [0, 0, 2, 4, 1])
    assert count(office.address("cas")) == one <= 10
    assert count(at(office, case)) == page
