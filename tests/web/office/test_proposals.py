"""What the board proposes: once texts are compared, where people placed; or calmly nothing."""

import re
import time
from collections.abc import Iterator

import pytest
from django.test import Client

from mire.programme.closeness import queries
from mire.programme.closeness.encoder import Encoder
from mire.programme.closeness.models import Vector
from mire.programme.evidence.models import Verbatim
from mire.programme.journal.rules import NOBODY
from mire.programme.keys import new_key
from mire.programme.people.rules import Right
from mire.programme.reading.actions import add_lines, begin_reading, forget_words_about
from mire.programme.reading.models import Line, Reading, ReadingAct
from mire.programme.reading.queries import open_reading
from tests.support.office import NOW, Office
from tests.support.said import held_meeting

TIME = ["On manque de temps.", "Une journée par mois, bloquée.", "Il nous faudrait du temps."]
ROOM = ["Un lieu à nous.", "Une salle avec des fenêtres.", "Il nous faut un lieu dédié."]
ALIKE = ["Casser les silos entre directions.", "Casser les silos entre les directions."]
WAIT_SECONDS = 60.0


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch, settings: object) -> Iterator[Encoder]:
    settings.HAS_PROPOSALS = True  # type: ignore[attr-defined]
    made = Encoder()
    monkeypatch.setattr(queries, "_encoder", made)
    yield made
    made.stop()


@pytest.fixture
def reader(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


@pytest.fixture
def reading(office: Office) -> Reading:
    meeting = held_meeting(office, [*TIME, *ROOM, *ALIKE])
    return begin_reading(
        programme=office.programme,
        key=new_key(),
        title="Lecture",
        meetings=[meeting],
        by=NOBODY,
        now=NOW,
    )


def key(text: str) -> str:
    return Verbatim.objects.get(text=text).key


def at(office: Office, reading: Reading, rest: str = "") -> str:
    return office.address(f"dit/lectures/{reading.key}{rest}")


def page_of(office: Office, reading: Reading, reader: Client, rest: str = "") -> str:
    said = reader.get(at(office, reading, rest)).content.decode()
    return said.replace("\u202f", " ").replace("’", "'").replace("&#x27;", "'")


def compared(office: Office, reading: Reading, reader: Client) -> str:
    """Look as a screen does, until everything is compared."""
    until = time.monotonic() + WAIT_SECONDS
    while "comparé" in (page := page_of(office, reading, reader)) and time.monotonic() < until:
        time.sleep(0.05)
    return page


def press(office: Office, reading: Reading, who: Client, do: str, *texts: str, **more: str) -> str:
    seen = str(Reading.objects.get(pk=reading.pk).number)
    given = {"do": do, "card": [key(each) for each in texts], "seen": seen, **more}
    answer = who.post(at(office, reading, "/agir"), given, follow=True)
    return answer.content.decode().replace("\u202f", " ").replace("’", "'")


def themes_made(office: Office, reading: Reading, reader: Client) -> None:
    press(office, reading, reader, "make", *TIME[:2], name="Du temps")
    press(office, reading, reader, "make", *ROOM[:2], name="Un lieu")
    compared(office, reading, reader)


def test_texts_are_compared_while_the_board_says_how_far(
    office: Office, reading: Reading, reader: Client, encoder: Encoder
) -> None:
    assert "0 propos sur 8 est comparé" in page_of(office, reading, reader)
    assert "comparé" not in compared(office, reading, reader)
    assert Vector.objects.count() == 8
    assert encoder.take([each.key for each in Vector.objects.all()]) == {}


def test_where_nothing_is_left_to_read_nothing_is_said_of_comparing(
    office: Office, reading: Reading, reader: Client, encoder: Encoder
) -> None:
    assert "comparé" in page_of(office, reading, reader)
    press(office, reading, reader, "make", *TIME, *ROOM, *ALIKE, name="Tout")
    page = page_of(office, reading, reader)
    assert "Tout est lu" in page
    assert "comparé" not in page


def test_a_look_says_what_was_compared_since(
    office: Office, reading: Reading, reader: Client, encoder: Encoder
) -> None:
    compared(office, reading, reader)
    # That page may say that it is older than the last text it shows.
    texts = re.search(r'data-texts="([^"]+)"', page_of(office, reading, reader))
    assert texts
    look = f"?depuis=0&dont={texts[1]}"
    here = at(office, reading, look)
    assert reader.get(here).status_code == 204
    add_lines(reading=reading, lines=["Du café."], source="avant", by=NOBODY, now=NOW)
    assert "8 propos sur 9 sont comparés" in page_of(
        office, reading, reader, here[len(at(office, reading)) :]
    )
    arrived = time.monotonic()
    while reader.get(here).status_code == 200 and Vector.objects.count() < 9:
        assert time.monotonic() - arrived < WAIT_SECONDS
        time.sleep(0.02)
    assert Vector.objects.count() == 9


def test_the_nearest_theme_is_proposed_once_two_cards_are_in_it(
    office: Office, reading: Reading, reader: Client, encoder: Encoder
) -> None:
    press(office, reading, reader, "make", TIME[0], name="Du temps")
    page = compared(office, reading, reader)
    assert "data-near-key" not in page
    assert "Un thème est proposé à partir de deux propos placés." in page
    press(office, reading, reader, "place:" + theme(reading, "Du temps"), TIME[1])
    press(office, reading, reader, "make", *ROOM[:2], name="Un lieu")
    page = compared(office, reading, reader)
    first = {said: nearest(page, said) for said in (TIME[2], ROOM[2])}
    assert first == {
        TIME[2]: theme(reading, "Du temps"),
        ROOM[2]: theme(reading, "Un lieu"),
    }
    assert ReadingAct.objects.count() == 3  # nothing places itself


def test_one_press_places_a_card_where_it_is_proposed(
    office: Office, reading: Reading, reader: Client, encoder: Encoder
) -> None:
    themes_made(office, reading, reader)
    where = theme(reading, "Du temps")
    press(office, reading, reader, f"put:{where}:{key(TIME[2])}", ROOM[2])
    board = open_reading(reading).board
    assert board.themes[where].cards == tuple(key(each) for each in TIME)
    assert key(ROOM[2]) not in board.places  # chosen, but not the one that was pressed


def test_cards_almost_the_same_are_side_by_side_and_nothing_merges(
    office: Office, reading: Reading, reader: Client, encoder: Encoder
) -> None:
    themes_made(office, reading, reader)
    page = page_of(office, reading, reader)
    assert page.count("Presque les mêmes") == 1
    together = " ".join(key(each) for each in ALIKE)
    assert f'value="together:{together}"' in page
    chosen = press(office, reading, reader, f"together:{together}")
    checked = re.findall(r'name="card"\s+value="([^"]+)"\s+checked', chosen)
    assert checked == [key(each) for each in ALIKE]
    assert ReadingAct.objects.count() == 2
    where = theme(reading, "Un lieu")
    press(office, reading, reader, f"put:{where}:{together}")
    cards = open_reading(reading).board.themes[where].cards
    assert cards[-2:] == tuple(key(each) for each in ALIKE)


def test_a_masked_text_leaves_no_vector(
    office: Office, reading: Reading, reader: Client, encoder: Encoder
) -> None:
    compared(office, reading, reader)
    gone = Verbatim.objects.get(text=TIME[0])
    n = Vector.objects.count()
    Verbatim.objects.filter(pk=gone.pk).update(text="", searched="", state="masked")
    forget_words_about(meeting=gone.meeting, now=NOW)
    assert Vector.objects.count() == n - 1


def test_a_text_said_twice_keeps_its_vector_until_both_are_masked(
    office: Office, reading: Reading, reader: Client, encoder: Encoder
) -> None:
    Line.objects.create(reading=reading, text=TIME[0], source="avant", by_name="", at=NOW)
    compared(office, reading, reader)
    n = Vector.objects.count()
    gone = Verbatim.objects.get(text=TIME[0])
    Verbatim.objects.filter(pk=gone.pk).update(text="", searched="", state="erased")
    forget_words_about(meeting=gone.meeting, now=NOW)
    assert Vector.objects.count() == n


def test_without_its_encoder_the_board_says_so_and_works(
    office: Office, reading: Reading, reader: Client, encoder: Encoder
) -> None:
    encoder._command = ("/bin/false",)
    page_of(office, reading, reader)
    until = time.monotonic() + WAIT_SECONDS
    while not encoder.is_absent and time.monotonic() < until:
        time.sleep(0.02)
    page = page_of(office, reading, reader)
    assert "Pas de propositions pour l'instant : placez sans elles." in page
    assert "1 placé" in press(office, reading, reader, "make", TIME[0], name="Du temps")


def test_proposals_can_be_put_off(
    office: Office, reading: Reading, reader: Client, settings: object
) -> None:
    settings.HAS_PROPOSALS = False  # type: ignore[attr-defined]
    assert "comparé" not in page_of(office, reading, reader)
    assert Vector.objects.count() == 0


def theme(reading: Reading, name: str) -> str:
    board = open_reading(Reading.objects.get(pk=reading.pk)).board
    return next(each.key for each in board.themes.values() if each.name == name)


def nearest(page: str, said: str) -> str:
    """Return the theme that is proposed first for a card."""
    card = page[page.index(f'value="{key(said)}"') :]
    found = re.search(r'value="put:([^:]+):([^"]+)"\s+data-near-key="a"', card)
    assert found
    assert found[2] == key(said)
    return found[1]
