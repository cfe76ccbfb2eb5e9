"""Reading blind on pages: each board hidden from the other, opened, compared, taken up."""

import re

import pytest
from django.test import Client

from mire.programme.blind.models import BlindReading
from mire.programme.evidence.models import Verbatim
from mire.programme.findings.actions import write_finding
from mire.programme.findings.rules import FindingKind
from mire.programme.journal.rules import NOBODY
from mire.programme.keys import new_key
from mire.programme.people.rules import Right
from mire.programme.reading.actions import add_lines, begin_reading
from mire.programme.reading.models import Line, Reading, ReadingAct
from mire.programme.reading.queries import THEME, open_reading, themes_holding
from mire.programme.thread.rules import Reference
from tests.support.office import NOW, Office
from tests.support.said import held_meeting

SAID = [f"Propos {n}" for n in range(8)]


@pytest.fixture
def reading(office: Office) -> Reading:
    meeting = held_meeting(office, SAID)
    return begin_reading(
        programme=office.programme,
        key=new_key(),
        title="Lecture",
        meetings=[meeting],
        by=NOBODY,
        now=NOW,
    )


@pytest.fixture
def facilitator(office: Office) -> Client:
    return office.browser(Right.FACILITATOR)


@pytest.fixture
def ambassador(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


@pytest.fixture
def blind(office: Office, reading: Reading, ambassador: Client) -> Reading:
    here = office.address("dit/lectures/aveugle")
    once = re.search(r'name="once" value="([^"]+)"', ambassador.get(here).content.decode())
    assert once
    given = {"beside": reading.key, "once": once[1]}
    for _ in range(2):  # sent twice
        assert ambassador.post(here, given).status_code == 302
    return BlindReading.objects.get().reading


def key(n: int) -> str:
    return Verbatim.objects.get(text=SAID[n]).key


def at(office: Office, reading: Reading, rest: str = "") -> str:
    return office.address(f"dit/lectures/{reading.key}{rest}")


def make(office: Office, reading: Reading, who: Client, name: str, *numbers: int) -> int:
    seen = str(Reading.objects.get(pk=reading.pk).number)
    given = {"do": "make", "name": name, "card": [key(n) for n in numbers], "seen": seen}
    return who.post(at(office, reading, "/agir"), given).status_code


def grouped(office: Office, reading: Reading, blind: Reading, *who: Client) -> None:
    """One reads time and place, the other too, but for one card, under other names."""
    make(office, reading, who[0], "Du temps", 0, 1, 2, 3)
    make(office, reading, who[0], "Un lieu", 4, 5, 6)
    make(office, blind, who[1], "Temps", 0, 1, 2)
    make(office, blind, who[1], "Lieu", 3, 4, 5, 6)
    make(office, blind, who[1], "Des outils", 7)


def page(who: Client, address: str) -> str:
    answer = who.get(address, follow=True)
    assert answer.status_code == 200
    said = answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")
    return said.replace("’", "'").replace("&#x27;", "'")


def test_until_both_are_done_neither_sees_the_other(
    office: Office, reading: Reading, blind: Reading, facilitator: Client, ambassador: Client
) -> None:
    grouped(office, reading, blind, facilitator, ambassador)
    for who, hidden, theirs in ((facilitator, blind, "Temps"), (ambassador, reading, "Du temps")):
        for rest in ("", "?depuis=0", "/lignes"):
            answer = who.get(at(office, hidden, rest))
            assert answer.status_code == 302
            assert answer["Location"] == at(office, blind, "/aveugle")
        assert f">{theirs}<" not in page(who, at(office, hidden))
        n = ReadingAct.objects.count()
        assert make(office, hidden, who, "Autre", 7) == 302
        assert ReadingAct.objects.count() == n
    assert themes_holding(office.programme, key(0)) == []


def test_a_theme_is_hidden_wherever_it_is_cited(
    office: Office, reading: Reading, blind: Reading, facilitator: Client, ambassador: Client
) -> None:
    grouped(office, reading, blind, facilitator, ambassador)
    keys = {
        each.name: each.key
        for of in (reading, blind)
        for each in open_reading(of).board.themes.values()
    }
    for who, hidden, shown in ((facilitator, "Temps", "Un lieu"), (ambassador, "Un lieu", "Temps")):
        answer = who.get(office.address(f"fil/theme/{keys[hidden]}"))
        assert answer.status_code == 302
        assert answer["Location"] == at(office, blind, "/aveugle")
        assert shown in page(who, office.address(f"fil/theme/{keys[shown]}"))
    cited = [Reference(THEME, keys["Un lieu"])]
    finding = write_finding(
        programme=office.programme, key=new_key(), kind=FindingKind.FINDING,
        sentence="Il faut un endroit.", detail="", cited=cited, by=NOBODY, now=NOW,
    )  # fmt: skip
    opposed = {"do": "oppose:1", "card": key(4), "seen": "99"}
    assert facilitator.post(at(office, reading, "/agir"), opposed).status_code == 302
    for rest in (f"constats/{finding.key}", f"fil/finding/{finding.key}"):
        is_page = rest.startswith("constats")
        address = office.address(f"dit/{rest}" if is_page else rest)
        assert "Thème : Un lieu" in page(facilitator, address)
        assert SAID[4] in page(facilitator, address)
        theirs = page(ambassador, address)
        assert "Thème : Un lieu" not in theirs
        assert "Thème d'une lecture à l'aveugle" in theirs
        assert SAID[4] not in theirs
    sought = page(ambassador, office.address(f"dit/constats/{finding.key}?q=temps"))
    assert "Du temps" not in sought
    for who in (facilitator, ambassador):
        who.post(at(office, blind, "/aveugle"), {"do": "done"})
    assert "Un lieu" in page(ambassador, office.address(f"fil/theme/{keys['Un lieu']}"))


def test_it_opens_when_both_say_that_they_are_done(
    office: Office, reading: Reading, blind: Reading, facilitator: Client, ambassador: Client
) -> None:
    grouped(office, reading, blind, facilitator, ambassador)
    here = at(office, blind, "/aveugle")
    ambassador.post(here, {"do": "done"})
    ambassador.post(here, {"do": "done"})  # twice is once
    assert BlindReading.objects.get().opened_at is None
    assert "dite finie" in page(facilitator, here)
    ambassador.post(here, {"do": "open"})  # not theirs to open
    assert BlindReading.objects.get().opened_at is None
    facilitator.post(here, {"do": "done"})
    assert BlindReading.objects.get().opened_at is not None
    assert "Temps" in page(facilitator, at(office, blind))
    assert "Du temps" in page(ambassador, at(office, reading))
    assert len(themes_holding(office.programme, key(0))) == 2


def test_the_comparison_says_how_far_and_where(
    office: Office, reading: Reading, blind: Reading, facilitator: Client, ambassador: Client
) -> None:
    grouped(office, reading, blind, facilitator, ambassador)
    here = at(office, blind, "/aveugle")
    facilitator.post(here, {"do": "open"})
    said = page(facilitator, here)
    assert "unknown" not in said
    assert re.search(r"Accord : 0,\d+, entre -?0?−?[\d,]+ et [\d,]+, sur 7 propos placés", said)
    assert "1 propos n'est placé que d'un côté" in said
    assert said.index("Propos 3") < said.index("Propos 7")  # one-sided last
    assert "Propos 1" not in said[said.index("differents-titre") :]
    assert page(facilitator, here) == said or "csrf" in said  # the same draws


def test_one_press_takes_up_either_place(
    office: Office, reading: Reading, blind: Reading, facilitator: Client, ambassador: Client
) -> None:
    grouped(office, reading, blind, facilitator, ambassador)
    here = at(office, blind, "/aveugle")
    facilitator.post(here, {"do": "open"})

    def take(do: str, n: int) -> int:
        seen = str(Reading.objects.get(pk=reading.pk).number)
        given = {"do": do, "cards": key(n), "seen": seen}
        return facilitator.post(here, given).status_code

    def where(n: int) -> str:
        board = open_reading(Reading.objects.get(pk=reading.pk)).board
        place = board.places.get(key(n))
        return "" if place is None else board.themes[place.theme].name

    assert take("other", 3) == 302
    assert where(3) == "Un lieu"  # the theme that theirs goes with, under its name
    assert "repris : Un lieu, par" in page(facilitator, here)
    assert take("one", 3) == 302
    assert where(3) == "Du temps"
    assert take("one", 7) == 409  # it was left to read there
    assert take("other", 7) == 302
    assert where(7) == "Des outils"  # a theme that was not there
    blind_board = open_reading(blind).board
    assert blind_board.themes[blind_board.places[key(3)].theme].name == "Lieu"  # stays as it was


def test_a_press_on_an_old_page_moves_nothing_of_others(
    office: Office, reading: Reading, blind: Reading, facilitator: Client, ambassador: Client
) -> None:
    grouped(office, reading, blind, facilitator, ambassador)
    here = at(office, blind, "/aveugle")
    facilitator.post(here, {"do": "open"})
    seen = str(Reading.objects.get(pk=reading.pk).number)
    given = {"cards": key(3), "seen": seen}
    assert ambassador.post(here, given | {"do": "other"}).status_code == 302
    refused = facilitator.post(here, given | {"do": "one"})
    assert refused.status_code == 409
    assert "vient de placer ce propos dans « Un lieu »" in refused.content.decode().replace(
        "\xa0", " "
    ).replace("\u202f", " ")


def test_who_has_read_may_not_read_blind(
    office: Office, reading: Reading, facilitator: Client
) -> None:
    make(office, reading, facilitator, "Du temps", 0)
    said = page(facilitator, office.address("dit/lectures/aveugle"))
    assert reading.key not in said
    assert "Il n'y a pas de lecture que vous n'ayez déjà commencée" in said


def test_lines_of_before_are_cards_of_both(
    office: Office, reading: Reading, blind: Reading
) -> None:
    for to, said in ((reading, "Avant un."), (blind, "Avant deux.")):
        add_lines(reading=to, lines=[said, "Avant un."], source="2016", by=NOBODY, now=NOW)
    assert Line.objects.count() == 2
    keys = [set(open_reading(Reading.objects.get(pk=each.pk)).cards) for each in (reading, blind)]
    assert keys[0] == keys[1]
    assert len(keys[0]) == len(SAID) + 2


def test_no_such_pair_is_no_page(office: Office, reading: Reading, facilitator: Client) -> None:
    assert facilitator.get(at(office, reading, "/aveugle")).status_code == 404
