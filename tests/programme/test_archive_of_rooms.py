"""What an archive of a programme holds of each room: words and decisions, no small count."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from mire.programme.choices.actions import send_choice
from mire.programme.opendata.queries.archive import archive_of_programme
from mire.programme.scheme.models import SchemeLine
from mire.programme.thread.actions import cite
from mire.programme.thread.rules import Reference
from tests.support.office import NOW, Office, open_office
from tests.support.rooms import Room
from tests.support.said import held_meeting
from tests.support.scenarios import TITLES, whole_file
from tests.support.scheme import scheme_pages
from tests.support.sounding import (
    JUNE,
    MARCH,
    STATEMENTS,
    directors_sounding,
    wave_by_link,
    wave_of_counts,
)
from tests.support.steering import file_of, minutes_of, note, steering_meeting
from tests.support.topics import BY, choice, four_topics
from tests.support.tried import try_out

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def office() -> Office:
    return open_office()


def no_page(_kept: Mapping[str, Any]) -> bytes:
    return b""


def criterion_named(told: Mapping[str, Any], name: str) -> str:
    return next(
        str(each["criterion"]) for each in told["stands"]["yardsticks"] if each["name"] == name
    )


def test_the_archive_holds_cases_and_methods_and_no_small_tally(office: Office, room: Room) -> None:
    held_meeting(office, ["Du temps."])
    try_out(office)
    whole = archive_of_programme(office.programme, engine=room.engine, shown=no_page)
    told = json.loads(whole["cases.json"])
    assert [each["name"] for each in told["criteria"]] == ["Usagers touchés", "Portage"]
    (case,) = told["cases"]
    assert [each["to"] for each in case["moves"]] == ["studied", "chosen", "under_way", "closed"]
    assert {each["criterion"]: (each["n"], each["counts"]) for each in case["grades"]} == {
        "Usagers touchés": (7, [0, 0, 2, 4, 1]),
        "Portage": (3, None),
    }
    assert [each["kind"] for each in case["cites"]] == ["verbatim"]
    assert [each["sentence"] for each in case["learnt"]] == ["Observer d'abord."]
    (method,) = json.loads(whole["methods.json"])
    assert [each["words"] for each in method["reviews"]] == ["On s'est parlé."]


def test_the_archive_holds_decisions_with_what_became_of_each(office: Office, room: Room) -> None:
    meeting = steering_meeting(office)
    file_of(meeting)
    asked = note(minutes_of(meeting), "q Qui paie ?")
    note(minutes_of(meeting), "r La collectivité", Reference("question", asked.key))
    whole = archive_of_programme(office.programme, engine=room.engine, shown=no_page)
    told = json.loads(whole["decisions.json"])
    question, answer = told["outcomes"]
    assert (question["name"], answer["name"]) == ("Q1", "R1")
    assert answer["cites"] == [{"kind": "question", "key": asked.key, "is_contrary": False}]
    assert [each["meeting"] for each in told["files"]] == [meeting.key]
    assert [each["state"] for each in told["minutes"]] == ["taking"]


def test_the_archive_holds_closed_waves_and_no_count_under_the_threshold(
    office: Office, room: Room
) -> None:
    sounding = directors_sounding(office)
    wave_of_counts(sounding, [[0, 0, 2, 4, 6], [0, 0, 0, 1, 2]], on=MARCH, n_answers=12, n_asked=40)
    wave_by_link(sounding, ends_on=JUNE, today=MARCH)
    whole = archive_of_programme(office.programme, engine=room.engine, shown=no_page)
    (told,) = json.loads(whole["soundings.json"])
    assert told["statements"] == list(STATEMENTS)
    (closed,) = told["waves"]  # the one that takes answers says nothing
    assert (closed["n_asked"], closed["n_answers"]) == (40, 12)
    assert closed["counts"] == [[0, 0, 2, 4, 6], None]


def test_the_archive_holds_scenarios_with_what_was_sent(office: Office, room: Room) -> None:
    choice = whole_file(office)
    argument = choice.scenarios.all()[0].arguments.all()[0]
    cite(
        programme=office.programme, citing=Reference("argument", argument.key), name="",
        cited=[Reference("choice", choice.key)], by=BY, now=NOW,
    )  # fmt: skip
    send_choice(choice=choice, document={"is": "x"}, version=1, why="", by=BY, now=NOW)
    whole = archive_of_programme(office.programme, engine=room.engine, shown=no_page)
    (told,) = json.loads(whole["decisions.json"])["scenarios"]
    assert [each["title"] for each in told["stands"]["scenarios"]] == list(TITLES)
    assert told["stands"]["scenarios"][2]["measures"][criterion_named(told, "Jours")] == {
        "from": 280, "to": 360,
    }  # fmt: skip
    assert [(each["citing"]["key"], each["key"]) for each in told["cites"]] == [
        (argument.key, choice.key)
    ]
    (sent,) = told["sent"]
    assert (sent["version"], sent["document"]) == (1, {"is": "x"})
    assert sent["stood"] == told["stands"]


def test_the_archive_holds_topics_their_choices_and_the_scheme(office: Office, room: Room) -> None:
    four_topics(office)
    choice(office, "4 2\n1 × 9\n3\n2 4")
    scheme_pages(office)
    whole = archive_of_programme(office.programme, engine=room.engine, shown=no_page)
    told = json.loads(whole["topics.json"])
    assert [each["number"] for each in told["topics"]] == [1, 2, 3, 4]
    # No ballot of a few, nor how many supported what only a few did.
    (chosen,) = told["choices"]
    assert chosen["ballots"] is None
    assert {each["supporters"] for each in chosen["proposal"]["lines"]} == {9, None}
    scheme = json.loads(whole["scheme.json"])
    assert len(scheme["lines"]) == SchemeLine.objects.count()
    assert [each["words"] for each in scheme["plan"]]


def test_the_archive_says_what_each_of_its_files_holds(office: Office, room: Room) -> None:
    # An archivist reads it without Mire, and without its reference: thirteen went unnamed.
    held_meeting(office, ["Du temps."])
    try_out(office)
    whole = archive_of_programme(office.programme, engine=room.engine, shown=no_page)
    read_me = whole["README.md"].decode()
    places = {name.partition("/")[0] + ("/" if "/" in name else "") for name in whole}
    assert len(places) > 15
    assert {each for each in places - {"README.md"} if f"`{each}" not in read_me} == set()
