"""A reading on paper: slips keep their numbers, and are typed back once what they mean is shown."""

import re

from django.test import Client

from mire.programme.evidence.models import Verbatim
from mire.programme.people.rules import Right
from mire.programme.reading.models import Reading, ReadingAct
from mire.programme.reading.queries import open_reading, slips_of
from tests.support.office import Office
from tests.support.pdf import pages_of
from tests.web.office.test_reading import at, key, meeting, press, reader, reading

__all__ = ["meeting", "reader", "reading"]


def send(office: Office, reading: Reading, who: Client, **fields: str) -> tuple[int, str]:
    answer = who.post(at(office, reading, "/billets"), fields)
    said = answer.content.decode() if answer["Content-Type"].startswith("text") else ""
    return answer.status_code, said


def test_slips_keep_their_numbers_when_texts_come_and_are_masked(
    office: Office, reading: Reading, reader: Client
) -> None:
    answer = reader.post(at(office, reading, "/billets"), {"do": "print", "which": "all"})
    assert answer.content.startswith(b"%PDF-")
    first = slips_of(reading)
    assert sorted(first) == [1, 2, 3, 4, 5]
    one = Verbatim.objects.get(key=first[2])
    Verbatim.objects.filter(pk=one.pk).update(state="masked", text="", place=99)
    Verbatim.objects.create(
        key="n" * 11, meeting=one.meeting, place=0, activity="cafe", activity_title="Café",
        regime="group", text="Venu après.", searched="venu apres.", state="said", digest="n",
    )  # fmt: skip
    again = reader.post(at(office, reading, "/billets"), {"do": "print", "which": "all"})
    assert slips_of(reading) == first | {6: "n" * 11}
    printed = " ".join(pages_of(again.content))
    assert "Venu après." in printed
    assert one.text not in printed


def test_what_is_typed_is_shown_before_it_is_stored_then_stored_once_confirmed(
    office: Office, reading: Reading, reader: Client
) -> None:
    press(office, reading, reader, "make", "Du temps.", name="Du temps")
    send(office, reading, reader, do="print", which="left")
    numbers = {card: number for number, card in slips_of(reading).items()}
    n = {said: numbers[key(said)] for said in ("du temps !", "Un lieu à nous.", "Un lieu, vite.")}
    lines = (
        f"{n['du temps !']} > 1\n{n['Un lieu à nous.']} > Un lieu\n"
        f"{n['Un lieu, vite.']} > un lieu\n77 > Un lieu"
    )
    status, said = send(office, reading, reader, do="read", lines=lines)
    assert status == 200
    assert "Un lieu à nous." in said
    assert "nouveau thème" in said
    assert "77" in said
    assert ReadingAct.objects.count() == 1  # nothing is stored yet
    hidden = re.search(r'name="lines" value="([^"]*)"', said)
    assert hidden
    confirmed = hidden[1].replace("&gt;", ">")
    assert "77" not in confirmed
    press(office, reading, reader, "make", name="Passé devant")
    theme = next(iter(open_reading(reading).board.themes))
    last = [*open_reading(reading).board.themes][-1]
    reader.post(
        at(office, reading, "/agir"), {"do": "first", "theme": last, "before": theme, "seen": "9"}
    )  # the first theme is another one now: the confirmed line still means its name
    status, _ = send(office, reading, reader, do="place", lines=confirmed, seen="1")
    assert status == 302
    found = {each.name: len(each.cards) for each in open_reading(reading).board.themes.values()}
    assert found == {"Passé devant": 0, "Du temps": 2, "Un lieu": 2}


def test_a_slip_that_somebody_else_placed_meanwhile_stores_nothing(
    office: Office, reading: Reading, reader: Client
) -> None:
    send(office, reading, reader, do="print", which="all")
    other = office.browser(Right.FACILITATOR)
    press(office, reading, other, "make", "Un lieu à nous.", name="Un lieu")
    numbers = {card: number for number, card in slips_of(reading).items()}
    lines = f"{numbers[key('Du temps.')]} > Temps\n{numbers[key('Un lieu à nous.')]} > Temps"
    n_acts = ReadingAct.objects.count()
    status, said = send(office, reading, reader, do="place", lines=lines, seen="0")
    assert status == 409
    assert "vient de placer ce propos" in said
    assert ReadingAct.objects.count() == n_acts  # not the first line either
    assert f"{numbers[key('Du temps.')]} &gt; Temps" in said  # what was typed stays
