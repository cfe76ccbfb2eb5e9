"""Reading together on pages: cards placed, two readers, masks that reach the board, no script."""

import re

import pytest
from django.test import Client

from mire.programme.evidence.actions import take_in
from mire.programme.evidence.models import Verbatim
from mire.programme.evidence.queries import read_log
from mire.programme.meetings.models import Meeting
from mire.programme.people.rules import Right
from mire.programme.reading.models import Line, Reading, ReadingAct, ThemeKey
from mire.programme.reading.queries import open_reading
from mire.programme.thread.queries import trace
from mire.programme.thread.rules import Reference, State
from tests.support.office import BACKEND, NOW, Office
from tests.support.rooms import Room
from tests.support.said import held_meeting

TIME = "Du temps, d'abord"
TEXTS = ["Du temps.", "du temps !", "Un lieu à nous.", "Dire qui décide.", "Un lieu, vite."]


@pytest.fixture
def meeting(office: Office) -> Meeting:
    """A meeting that has ended, without a room: its rows stand for what its log gave."""
    return held_meeting(office, TEXTS, n_tables=3)


@pytest.fixture
def reader(office: Office) -> Client:
    return office.browser(Right.AMBASSADOR)


@pytest.fixture
def other(office: Office) -> Client:
    return office.browser(Right.FACILITATOR)


@pytest.fixture
def reading(office: Office, meeting: Meeting, reader: Client) -> Reading:
    here = office.address("dit/lectures/nouvelle")
    once = re.search(r'name="once" value="([^"]+)"', reader.get(here).content.decode())
    assert once
    given = {"title": "Lecture du séminaire", "meetings": [meeting.key], "once": once[1]}
    assert reader.post(here, given).status_code == 302
    assert reader.post(here, given).status_code == 302  # sent twice
    return Reading.objects.get()


def key(text: str) -> str:
    return Verbatim.objects.get(text=text).key


def at(office: Office, reading: Reading, rest: str = "") -> str:
    return office.address(f"dit/lectures/{reading.key}{rest}")


def press(
    office: Office, reading: Reading, who: Client, do: str, *texts: str, **fields: str
) -> tuple[int, str]:
    cards = [key(each) for each in texts]
    seen = fields.pop("seen", str(Reading.objects.get(pk=reading.pk).number))
    given = {"do": do, "card": cards, "seen": seen, **fields}
    answer = who.post(at(office, reading, "/agir"), given, follow=True)
    return answer.status_code, answer.content.decode().replace("\u202f", " ").replace("’", "'")


def theme(name: str) -> str:
    for each in Reading.objects.all():
        for found in open_reading(each).board.themes.values():
            if found.name == name:
                return found.key
    raise AssertionError(name)


def test_what_says_the_same_is_one_card_with_its_count(
    office: Office, reading: Reading, reader: Client
) -> None:
    page = reader.get(at(office, reading)).content.decode().replace("\u202f", " ")
    assert "unknown" not in page
    assert "5 propos : 0 placé, 0 mis à part, 5 à lire" in page
    assert "×2" in page
    assert page.count('name="card"') == 4


def test_a_theme_is_made_of_what_is_chosen_and_takes_more(
    office: Office, reading: Reading, reader: Client
) -> None:
    pile = f"{key('Du temps.')} {key('du temps !')}"
    status, page = press(office, reading, reader, "make", name=TIME, card=pile)
    assert status == 200
    assert "5 propos : 2 placés, 0 mis à part, 3 à lire" in page
    place = f"place:{theme(TIME)}"
    _, page = press(office, reading, reader, place, "Dire qui décide.")
    assert "3 placés" in page
    _, page = press(office, reading, reader, "aside", "Un lieu, vite.", reason="hors sujet")
    assert "1 mis à part, 1 à lire" in page
    assert "hors sujet" in page
    _, page = press(office, reading, reader, "undo")
    assert "0 mis à part, 2 à lire" in page
    _, page = press(office, reading, reader, "make", "Un lieu, vite.", name="", reason="plus tard")
    assert "1 mis à part, 1 à lire" in page  # Enter pressed in the reason's field


def test_more_themes_than_stand_side_by_side_are_told_with_their_keys_above(
    office: Office, reading: Reading, reader: Client
) -> None:
    index = "Les thèmes et leurs touches"
    named = list(zip(("Un lieu à nous.", "Dire qui décide.", "Un lieu, vite.", "Du temps."),
                     ("Un lieu", "Qui décide", "Vite", "Le temps"), strict=True))  # fmt: skip
    for text, name in named[:3]:
        _, page = press(office, reading, reader, "make", text, name=name)
    assert index not in page
    _, page = press(office, reading, reader, "make", named[3][0], name=named[3][1])
    told = page.split(index)[1].split("</nav>")[0]
    assert re.findall(r"<kbd[^>]*>(\d)</kbd>.*?>([^<]+)</a>", told) == [
        (str(n), name) for n, (_, name) in enumerate(named, 1)
    ]
    assert page.index(told) < page.index('class="reading-board"')
    press(office, reading, reader, f"place:{re.findall(r'#t-(.{11})', told)[3]}", "du temps !")
    assert index not in reader.get(at(office, reading)).content.decode(), "nothing is left to place"


def test_the_second_is_told_where_a_card_is_and_nothing_is_lost(
    office: Office, reading: Reading, reader: Client, other: Client
) -> None:
    seen = "0"
    press(office, reading, reader, "make", "Un lieu à nous.", name="Un lieu")
    status, page = press(
        office, reading, other, "make", "Un lieu à nous.", name="Ailleurs", seen=seen
    )
    assert status == 409
    assert "vient de placer ce propos dans « Un lieu »" in page
    assert 'value="Ailleurs"' in page  # what was typed is there
    assert ReadingAct.objects.count() == 1


def test_a_look_says_nothing_when_nothing_is_new(
    office: Office, reading: Reading, reader: Client, other: Client
) -> None:
    assert other.get(at(office, reading, "?depuis=0")).status_code == 204
    press(office, reading, reader, "make", "Un lieu à nous.", name="Un lieu")
    assert other.get(at(office, reading, "?depuis=0")).status_code == 200
    assert other.get(at(office, reading, "?depuis=1")).status_code == 204


def test_a_masked_text_leaves_the_board_and_is_counted(
    office: Office, reading: Reading, reader: Client
) -> None:
    press(office, reading, reader, "make", "Un lieu à nous.", name="Un lieu")
    Verbatim.objects.filter(text="Un lieu à nous.").update(text="", searched="", state="masked")
    page = reader.get(at(office, reading)).content.decode()
    assert "Un lieu à nous" not in page
    assert "1 occulté ou effacé" in page


def test_a_theme_has_a_thread_down_to_the_words_and_back(
    office: Office, reading: Reading, reader: Client
) -> None:
    press(office, reading, reader, "make", "Un lieu à nous.", "Un lieu, vite.", name="Un lieu")
    found = trace(office.programme, Reference("theme", theme("Un lieu")))
    assert found is not None
    assert [step.citable.words for step in found.sources] == ["Un lieu à nous.", "Un lieu, vite."]
    back = trace(office.programme, Reference("verbatim", key("Un lieu à nous.")))
    assert back is not None
    assert [step.citable.reference.key for step in back.uses] == [theme("Un lieu")]
    page = reader.get(office.address(f"fil/theme/{theme('Un lieu')}")).content.decode()
    assert "Un lieu à nous." in page
    press(office, reading, reader, "undo")
    gone = trace(office.programme, Reference("theme", ThemeKey.objects.get().key))
    assert gone is not None
    assert (gone.here.state, gone.here.words) == (State.WITHDRAWN, "")


def test_a_theme_is_renamed_described_merged_and_opposed(
    office: Office, reading: Reading, reader: Client
) -> None:
    press(office, reading, reader, "make", "Un lieu à nous.", name="Un lieu")
    press(office, reading, reader, "make", "Dire qui décide.", name="Un cadre")
    place = theme("Un lieu")
    press(office, reading, reader, "name", theme=place, name="Un lieu à nous")
    press(office, reading, reader, "describe", theme=place, words="Où l'on essaie.")
    press(office, reading, reader, "oppose:1", "Un lieu à nous.")
    press(office, reading, reader, "reword", "Un lieu à nous.", words="Un atelier ouvert")
    page = reader.get(at(office, reading, f"?theme={place}")).content.decode()
    assert "unknown" not in page
    for words in ("Où l", "dit le contraire", "Un atelier ouvert", "Un lieu à nous."):
        assert words in page
    press(office, reading, reader, "merge", theme=place, into=theme("Un cadre"))
    board = open_reading(reading).board
    assert [each.name for each in board.themes.values()] == ["Un cadre"]
    assert len(board.themes[theme("Un cadre")].cards) == 2


def test_lines_of_before_come_as_they_are_and_say_so(
    office: Office, reading: Reading, reader: Client
) -> None:
    here = at(office, reading, "/lignes")
    typed = "=cmd()\n\n  Deux  espaces gardés \n=cmd()\n"
    assert reader.post(here, {"source": "Session 4", "lines": typed}).status_code == 302
    assert [each.text for each in Line.objects.all()] == ["=cmd()", "Deux  espaces gardés"]
    page = reader.get(at(office, reading)).content.decode()
    assert "avant Mire" in page
    assert "Session 4" in page
    assert reader.post(here, {"source": "S", "lines": "x" * 2001}).status_code == 422
    row = Line.objects.get(text="=cmd()")
    assert "=cmd()" in reader.get(office.address(f"fil/line/{row.key}")).content.decode()


@pytest.mark.parametrize("do", ["", "fly", "place:unknown", "make"])
def test_a_press_that_can_t_be_says_why(
    office: Office, reading: Reading, reader: Client, do: str
) -> None:
    status, page = press(office, reading, reader, do)
    assert status == 422
    assert 'role="alert"' in page
    assert not ReadingAct.objects.exists()


def test_readers_without_the_right_and_other_programmes_see_nothing(
    office: Office, reading: Reading
) -> None:
    assert office.browser(Right.READER).get(at(office, reading)).status_code == 403
    assert office.browser(stranger=True).get(at(office, reading)).status_code == 404


def test_the_list_says_how_far_each_is(office: Office, reading: Reading, reader: Client) -> None:
    page = reader.get(office.address("dit/lectures")).content.decode()
    assert "Lecture du séminaire" in page


def test_what_a_real_log_gives_is_read(office: Office, page_room: Room, reader: Client) -> None:
    """The rows that a reading shows are those that a room's log makes."""
    made = Meeting.objects.create(
        programme=office.programme, title="S", kind="seminar", planned_at=NOW, code=page_room.code
    )
    take_in(meeting=made, read=read_log(made, engine=page_room.engine), now=NOW)
    assert reader.get(office.address("dit/lectures/nouvelle")).status_code == 200


def test_undoing_never_takes_somebody_else_s_work_along(
    office: Office, reading: Reading, reader: Client, other: Client
) -> None:
    press(office, reading, reader, "make", "Un lieu à nous.", name="Un lieu")
    press(office, reading, other, f"place:{theme('Un lieu')}", "Dire qui décide.")
    status, page = press(office, reading, reader, "undo")
    assert status == 422
    assert "a continué à partir de ce geste" in page
    assert len(open_reading(reading).board.places) == 2
    press(office, reading, other, "undo")
    status, _ = press(office, reading, reader, "undo")
    assert (status, open_reading(reading).board.themes) == (200, {})


@pytest.mark.parametrize(("do", "field"), [("describe", "words"), ("name", "name")])
def test_what_somebody_wrote_since_is_not_written_over(
    office: Office, reading: Reading, reader: Client, other: Client, do: str, field: str
) -> None:
    press(office, reading, reader, "make", "Un lieu à nous.", name="Un lieu")
    key_of = theme("Un lieu")
    press(office, reading, reader, do, theme=key_of, **{field: "Le mien"})
    status, page = press(
        office, reading, other, do, theme=key_of, open=key_of, seen="1", **{field: "Le tien"}
    )
    assert status == 409
    assert "vient d'écrire ici : « Le mien »" in page
    assert "Le tien" in page  # what was typed is there
    assert ReadingAct.objects.count() == 2


def test_nothing_is_cut_and_nothing_unseen_is_kept(
    office: Office, reading: Reading, reader: Client
) -> None:
    status, page = press(office, reading, reader, "reword", "Du temps.", words="x" * 2001)
    assert status == 422
    assert "dépasse la limite" in page
    press(office, reading, reader, "make", "Du temps.", name="\x00Un\u202e lieu")
    assert [each.name for each in open_reading(reading).board.themes.values()] == ["Un lieu"]
    assert reader.get(office.address("dit?q=%00&reunion=%00")).status_code == 200


@pytest.mark.parametrize(
    ("do", "code"), [("first:", 422), ("name", 422), ("oppose:1", 422), ("aside", 200)]
)
def test_a_press_that_would_change_nothing_is_no_act(
    office: Office, reading: Reading, reader: Client, do: str, code: int
) -> None:
    status, _ = press(
        office, reading, reader, do, "Du temps.", "Du temps.", name="N", reason="plus tard"
    )
    assert status == code
    bodies = [each.body.get("cards", []) for each in ReadingAct.objects.all()]
    assert all(len(each) == len(set(each)) for each in bodies)


def test_a_pile_says_each_of_its_places(office: Office, reading: Reading, reader: Client) -> None:
    page = reader.get(at(office, reading)).content.decode()
    assert "Café · table 1 ; table 2" in page.replace("\u202f", " ")


def test_a_lapsed_session_gives_back_what_was_typed(
    office: Office, reading: Reading, reader: Client
) -> None:
    here = at(office, reading, "/agir")
    session = reader.cookies.pop("sessionid", None) or reader.cookies
    stranger = Client()
    answer = stranger.post(here, {"do": "make", "name": "Un nom écrit", "card": key("Du temps.")})
    assert answer.status_code == 302
    assert answer["Location"] == f"/compte/entrer?next={here.replace('/', '%2F')}"
    assert session
    person = office.people[Right.AMBASSADOR]
    stranger.force_login(person.account, backend=BACKEND)
    page = stranger.get(here)
    assert "Un nom écrit" in page.content.decode()
    assert "Votre session avait pris fin" in page.content.decode()
    assert stranger.get(here).status_code == 302


def test_a_reading_is_seen_whole_and_given_as_a_file(
    office: Office, reading: Reading, reader: Client
) -> None:
    press(office, reading, reader, "make", "Du temps.", "du temps !", name=TIME)
    theme = ThemeKey.objects.get().key
    press(office, reading, reader, f"place:{theme}", "Dire qui décide.")
    press(office, reading, reader, "oppose:1", "Dire qui décide.")
    press(office, reading, reader, "aside", "Un lieu, vite.", reason="hors sujet")
    page = reader.get(at(office, reading, "/vue")).content.decode()
    for said in (
        "3 placés dans 1 thème, 1 mis à part, 1 à lire",
        "dont 1 dit le contraire",
        "Dire qui décide.",
        "hors sujet",
        "<svg",
    ):
        assert said in page.replace("\N{NARROW NO-BREAK SPACE}", " "), said
    for kind, begins in (("pdf", b"%PDF-"), ("odt", b"PK"), ("docx", b"PK")):
        answer = reader.get(at(office, reading, f"/vue?format={kind}"))
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
    assert office.browser(Right.MANAGEMENT).get(at(office, reading, "/vue")).status_code == 403


def test_the_projector_shows_a_text_by_a_press_only_and_where_it_goes(
    office: Office, reading: Reading, reader: Client
) -> None:
    def projected() -> str:
        page = reader.get(at(office, reading, "/ecran")).content.decode()
        return page.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("&#8239;", " ")

    empty = projected()
    assert "Le prochain propos s’affichera ici" in empty
    assert not any(text in empty for text in TEXTS)
    assert press(office, reading, reader, "project:", "Un lieu à nous.", "Du temps.")[0] == 200
    assert "« Un lieu à nous. »" in projected()
    assert "table" in projected()
    press(office, reading, reader, "make", "Un lieu à nous.", name="Un lieu")
    placed = projected()
    assert "Placé dans « Un lieu »" in placed
    assert "Du temps." not in placed  # the next one waits for a press
    press(office, reading, reader, "project:off")
    assert not any(text in projected() for text in TEXTS)


def test_the_projector_looks_again_only_when_something_changed_and_hides_what_is_masked(
    office: Office, reading: Reading, reader: Client
) -> None:
    def seen() -> str:
        page = reader.get(at(office, reading, "/ecran")).content.decode()
        found = re.search(r'data-seen="([^"]*)"', page)
        assert found
        return found[1]

    press(office, reading, reader, "project:", "Un lieu à nous.")
    now = seen()
    assert reader.get(at(office, reading, f"/ecran?depuis={now}")).status_code == 204
    press(office, reading, reader, "project:", "Du temps.")
    assert reader.get(at(office, reading, f"/ecran?depuis={now}")).status_code == 200
    Verbatim.objects.filter(key=key("Du temps.")).update(state="masked", text="")
    assert "Du temps." not in reader.get(at(office, reading, "/ecran")).content.decode()
    assert press(office, reading, reader, "project:")[0] == 200  # nothing chosen: nothing shown
    gone = Verbatim.objects.get(state="masked").key
    answer = reader.post(
        at(office, reading, "/agir"), {"do": "project:", "card": gone, "seen": "0", "open": ""}
    )
    assert answer.status_code == 422
    assert office.browser(Right.MANAGEMENT).get(at(office, reading, "/ecran")).status_code == 403


def test_the_projector_tells_neither_heading_nor_reader_of_an_anonymous_text(
    office: Office, reading: Reading, reader: Client
) -> None:
    Verbatim.objects.update(
        regime="ballot", about="orage", beside=None, table=None, activity_title="Météo"
    )
    press(office, reading, reader, "project:", "Un lieu à nous.")
    press(office, reading, reader, "make", "Un lieu à nous.", name="Un lieu")
    page = reader.get(at(office, reading, "/ecran")).content.decode()
    assert "Météo" in page
    assert "orage" not in page
    assert ReadingAct.objects.get().by_name not in page
    assert "orage" in reader.get(at(office, reading)).content.decode()


def test_a_projector_of_many_themes_and_a_long_text_shows_what_can_be_read_from_afar(
    office: Office, reading: Reading, reader: Client
) -> None:
    long = "Un mot. " * 200
    Verbatim.objects.filter(key=key("Un lieu à nous.")).update(text=long.strip())
    for n in range(20):
        press(office, reading, reader, "make", name=f"Thème {n}")
    press(office, reading, reader, "project:", long.strip())
    page = reader.get(at(office, reading, "/ecran")).content.decode()
    assert "la suite est sur le tableau" in page
    assert "et 7 autres thèmes" in page
    assert page.count("Un mot.") < 70
