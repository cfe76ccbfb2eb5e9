"""Files of scenarios: written, argued, measured, compared; copies that say what changed."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mire.documents.builders.scenarios import share_told
from mire.programme.choices.actions import forget_quotes_in_choices
from mire.programme.choices.models import Argument, Choice, Measure, Scenario, SentChoice
from mire.programme.evidence.models import Verbatim
from mire.programme.journal.models import Entry
from mire.programme.people.rules import Right
from mire.programme.steering.models import Dossier
from mire.programme.steering.queries import submitted
from mire.programme.thread.actions import cite
from mire.programme.thread.queries import sources_of
from mire.programme.thread.rules import Reference
from mire.words import words
from tests.support.commands import mire
from tests.support.office import NOW, Office
from tests.support.pdf import pages_of
from tests.support.said import held_meeting
from tests.support.scenarios import (
    COUNTED,
    GRADED,
    argued,
    criterion_of,
    file_of_scenarios,
    measured,
    whole_file,
)
from tests.support.steering import SECRETARY, minutes_of, note, steering_meeting

TEXT = "La direction générale tranche ce qui bloque."
FIVE = [{"value": 1}, {"value": 2}, {"value": 3}]


@pytest.fixture
def choice(office: Office) -> Choice:
    return whole_file(office)


@pytest.fixture
def group(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


@pytest.fixture
def chief(office: Office) -> Client:
    return office.browser(Right.MANAGEMENT)


def at(office: Office, choice: Choice, rest: str = "") -> str:
    return office.address(f"decider/scenarios/{choice.key}{rest}")


def said(answer: Any) -> str:
    """Return a page's words as somebody types them: without tags, with plain spaces and signs."""
    told = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return re.sub(r"\s+", " ", told.replace("’", "'"))


def test_a_file_is_begun_and_a_scenario_added_once(office: Office, group: Client) -> None:
    sent = {"title": " Trois  scénarios ", "lead": "Lequel ?", "once": "k" * 11}
    for _ in range(2):
        assert group.post(office.address("decider/scenarios/nouveau"), sent).status_code == 302
    choice = Choice.objects.get()
    assert choice.title == "Trois scénarios"
    for title, once, code in (("Cellule", "a" * 11, 302), ("Cellule", "a" * 11, 302)):
        added = group.post(at(office, choice, "/scenario"), {"title": title, "once": once})
        assert added.status_code == code
    again = group.post(at(office, choice, "/scenario"), {"title": "cellule", "once": "b" * 11})
    assert again.status_code == 422
    assert "déjà un scénario de ce dossier" in said(again)
    assert Scenario.objects.count() == 1
    assert Entry.objects.filter(act="scenario.added").count() == 1


def test_words_come_before_figures_and_what_lacks_a_source_says_so(
    office: Office, choice: Choice, group: Client
) -> None:
    held_meeting(office, [TEXT])
    verbatim = Reference("verbatim", Verbatim.objects.get(text=TEXT).key)
    argument = Argument.objects.get(sentence="Pour Cellule.")
    press = at(office, choice, f"/argument/{argument.key}/source")
    assert group.post(press, {"do": f"for:verbatim/{verbatim.key}"}).status_code == 302
    steps = sources_of(office.programme, Reference("argument", argument.key))
    assert [each.citable.reference for each in steps] == [verbatim]
    page = said(group.get(at(office, choice)))
    assert "6 arguments · 5 sans source" in page
    order = ["Pour Cellule.", "Critère par critère", "Ce qui placerait chacun en tête",
             "Essayer d'autres poids", "Qui porterait quoi", "Lire, envoyer"]  # fmt: skip
    assert sorted(order, key=page.rindex) == order  # a link at the top leads to the last part
    assert TEXT in said(group.get(at(office, choice, f"/argument/{argument.key}/sources")))


def test_an_argument_is_written_answered_taken_out_and_put_back(
    office: Office, choice: Choice, group: Client
) -> None:
    row = Scenario.objects.get(title="Cellule")
    sent = {"kind": "risk", "sentence": " Elle  s'use. ", "origin": "residents", "once": "r" * 11}
    answer = group.post(at(office, choice, f"/scenario/{row.key}/argument"), sent)
    assert answer["Location"].endswith("/argument/rrrrrrrrrrr/sources")
    here = at(office, choice, "/argument/rrrrrrrrrrr")
    group.post(here + "/reponse", {"reply": "Deux ans au plus."})
    page = said(group.get(at(office, choice)))
    assert "Elle s'use." in page
    assert "Réponse : Deux ans au plus." in page
    for _ in range(2):  # pressed twice, it is out all the same
        group.post(here + "/retirer")
        assert Argument.objects.get(key="r" * 11).removed_at is not None
    assert "7 arguments" not in said(group.get(at(office, choice)))
    for _ in range(2):
        group.post(here + "/retirer", {"do": "back"})
    assert "7 arguments" in said(group.get(at(office, choice)))


@pytest.mark.parametrize(
    ("titles", "figures", "expected"),
    [
        (("A", "B"), None, "Aucun critère n'est retenu pour ce dossier"),
        (("A",), [{"value": 1}], "Un seul scénario : il en faut deux au moins"),
        ((), [], "Aucun scénario encore"),
        (("A", "B"), [{"value": 1}] * 2, "aucune pondération ne les départage"),
        (("A", "B"), [None, None], "« Jours » n'est mesuré pour aucun scénario"),
        (("A", "B"), [{"value": 1}, None], "« Jours » n'est pas mesuré pour « B »"),
    ],
)
def test_what_cannot_be_compared_is_said_in_the_pages_words(
    office: Office, group: Client, titles: tuple[str, ...], figures: Any, expected: str
) -> None:
    choice = file_of_scenarios(office, titles)
    if figures is not None:
        measured(office, choice, "Jours", figures)
    answer = group.get(at(office, choice))
    assert answer.status_code == 200
    assert expected in said(answer)
    for rest in ("/document", "/document?court=1"):
        assert group.get(at(office, choice, rest)).status_code == 200
    if expected != "aucune pondération ne les départage":
        assert group.get(at(office, choice, "/poids")).status_code == 404
        assert group.get(at(office, choice, "/export")).status_code == 404


def words_of(page: str) -> str:
    """Return words with the narrow spaces of print as plain ones."""
    return page.replace("\u202f", " ").replace("\xa0", " ")


def _row(name: str, *cells: str) -> re.Pattern[str]:
    """Return what finds a row of a table: its name, then its figures."""
    following = "".join(rf'\s*<td class="number">{re.escape(each)}</td>' for each in cells)
    return re.compile(rf"{re.escape(name)}\s*</th>{following}")


def recomputed(answer: Any, folder: Path, *more: str) -> Any:
    """Return what the public command says of a page's own export."""
    written = folder / "scenarios.toml"
    written.write_bytes(answer.content)
    options = re.search(r"--seed (\d+) --samples (\d+)", answer.content.decode())
    assert options is not None
    seed, samples = options.groups()
    done = mire(
        "choose", "scenarios", written, "--seed", seed, "--samples", samples, "--json", *more
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_each_figure_is_found_again_by_the_public_command(
    office: Office, choice: Choice, group: Client, tmp_path: Path
) -> None:
    asked = "?p0=80&p1=20&p2=50&p3=50&a=1&b=2"
    answer = group.get(at(office, choice) + asked)
    page, raw = said(answer), answer.content.decode()
    found = recomputed(
        group.get(at(office, choice, "/export") + asked), tmp_path,
        "--map", "Proximité", "--map", "Jours",
    )  # fmt: skip
    for name, row in found["smaa"]["rank_acceptability"].items():
        assert _row(name, *map(share_told, row)).search(raw), name
    at_weights = found["at_given_weights"]
    (first,) = at_weights["first_by_worth"]
    assert re.search(rf"« ?{first} ?» arrive en tête", words_of(page))
    for name, worth in at_weights["worth"].items():
        assert _row(name, words.number(worth, 2)).search(raw), name
    held = [each for each in at_weights["holds"].items() if each[1] != {"from": 0.0, "to": 1.0}]
    assert held
    for name, hold in held:
        low, high = (words.percent(hold[end]) for end in ("from", "to"))
        bounds = f"de {low} à {high}"
        if hold["from"] == 0:
            bounds = f"{high} au plus"
        elif hold["to"] == 1:
            bounds = f"{low} au moins"
        assert f"« {name} » doit peser {words_of(bounds)}." in words_of(page), name
    assert found["map"]
    for area in found["map"]:
        assert _row(area["first"][0], share_told(area["share"])).search(raw), area
    for name, first in found["smaa"]["first"].items():
        for each in first["only_if"][:1]:
            assert each["criterion"] in page, name


def test_the_annex_is_found_again_at_equal_weights(
    office: Office, choice: Choice, group: Client, tmp_path: Path
) -> None:
    raw = group.get(at(office, choice)).content.decode()
    found = recomputed(group.get(at(office, choice, "/export")), tmp_path)
    for flow in ("plus", "minus", "net"):
        for name, value in found["promethee"][flow].items():
            assert f"<td>{words.number(value, 3)}</td>" in raw, (flow, name)
    (first,) = found["at_given_weights"]["first_by_preference"]
    assert re.search(rf"les deux mettent en tête « ?{first}", words_of(html.unescape(raw)))


def test_a_move_is_answered_with_what_the_page_would_show(
    office: Office, choice: Choice, group: Client
) -> None:
    asked = "?p0=100&p1=0&p2=0&p3=0"
    moved = group.get(at(office, choice, "/poids") + asked).content.decode().strip()
    page = group.get(at(office, choice) + asked).content.decode()
    assert "Cellule" in moved.split("</p>")[0]
    assert moved.split("<template")[0] in page
    for odd in ("?p0=x&a=9&b=-1", "?p0=999", "?a=1&b=1", "?p0=0&p1=0&p2=0&p3=0"):
        assert group.get(at(office, choice, "/poids") + odd).status_code == 200
    assert "les poids sont pris égaux" in said(
        group.get(at(office, choice, "/poids") + "?p0=0&p1=0&p2=0&p3=0")
    )


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_map_needs_two_criteria_and_no_pair_up_to_three(
    office: Office, group: Client, n: int
) -> None:
    choice = file_of_scenarios(office)
    for name in ("Un", "Deux", "Trois")[:n]:
        measured(office, choice, name, FIVE)
    page = group.get(at(office, choice)).content.decode()
    assert ("weight-map" in page) is (n > 1)
    assert 'name="a"' not in page


def test_measures_are_typed_and_refused_beside_their_field(office: Office, group: Client) -> None:
    choice = file_of_scenarios(office)
    criterion = criterion_of(office, "Portage")
    here = at(office, choice, f"/critere/{criterion.key}")
    sent = {"how": "grades", "direction": "max", "once": "y" * 11}
    assert group.post(here, sent)["Location"].endswith("/mesures")
    voices = {f"s{place}n{grade}": "0" for place in range(3) for grade in range(5)}
    few = group.post(here + "/mesures", {**voices, "s0n4": "4"})
    assert few.status_code == 422
    assert "4 voix seulement" in said(few)
    assert not Measure.objects.exists()
    group.post(here + "/mesures", {**voices, "s0n4": "5", "s1n1": "6"})
    assert Measure.objects.count() == 2
    assert "Personne ne l'a mesuré pour « En résidence »" in said(
        group.get(at(office, choice, "/criteres"))
    )
    figure = {"how": "figure", "unit": "jours", "direction": "min", "low": "0", "high": "10"}
    group.post(here, figure)
    assert not Measure.objects.exists()  # voices are no days
    beyond = group.post(here + "/mesures", {"s0": "11"})
    assert beyond.status_code == 422
    assert "sort de l'échelle" in said(beyond)
    reversed_ = group.post(here + "/mesures", {"s0": "5", "s0to": "3"})
    assert "du plus petit au plus grand" in said(reversed_)
    assert group.post(here + "/mesures", {"s0": "3", "s0to": "5"}).status_code == 302
    assert Measure.objects.get().figures == {"from": 3.0, "to": 5.0}
    group.post(here + "/laisser")
    assert not Measure.objects.exists()


def test_general_management_reads_what_was_sent_last(
    office: Office, choice: Choice, group: Client, chief: Client
) -> None:
    assert chief.get(at(office, choice)).status_code == 404
    assert "Trois scénarios" not in said(chief.get(office.address("decider/scenarios")))
    send = at(office, choice, "/envoi")
    assert group.post(send, {"version": "1"}).status_code == 302
    assert group.post(send, {"version": "1"}).status_code == 409  # pressed twice
    same = group.post(send, {"version": "2"})
    assert same.status_code == 409
    assert "Rien n'a changé depuis la version 1" in said(same)
    argued(Scenario.objects.get(title="Cellule"), "Un argument de plus.")
    assert "Un argument de plus." not in said(chief.get(at(office, choice)))
    assert "Un argument de plus." not in said(chief.get(at(office, choice, "/document")))
    changed = said(group.get(at(office, choice)))
    assert "« Cellule », argument ajouté (force) : Un argument de plus." in changed
    assert group.post(send, {"version": "2", "why": "Relu."}).status_code == 302
    page = said(chief.get(at(office, choice)))
    assert "Un argument de plus." in page
    assert "Écrire un argument" not in page
    first = said(chief.get(at(office, choice, "/document?version=1")))
    last = said(chief.get(at(office, choice, "/document")))
    assert "Un argument de plus." not in first
    assert "Ce qui change depuis la version précédente" in last
    assert chief.get(at(office, choice, "/document?version=3")).status_code == 404
    assert chief.post(send, {"version": "3"}).status_code == 403
    assert chief.get(at(office, choice, "/poids")).status_code == 200


def test_the_thread_shows_general_management_what_was_sent_and_nothing_written_since(
    office: Office, choice: Choice, group: Client, chief: Client
) -> None:
    argument = Argument.objects.get(sentence="Pour Cellule.")
    here = office.address(f"fil/argument/{argument.key}")
    assert group.get(here).status_code == 200
    assert chief.get(here).status_code == 404
    group.post(at(office, choice, "/envoi"), {"version": "1"})
    assert "Pour Cellule." in said(chief.get(here))
    assert "La page de ce dossier" in said(chief.get(office.address(f"fil/choice/{choice.key}")))
    assert office.browser(Right.READER).get(here).status_code == 403
    changed = {"kind": "strength", "sentence": "Pas encore relu.", "origin": "directors"}
    group.post(at(office, choice, f"/argument/{argument.key}"), changed)
    assert Argument.objects.get(pk=argument.pk).sentence == "Pas encore relu."
    assert chief.get(here).status_code == 404
    assert "Pas encore relu." not in said(chief.get(at(office, choice)))


def test_an_argument_out_of_every_copy_is_no_members_once_it_is_back(
    office: Office, choice: Choice, group: Client, chief: Client
) -> None:
    row = Argument.objects.filter(scenario__choice=choice).first()
    assert row is not None
    press, thread = at(office, choice, f"/argument/{row.key}/retirer"), f"fil/argument/{row.key}"
    group.post(press)
    send = {"version": str(choice.version), "why": "Un argument retiré."}
    assert group.post(at(office, choice, "/envoi"), send).status_code == 302
    group.post(press, {"do": "back"})
    assert group.get(office.address(thread)).status_code == 200
    assert chief.get(office.address(thread)).status_code == 404


def test_management_reads_the_list_as_it_was_sent(
    office: Office, choice: Choice, group: Client, chief: Client
) -> None:
    group.post(at(office, choice, "/envoi"), {"version": str(choice.version), "why": "Premier."})
    Choice.objects.update(title="Titre en travail")
    Argument.objects.filter(scenario__choice=choice).first().delete()  # type: ignore[union-attr]
    page = office.address("decider/scenarios")
    assert "Titre en travail" in said(group.get(page))
    assert "5 arguments" in said(group.get(page))
    assert "Titre en travail" not in said(chief.get(page))
    assert "6 arguments" in said(chief.get(page))


def test_a_measure_that_is_cited_is_not_dropped(
    office: Office, choice: Choice, group: Client
) -> None:
    row = choice.yardsticks.select_related("criterion").first()
    assert row is not None
    decision = note(minutes_of(steering_meeting(office)), "d On mesure ainsi")
    cite = office.address(f"decider/{decision.key}/source")
    assert group.post(cite, {"do": f"for:yardstick/{row.key}"}).status_code == 302
    drop = at(office, choice, f"/critere/{row.criterion.key}/laisser")
    assert group.post(drop).status_code == 409
    assert choice.yardsticks.filter(pk=row.pk).exists()


def test_a_file_of_one_scenario_is_not_sent(office: Office, group: Client) -> None:
    choice = file_of_scenarios(office, ("Seul",))
    answer = group.post(at(office, choice, "/envoi"), {"version": "1"})
    assert answer.status_code == 409
    assert "deux scénarios au moins" in said(answer)
    assert not SentChoice.objects.exists()


def test_a_file_goes_into_a_steering_meetings_file_once(
    office: Office, choice: Choice, group: Client
) -> None:
    meeting = steering_meeting(office)
    for _ in range(2):
        sent = group.post(at(office, choice, "/soumettre"), {"meeting": meeting.key})
        assert sent.status_code == 302
    assert submitted(Dossier.objects.get(meeting=meeting)) == [Reference("choice", choice.key)]
    page = said(group.get(office.address(f"reunions/{meeting.key}/dossier/document")))
    assert "Dossier de scénarios : Trois scénarios" in page
    assert group.post(at(office, choice, "/soumettre"), {"meeting": "x" * 11}).status_code == 404


def test_a_mask_reaches_the_copies_that_were_sent(
    office: Office, choice: Choice, group: Client
) -> None:
    held_meeting(office, [TEXT])
    row = Verbatim.objects.get(text=TEXT)
    argument = Argument.objects.get(sentence="Pour Cellule.")
    cite(
        programme=office.programme, citing=Reference("argument", argument.key), name="",
        cited=[Reference("verbatim", row.key)], by=SECRETARY, now=NOW,
    )  # fmt: skip
    group.post(at(office, choice, "/envoi"), {"version": "1"})
    assert TEXT in str(SentChoice.objects.get().document)
    Verbatim.objects.filter(pk=row.pk).update(state="masked", text="", searched="")
    forget_quotes_in_choices(meeting=row.meeting, now=NOW)
    assert TEXT not in str(SentChoice.objects.get().document)
    assert "Pour Cellule." in str(SentChoice.objects.get().document)


@pytest.mark.parametrize("kind", ["pdf", "odt"])
def test_documents_come_in_one_press(
    office: Office, choice: Choice, group: Client, kind: str
) -> None:
    for rest in ("/document?", "/document?court=1&"):
        answer = group.get(at(office, choice, f"{rest}format={kind}"))
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF-" if kind == "pdf" else b"PK")
        if kind == "pdf" and "court" in rest:
            assert len(pages_of(answer.content)) <= 2


def test_a_removed_scenario_leaves_the_comparison_and_comes_back(
    office: Office, choice: Choice, group: Client
) -> None:
    row = Scenario.objects.get(title="Dans une direction")
    press = at(office, choice, f"/scenario/{row.key}/agir")
    group.post(press, {"do": "remove"})
    page = said(group.get(at(office, choice)))
    assert "4 arguments" in page
    assert "Ce qui a été retiré" in page
    group.post(press, {"do": "back"})
    assert "6 arguments" in said(group.get(at(office, choice)))
    group.post(press, {"do": "up"})
    assert next(iter(Scenario.objects.all())).title == "Dans une direction"
    assert group.post(press, {"do": "?"}).status_code == 404


def test_a_removed_file_is_put_back(office: Office, choice: Choice, group: Client) -> None:
    group.post(at(office, choice, "/retirer"))
    assert group.get(at(office, choice)).status_code == 404
    assert "Retirés" in said(group.get(office.address("decider/scenarios")))
    assert group.post(at(office, choice, "/remettre")).status_code == 302
    assert group.get(at(office, choice)).status_code == 200


def test_who_would_bear_what_is_read_by_group(
    office: Office, choice: Choice, group: Client
) -> None:
    row = Scenario.objects.get(title="Cellule")
    sent = {"who": "Les agents", "effect": "bears", "what": "un jour par mois", "once": "e" * 11}
    assert group.post(at(office, choice, f"/scenario/{row.key}/effet"), sent).status_code == 302
    assert "Les agents En porte le poids : un jour par mois" in said(group.get(at(office, choice)))
    group.post(at(office, choice, f"/effet/{'e' * 11}/retirer"))
    assert "Personne n'a encore dit qui y gagnerait" in said(group.get(at(office, choice)))


def test_the_list_takes_ten_queries_at_most(office: Office, group: Client) -> None:
    for _ in range(4):
        whole = file_of_scenarios(office)
        measured(office, whole, "Jours", FIVE, COUNTED)
        measured(office, whole, "Portage", [{"counts": [1] * 5}] * 3, GRADED)
    with CaptureQueriesContext(connection) as caught:
        page = group.get(office.address("decider/scenarios"))
    assert page.content.decode().count("3 scénarios") == 4
    assert len(caught) <= 10


def test_a_long_page_leads_to_what_its_reader_comes_for(
    office: Office, choice: Choice, group: Client, chief: Client
) -> None:
    assert group.post(at(office, choice, "/envoi"), {"version": "1"}).status_code == 302
    for browser in (group, chief):
        page = browser.get(at(office, choice)).content.decode()
        contents = re.search(r'<nav aria-label="Dans cette page">(.*?)</nav>', page, re.DOTALL)
        assert contents is not None
        assert page.index(contents[0]) < page.index('class="choice-columns"')
        parts = re.findall(r'href="#([^"]+)"', contents[1])
        assert {"tete", "porter"} <= set(parts)
        assert page.count('href="#envoi"') == 1  # who writes has a button
        assert all(f'id="{part}"' in page for part in parts)
