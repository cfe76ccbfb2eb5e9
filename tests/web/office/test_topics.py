"""Topics: asked by a link, questioned, graded, chosen under a capacity, answered, shown."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mire.programme.cases.models import Case
from mire.programme.criteria.models import Criterion
from mire.programme.journal.models import Entry
from mire.programme.keys import new_key
from mire.programme.people.rules import Right
from mire.programme.topics.models import Call, QuestionBack, Selection, Topic
from mire.programme.topics.queries import topics_told
from tests.support.commands import mire
from tests.support.office import Office
from tests.support.plain_words import typed
from tests.support.rooms import Room
from tests.support.steering import minutes_of, note, steering_meeting
from tests.support.topics import (
    FOLLOW,
    SECRET,
    a_criterion,
    choice,
    four_topics,
    open_link,
    topic,
    topic_pages,
)

FORM = f"/saisir/{SECRET}"
ASKED = {
    "title": "Les courriers de relance",
    "aim": "Que l'on comprenne\nce qui est demandé.",
    "asked_by": "Directrice adjointe · D05",
}


@pytest.fixture(autouse=True)
def engine(page_room: Room) -> Room:
    """Pages bring what was said in rooms up to date."""
    return page_room


@pytest.fixture
def group(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


@pytest.fixture
def criterion(office: Office) -> Criterion:
    return a_criterion(office)


def plain(content: bytes) -> str:
    said = re.sub(r"<[^>]+>", " ", content.decode())
    return " ".join(typed(said.replace("&#x27;", "'")).split())


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


def test_a_department_asks_by_a_link_follows_its_topic_and_answers_questions(
    office: Office, group: Client
) -> None:
    ends_on = (timezone.localdate() + timedelta(days=7)).isoformat()
    made = group.post(
        office.address("decider/sujets/lien"),
        {"ends_on": ends_on, "lead": "Dites-nous."},
        follow=True,
    )
    link = re.search(r"/saisir/[\w-]+", made.content.decode())
    assert link
    assert link[0] not in group.get(made.redirect_chain[-1][0], follow=True).content.decode()
    someone = Client()
    page = someone.get(link[0]).content.decode()
    assert "Dites-nous." in page
    # What is wrong is said beside its field, and what was typed is kept.
    sent = {**ASKED, "once": hidden(page, "once"), "lien": hidden(page, "lien")}
    wrong = someone.post(link[0], {**sent, "asked_by": ""})
    assert wrong.status_code == 422
    assert "ce qui est demandé." in wrong.content.decode()
    assert hidden(wrong.content.decode(), "lien") == sent["lien"]
    # Sent twice, it is one topic, and both lead to the page that follows it.
    for _ in range(2):
        answer = someone.post(link[0], sent)
        assert answer["Location"] == f"/saisine/{sent['lien']}"
    # Another one from the same page is refused in words, and what was typed is still there.
    for change in ({"title": "Un autre sujet"}, {"title": "Un autre sujet", "once": new_key()}):
        other = someone.post(link[0], {**sent, **change})
        assert other.status_code == 422
        assert "Un premier sujet est déjà parti" in plain(other.content)
        assert "Un autre sujet" in other.content.decode()
    asked = Topic.objects.get()
    assert (asked.number, asked.aim) == (1, "Que l'on comprenne\nce qui est demandé.")
    follow = answer["Location"]
    came = plain(someone.get(follow).content)
    assert "C'est arrivé, merci" in came
    assert "La réponse et sa raison s'écriront sur cette page" in came
    # The group reads it, and asks back; the answer comes by the private page alone.
    there = office.address(f"decider/sujets/{asked.key}")
    assert "accusé de réception" in plain(group.get(there).content)
    once = hidden(group.get(there).content.decode(), "once")
    for _ in range(2):
        group.post(f"{there}/question", {"words": "Combien par mois ?", "once": once})
    question = QuestionBack.objects.get()
    assert "Combien par mois ?" in plain(someone.get(follow).content)
    someone.post(follow, {"question": question.key, "answer": ""})
    long = someone.post(follow, {"question": question.key, "answer": "Deux mille. " * 60})
    assert long.status_code == 422
    assert ("Deux mille. " * 60).strip() in long.content.decode()
    someone.post(follow, {"question": question.key, "answer": "Deux mille."})
    assert "Deux mille." in plain(group.get(there).content)
    assert "question sans réponse" not in plain(group.get(office.address("decider/sujets")).content)
    assert someone.post(follow, {"question": "9" * 11, "answer": "x"}).status_code == 404


def test_a_closed_or_unknown_link_keeps_nothing_and_says_so(office: Office, group: Client) -> None:
    call = open_link(office, ends_on=timezone.localdate(), today=timezone.localdate())
    assert "Un sujet pour le laboratoire" in plain(Client().get(FORM).content)
    group.post(office.address(f"decider/sujets/liens/{call.key}/fermer"))
    assert "ne prend plus de sujet" in plain(Client().get(FORM).content)
    late = Client().post(FORM, ASKED)
    assert late.status_code == 422
    assert "n'a pas été gardé" in plain(late.content)
    Call.objects.update(closed_at=None, ends_on=date(2018, 1, 1))
    assert Client().post(FORM, ASKED).status_code == 422
    assert Client().get("/saisir/" + "x" * 24).status_code == 404
    assert Client().get("/saisine/" + "x" * 24).status_code == 404
    assert not Topic.objects.exists()


def test_nobody_without_the_link_reads_a_topic_and_the_list_is_closed_until_it_is_opened(
    office: Office,
) -> None:
    asked = topic(office, "Le standard", secret=FOLLOW)
    public = f"/sujets/{office.programme.key}"
    assert Client().get(public).status_code == 404
    own = Client().get(f"/saisine/{FOLLOW}")
    assert own.status_code == 200
    assert public not in own.content.decode()
    assert office.browser(Right.READER).get(office.address("decider/sujets")).status_code == 403
    office.programme.shows_topics = True
    office.programme.save()
    # Nobody has read it yet: what a link brings in is not public by itself.
    assert "Le standard" not in plain(Client().get(public).content)
    Topic.objects.update(state="refused", state_on=date(2018, 6, 2))
    said = plain(Client().get(public).content)
    assert "1 · Le standard pas retenu" in said
    assert f'href="{public}"' in Client().get(f"/saisine/{FOLLOW}").content.decode()
    for private in (asked.asked_by, asked.aim, asked.audience, asked.freed):
        assert private not in said
    Topic.objects.update(state="withdrawn")
    assert "Le standard" not in plain(Client().get(public).content)


def test_a_topic_is_refused_with_a_reason_that_who_asked_reads_in_a_letter(
    office: Office, group: Client
) -> None:
    asked = topic(office, "Le standard", secret=FOLLOW)
    there = office.address(f"decider/sujets/{asked.key}")
    assert group.get(f"{there}/lettre").status_code == 404
    assert group.post(f"{there}/repondre", {"do": "refused", "reason": ""}).status_code == 409
    reason = "La direction des usages s'en charge déjà."
    assert group.post(f"{there}/repondre", {"do": "refused", "reason": reason}).status_code == 302
    for client, page in ((group, there), (Client(), f"/saisine/{FOLLOW}")):
        said = plain(client.get(page).content)
        assert "n'est pas retenu cette fois." in said
        assert reason in said
        assert "document du choix" not in said  # no choice was made: somebody answered
    assert reason in plain(group.get(f"{there}/lettre").content)
    odt = group.get(f"{there}/lettre?format=odt")
    assert odt["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert group.post(f"{there}/changer", {"title": "Autre"}).status_code == 422
    # Opened again with why, taken, it becomes a case once.
    group.post(f"{there}/repondre", {"do": "asked", "reason": "La direction a répondu."})
    group.post(f"{there}/repondre", {"do": "taken", "reason": "Deux agents sont libérés."})
    for _ in range(2):
        assert group.post(f"{there}/cas").status_code == 302
    case = Case.objects.get()
    assert (case.title, case.asked_by) == ("Le standard", asked.asked_by)
    assert "Le cas qu'il est devenu" in plain(group.get(there).content)
    # The case leads back to who asked, and the topic to its case.
    assert "Sujet 1 : Le standard" in plain(
        group.get(office.address(f"fil/case/{case.key}")).content
    )
    assert case.title in plain(group.get(office.address(f"fil/topic/{asked.key}")).content)


def test_words_that_are_too_long_are_given_back_whole(office: Office, group: Client) -> None:
    asked = topic(office)
    there = office.address(f"decider/sujets/{asked.key}")
    long = "Une phrase. " * 60
    for page, body in (
        ("repondre", {"do": "refused", "reason": long}),
        ("question", {"words": long, "once": new_key()}),
    ):
        refused = group.post(f"{there}/{page}", body)
        assert refused.status_code == 409
        assert "dépasse la limite" in plain(refused.content)
        assert long in refused.content.decode()
    assert not QuestionBack.objects.exists()


def test_a_choice_that_is_cited_is_not_dropped(office: Office, group: Client) -> None:
    four_topics(office)
    made = choice(office)
    decision = note(minutes_of(steering_meeting(office)), "d Les sujets de juin")
    group.post(
        office.address(f"decider/{decision.key}/source"), {"do": f"for:selection/{made.key}"}
    )
    drop = office.address(f"decider/choix/{made.key}/abandonner")
    refused = group.post(drop)
    assert refused.status_code == 422
    assert "Ce choix est cité" in plain(refused.content)
    assert Selection.objects.filter(pk=made.pk).exists()


def test_grades_are_counts_and_few_are_not_shown(
    office: Office, group: Client, criterion: Criterion
) -> None:
    asked = topic(office)
    there = office.address(f"decider/sujets/{asked.key}")
    voices = {"criterion": criterion.key, "on": "2018-06-01", "n0": 0, "n1": 0, "n2": 1, "n3": 2}
    assert group.post(f"{there}/notes", {**voices, "n4": 0}).status_code == 302
    assert "Sous 5 voix, rien d'autre n'est montré." in plain(group.get(there).content)
    assert group.post(f"{there}/notes", {**voices, "n4": 6, "on": "2018-06-02"}).status_code == 302
    said = plain(group.get(there).content)
    assert "0 · 0 · 1 · 2 · 6" in said
    assert not any("counts" in str(each.after) for each in Entry.objects.filter(act="topic.graded"))


def test_a_choice_is_proposed_amended_with_a_reason_and_decided_for_each_topic(
    office: Office, group: Client
) -> None:
    rows = four_topics(office)
    uncosted = topic(office, "Sans coût", cost=None)
    form = office.address("decider/choix/nouveau")
    terms = {"title": "Juin", "capacity": "60", "ballots": "1 2 × 6\n1 3 × 5\n4 × 5\nblanc × 2"}
    asked = group.get(form).content.decode()
    assert "Sans coût" not in asked
    assert all(asked.count(f'<li value="{n}">') == 1 for n in range(1, 5))
    assert "1 · Sujet 1" not in asked  # the list itself says the number
    few = group.post(form, {**terms, "ballots": "1 × 7"})
    assert few.status_code == 422
    assert "8 bulletins au moins" in typed(few.content.decode())
    assert group.post(form, {**terms, "themes": "Inconnu"}).status_code == 422
    once = new_key()
    for _ in range(2):
        assert group.post(form, {**terms, "once": once}).status_code == 302
    selection = Selection.objects.get()
    there = office.address(f"decider/choix/{selection.key}")
    said = plain(group.get(there).content)
    taken, left = said.split("Les sujets qui ne le sont pas")
    proposed = [n for n in range(1, 5) if f"{n} · Sujet {n}" in taken]
    lost = next(n for n in range(1, 5) if n not in proposed)
    assert f"{lost} · Sujet {lost}" in left
    # Nothing changes without a reason; what is typed is kept.
    amend = {"number": str(lost), "do": "take", "reason": ""}
    assert group.post(f"{there}/amender", amend).status_code == 409
    why = "La loi nous y oblige avant l'été."
    assert group.post(f"{there}/amender", {**amend, "reason": why}).status_code == 302
    assert f"Le calcul ne le proposait pas ; le groupe le retient : {why}" in plain(
        group.get(there).content
    )
    # Somebody else's reason is not written over, and what was typed is given back.
    other = office.browser(Right.FACILITATOR).post(f"{there}/amender", {**amend, "reason": "Non."})
    assert other.status_code == 409
    assert "Relisez, puis recommencez" in plain(other.content)
    assert why in plain(group.get(there).content)
    assert office.browser(Right.MANAGEMENT).post(f"{there}/decider").status_code == 403
    assert group.post(f"{there}/decider").status_code == 302
    for row in rows:
        row.refresh_from_db()
        expected = "taken" if row.number in (*proposed, lost) else "refused"
        assert (row.number, row.state) == (row.number, expected)
        assert row.reason
        letter = office.address(f"decider/sujets/{row.key}/lettre")
        said = plain(group.get(letter).content)
        assert row.reason.split(".")[0] in said
        assert f"Il comptait pour {row.cost} des 60 jours d'agents" in said
        assert "demandez à l'équipe le document du choix « Juin »" in said
    uncosted.refresh_from_db()
    assert uncosted.state == "asked"
    thread = plain(group.get(office.address(f"fil/selection/{selection.key}")).content)
    assert "Choix des sujets : Juin" in thread
    # What is decided does not change any more; both what was proposed and what holds stay in sight.
    assert group.post(f"{there}/amender", {**amend, "reason": why}).status_code == 409
    assert group.post(f"{there}/decider").status_code == 422
    document = plain(group.get(f"{there}/document").content)
    assert "Ce que le groupe a changé" in document
    assert why in document


def test_the_public_command_makes_the_same_choice_from_the_file_of_ballots(
    office: Office, group: Client, tmp_path: Path
) -> None:
    four_topics(office)
    Topic.objects.filter(number=4).update(is_must=True)
    made = choice(office, most_topics=3, musts=[4], excludes=[[1, 3]])
    there = office.address(f"decider/choix/{made.key}")
    page = plain(group.get(there).content)
    command = re.search(r"mire (choose portfolio sujets\.pb [\w\s,-]+?) En document", page)
    assert command
    file = tmp_path / "sujets.pb"
    file.write_bytes(group.get(f"{there}/bulletins").content)
    words = command[1].replace("sujets.pb", str(file)).split()
    done = mire(*words, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    proposal = made.proposal
    taken = [each for each in proposal["lines"] if each["is_taken"]]
    assert told["selected"] == [str(each["number"]) for each in taken]
    assert told["cost"] == proposal["cost"]
    reckoned = {each["topic"]: each for each in (*told["won"], *told["lost"])}
    for line in proposal["lines"]:
        same = reckoned[str(line["number"])]
        assert same["supporters"] == line["supporters"]
        assert same["how" if line["is_taken"] else "why"] == line["why"]
        for name in ("up_to",) if line["is_taken"] else ("down_to", "voters"):
            assert same[name] == line[name], (line["number"], name)


def test_ballots_keep_no_order_and_small_counts_are_told_nowhere(
    office: Office, group: Client
) -> None:
    four_topics(office)
    made = choice(office, "4 2\n1 × 9\n3\n2 4")
    assert made.ballots == [[[1], 9], [[2, 4], 2], [[3], 1]]
    for page in ("", "/document"):
        said = plain(group.get(office.address(f"decider/choix/{made.key}{page}")).content)
        assert "Soutenu par moins de 5 bulletins" in said
        assert not re.search(r"(?i)soutenu par [1-4] bulletins", said)
        assert "Presque tous" in said or "sur 12" in said


def test_a_number_of_thousands_of_digits_is_refused_in_words(office: Office, group: Client) -> None:
    four_topics(office)
    form = {"title": "x", "capacity": "60", "ballots": "1 × 8\n" + "9" * 5_000}
    assert group.post(office.address("decider/choix/nouveau"), form).status_code == 422
    made = choice(office)
    amend = {"number": "9" * 5_000, "do": "take", "reason": "x"}
    assert group.post(office.address(f"decider/choix/{made.key}/amender"), amend).status_code == 404


def test_the_archive_tells_no_count_of_a_few_ballots(office: Office) -> None:
    four_topics(office)
    choice(office, "4 2\n1 × 9\n3\n2 4")
    (told,) = topics_told(office.programme)["choices"]
    assert told["ballots"] is None
    assert {each["supporters"] for each in told["proposal"]["lines"]} == {9, None}


def test_what_was_left_aside_before_the_vote_is_not_refused_by_it(
    office: Office, group: Client
) -> None:
    four_topics(office)
    made = choice(office, asides=[4])
    assert group.post(office.address(f"decider/choix/{made.key}/decider")).status_code == 302
    assert Topic.objects.get(number=4).state == "asked"
    assert not Topic.objects.filter(number__lt=4, state="asked").exists()


def test_lists_are_read_in_few_queries(office: Office, group: Client) -> None:
    for n in range(30):
        topic(office, f"Sujet {n}")
    choice(office)
    with CaptureQueriesContext(connection) as asked:
        assert group.get(office.address("decider/sujets")).status_code == 200
    assert len(asked) <= 10


def test_every_page_answers_for_who_may_read_it(
    office: Office, group: Client, criterion: Criterion
) -> None:
    pages = topic_pages(office, criterion, timezone.localdate())
    for each in pages:
        where = each if each.startswith("/") else office.address(each)
        assert group.get(where).status_code == 200, each
        assert group.get(where, headers={"accept-language": "en"}).status_code == 200, each
