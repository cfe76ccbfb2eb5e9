"""What a server keeps of readings in memory: what is stored, and nothing that is masked."""

import pytest
from django.db import transaction
from django.test import Client
from django.utils.safestring import SafeString

from mire.programme.evidence.models import Verbatim
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.meetings.models import Meeting
from mire.programme.people.rules import Right
from mire.programme.personal.actions import erase_person
from mire.programme.personal.rules import STUB
from mire.programme.reading.actions import begin_reading, forget_words_about, read_together
from mire.programme.reading.models import Reading, ReadingAct
from mire.programme.reading.queries import MOST_KEPT, boards_of, open_reading
from mire.programme.reading.rules import ActKind
from mire.web import kept
from tests.support.office import NOW, Office
from tests.support.rooms import Room
from tests.support.said import held_meeting

BY = Actor("reader", "Une lectrice")
TEXTS = ["Du temps.", "Un lieu à nous.", "Dire qui décide."]


@pytest.fixture
def meeting(office: Office) -> Meeting:
    return held_meeting(office, TEXTS)


@pytest.fixture
def reading(office: Office, meeting: Meeting) -> Reading:
    return begin(office, meeting)


def begin(office: Office, meeting: Meeting) -> Reading:
    return begin_reading(
        programme=office.programme,
        key=new_key(),
        title="Lecture",
        meetings=[meeting],
        by=BY,
        now=NOW,
    )


def make(reading: Reading, theme: str, name: str) -> None:
    body = {"theme": theme, "name": name, "cards": []}
    read_together(reading=reading, kind=ActKind.MADE, body=body, seen=0, by=BY, now=NOW)


def names(reading: Reading) -> list[str]:
    return [each.name for each in open_reading(reading).board.themes.values()]


def test_an_act_that_was_rolled_back_is_not_kept(reading: Reading) -> None:
    make(reading, "t1", "Un lieu")
    with transaction.atomic():
        make(reading, "t2", "Du temps")
        assert names(reading) == ["Un lieu", "Du temps"]
        transaction.set_rollback(True)
    assert names(reading) == ["Un lieu"]
    make(reading, "t3", "Qui décide")
    assert names(reading) == ["Un lieu", "Qui décide"]


def test_words_taken_out_of_an_act_are_on_no_board_after(
    meeting: Meeting, reading: Reading
) -> None:
    row = Verbatim.objects.get(text="Du temps.")
    body = {"card": row.key, "words": "Léa veut du temps"}
    read_together(reading=reading, kind=ActKind.REWORDED, body=body, seen=0, by=BY, now=NOW)
    assert open_reading(reading).board.reworded == {row.key: "Léa veut du temps"}
    Verbatim.objects.filter(pk=row.pk).update(text="", searched="", state="masked")
    forget_words_about(meeting=meeting, now=NOW)
    assert open_reading(reading).board.reworded == {}


def test_words_taken_out_by_another_process_are_on_no_board_after(reading: Reading) -> None:
    make(reading, "t1", "Un lieu")
    make(reading, "t2", "Du temps")
    assert open_reading(reading).acts[0].by_name == "Une lectrice"
    ReadingAct.objects.filter(number=1).update(by_name="—")
    Reading.objects.filter(pk=reading.pk).update(rewrites=1)  # as ``tell_rewritten`` there
    assert open_reading(reading).acts[0].by_name == "—"


def test_more_readings_than_are_kept_are_all_told(office: Office, meeting: Meeting) -> None:
    for number in range(MOST_KEPT + 2):
        make(begin(office, meeting), f"t{number}", f"Thème {number}")
    for _again in range(2):
        told = [list(board.themes) for board in boards_of(office.programme)]
        assert sorted(told) == sorted([f"t{number}"] for number in range(MOST_KEPT + 2))


def test_a_part_is_drawn_once_in_a_language_until_a_text_is_masked(
    office: Office, page_room: Room
) -> None:
    n_drawn = 0

    def draw() -> SafeString:
        nonlocal n_drawn
        n_drawn += 1
        return SafeString("<p>Du temps.</p>")

    kept.forget_parts()
    assert kept.drawn("a part", draw) == kept.drawn("a part", draw) == "<p>Du temps.</p>"
    assert n_drawn == 1
    Meeting.objects.create(
        programme=office.programme, title="S", kind="seminar", planned_at=NOW,
        code=page_room.code, ended_at=NOW,
    )  # fmt: skip
    office.browser(Right.AMBASSADOR).get(office.address("dit/lectures"))  # reads the room's log
    kept.drawn("a part", draw)
    assert n_drawn == 2


def test_a_theme_is_drawn_again_as_soon_as_something_differs(
    office: Office, reading: Reading
) -> None:
    reader: Client = office.browser(Right.AMBASSADOR)
    here = office.address(f"dit/lectures/{reading.key}")
    make(reading, "t1", "Un lieu")
    assert "Un lieu à nous" in reader.get(here).content.decode()
    card = Verbatim.objects.get(text="Un lieu à nous.")
    body = {"cards": [card.key], "theme": "t1"}
    read_together(reading=reading, kind=ActKind.PLACED, body=body, seen=1, by=BY, now=NOW)
    shown = reader.get(here).content.decode()
    assert 'Un lieu</a> <span class="soft">1</span>' in shown
    english = reader.get(here, headers={"accept-language": "en"}).content.decode()
    assert "Place here" in english
    assert "Placer ici" not in english
    Verbatim.objects.filter(pk=card.pk).update(text="", searched="", state="masked")
    shown = reader.get(here).content.decode()
    assert "Un lieu à nous" not in shown
    assert 'Un lieu</a> <span class="soft">0</span>' in shown


def test_who_is_erased_has_no_name_on_a_board_after(office: Office, reading: Reading) -> None:
    person = office.people[Right.AMBASSADOR]
    assert person.account is not None
    by = Actor(person.account.key, str(person))
    body = {"theme": "t1", "name": "Un lieu", "cards": []}
    read_together(reading=reading, kind=ActKind.MADE, body=body, seen=0, by=by, now=NOW)
    assert open_reading(reading).acts[-1].by_name == str(person)
    erase_person(person=person, programme=office.programme.key, on=NOW.date(), by=BY, now=NOW)
    assert open_reading(reading).acts[-1].by_name == STUB
    assert open_reading(reading).board.themes["t1"].by_name == STUB
