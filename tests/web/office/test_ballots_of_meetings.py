"""A choice among topics from the ballots of a meeting: matched, chosen by hand, the command's."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mire.programme.meetings.models import Meeting
from mire.programme.people.rules import Right
from mire.programme.topics.models import Selection, Topic
from mire.programme.topics.queries import terms_of
from mire.programme.topics.rules.selecting import command_words
from tests.support.commands import mire
from tests.support.office import Office
from tests.support.plain_words import typed
from tests.support.rooms import Room
from tests.support.topics import topic
from tests.support.voted import TITLE, VOTE, logged, voted_meeting

NEW = "decider/choix/nouveau"
ASKED = {
    "question": "Quels sujets ?",
    "topics": [
        {"label": label, "days": days}
        for label, days in (
            ("Guichet", 20), ("Formulaires", 12), ("Cantines", 15), ("Courriers", 8), ("Autre", 9),
        )
    ],
    "capacity": 40,
}  # fmt: skip
# What is asked of the laboratory: in another order, with other costs.
TITLES = (("Les courriers de relance", 18), ("Le guichet", 25), ("Formulaires", 10), ("Menus", 7))
BY_HAND = {"o1": "2", "o2": "3", "o3": "4", "o4": "1", "o5": "aside"}


@pytest.fixture
def group(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


@pytest.fixture
def topics(office: Office) -> list[Topic]:
    return [topic(office, title, cost=cost) for title, cost in TITLES]


def plain(content: bytes) -> str:
    said = re.sub(r"<[^>]+>", " ", content.decode())
    return " ".join(typed(said.replace("&#x27;", "'")).split())


def form_of(office: Office, meeting: Meeting) -> str:
    return office.address(f"{NEW}/{meeting.key}/{VOTE}")


@pytest.mark.parametrize("mode", ["approval", "points", "ranking"])
def test_the_choice_is_the_public_command_s_from_the_exported_log(
    office: Office, group: Client, page_room: Room, topics: list[Topic], tmp_path: Path, mode: str
) -> None:
    meeting = voted_meeting(office, page_room, "allotment", {**ASKED, "mode": mode})
    terms = {"title": "Juin", "capacity": "40", "most_topics": "3", **BY_HAND}
    assert group.post(form_of(office, meeting), terms).status_code == 302
    made = Selection.objects.get()
    meant = {1: 2, 2: 3, 3: 4, 4: 1}
    votes = [
        ",".join(str(meant[number]) for number, _mark in sorted(body["marks"]) if number in meant)
        for body in logged(page_room, "ballot")
    ]
    assert len(votes) == 20
    file = tmp_path / "sujets.pb"
    lines = [
        *("META", "key;value", "budget;40", "vote_type;approval", "PROJECTS"),
        *("project_id;cost;name", *(f"{each.number};{each.cost};{each.title}" for each in topics)),
        *("VOTES", "voter_id;vote", *(f"{n};{vote}" for n, vote in enumerate(votes, 1))),
    ]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    words = command_words(terms_of(made), file=str(file)).split()[1:]
    told = json.loads(mire(*words, "--json").stdout)
    lines_told = made.proposal["lines"]
    assert told["selected"] == [str(each["number"]) for each in lines_told if each["is_taken"]]
    assert told["cost"] == made.proposal["cost"]
    reckoned = {each["topic"]: each for each in (*told["won"], *told["lost"])}
    for line in lines_told:
        same = reckoned[str(line["number"])]
        assert same["supporters"] == line["supporters"]
        for name in ("up_to",) if line["is_taken"] else ("down_to", "voters"):
            assert same[name] == line[name], (line["number"], name)


def test_what_is_alike_is_chosen_already_and_the_rest_by_hand(
    office: Office, group: Client, page_room: Room, topics: list[Topic]
) -> None:
    late = topic(office, "Le standard", cost=5)
    meeting = voted_meeting(office, page_room, "allotment", {**ASKED, "mode": "points"})
    there = form_of(office, meeting)
    assert f'href="{there}"' in group.get(office.address(NEW)).content.decode()
    page = group.get(there)
    chosen = page.context["form"].initial
    assert {name: chosen.get(name) for name in BY_HAND} == {
        "o1": "2", "o2": "3", "o3": None, "o4": "1", "o5": None,
    }  # fmt: skip
    said = plain(page.content)
    assert "20 bulletins, que rien ne rattache à personne" in said
    assert "Aucun sujet ne ressemble à « Cantines » et « Autre » : choisissez vous-même." in said
    assert "ici, un sujet qui en a reçu est soutenu, sans plus" in said
    assert f"{late.number} · Le standard" in said
    # What is not said by hand is asked for, and what was chosen is kept.
    terms = {"title": "Juin", "capacity": "40", **BY_HAND}
    for change, why in (
        ({"o3": ""}, "« Cantines » : Ce champ est obligatoire."),
        ({"o3": "2"}, "Ce sujet est déjà celui d'une autre option."),
        (dict.fromkeys(BY_HAND, "aside"), "Il faut une option au moins"),
        ({"o3": "99"}, "« Cantines » :"),
        ({"excludes": f"1, {late.number}"}, "n'est le numéro d'aucun sujet"),
    ):
        refused = group.post(there, {**terms, **change})
        assert refused.status_code == 422, change
        assert why in plain(refused.content)
        assert 'value="Juin"' in refused.content.decode()
    assert not Selection.objects.exists()
    # A topic that was not put to the vote is not left by it; one that must be had is there.
    must = topic(office, "La loi", cost=3)
    Topic.objects.filter(pk=must.pk).update(is_must=True)
    for _ in range(2):
        answer = group.post(there, {**terms, "once": "k" * 11})
        assert answer.status_code == 302
    made = Selection.objects.get()
    assert [each["number"] for each in made.wanted] == [1, 2, 3, 4, must.number]
    assert sum(n for _marked, n in made.ballots) == 20
    assert made.ballots == sorted(made.ballots)
    # The page, its document and its thread say where the ballots come from.
    here = office.address(f"decider/choix/{made.key}")
    source = f"Bulletins pris à une réunion : {meeting.title} · 21 mars 2018 · {TITLE}."
    for where in (here, f"{here}/document"):
        assert source in plain(group.get(where).content)
    assert TITLE in plain(group.get(office.address(f"fil/selection/{made.key}")).content)


@pytest.mark.parametrize(
    ("held", "threshold"),
    [
        ({"is_ended": False}, 5),
        ({"n": 7}, 5),
        ({"n": 11}, 12),  # the programme's threshold of today
        ({"n": 11, "threshold": 12}, 5),  # the meeting's own
    ],
)
def test_ballots_of_a_small_group_or_of_a_meeting_that_goes_on_are_not_taken(
    office: Office, group: Client, page_room: Room, topics: list[Topic],
    held: dict[str, Any], threshold: int,
) -> None:  # fmt: skip
    office.programme.threshold = threshold
    office.programme.save()
    meeting = voted_meeting(office, page_room, "allotment", ASKED, **held)
    there = form_of(office, meeting)
    assert group.get(there).status_code == 404
    assert group.post(there, {"title": "x", "capacity": "40", **BY_HAND}).status_code == 404
    listed = group.get(office.address(NEW)).content.decode()
    assert f'href="{there}"' not in listed
    assert ("trop peu pour en faire un choix" in listed) == held.get("is_ended", True)
    assert not Selection.objects.exists()


def test_only_the_programme_s_group_takes_them_and_only_of_a_vote_that_has_whole_ballots(
    office: Office, group: Client, page_room: Room, topics: list[Topic]
) -> None:
    meeting = voted_meeting(office, page_room, "allotment", ASKED)
    there = form_of(office, meeting)
    assert office.browser(Right.MANAGEMENT).get(there).status_code == 403
    assert office.browser(stranger=True).get(there).status_code == 404
    assert group.get(there.replace(VOTE, "cadrage")).status_code == 404
    Meeting.objects.filter(pk=meeting.pk).update(code="ABCDEF")  # its room is gone
    assert group.get(there).status_code == 404
    assert group.get(office.address(NEW)).status_code == 200
    other = voted_meeting(office, page_room, "mood", {"question": "Quelle météo ?"})
    assert group.get(form_of(office, other)).status_code == 404


def test_a_page_without_topics_says_what_to_do(
    office: Office, group: Client, page_room: Room
) -> None:
    meeting = voted_meeting(office, page_room, "allotment", ASKED)
    assert "Aucun sujet qui attend n'a encore de coût" in plain(
        group.get(form_of(office, meeting)).content
    )
