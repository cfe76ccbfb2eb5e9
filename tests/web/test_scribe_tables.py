"""What tables wrote on paper, typed a line at a time: where it was said stays, undo, medium."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mire.cli.rehearsal.browser import Browser
from mire.live.engine.readers import ReadLog
from mire.live.state import entries
from tests.support.rooms import Room
from tests.support.served import served
from tests.support.sheets import activity, sheet

pytestmark = pytest.mark.storage

CAFE: dict[str, Any] = {
    "question": "Que ferait-on ?",
    "people": 12,
    "stations": [{"label": f"Axe {n}", "seats": 6} for n in range(1, 4)],
}
WORK: dict[str, Any] = {
    "question": "Et si ce labo ouvrait ?",
    "tables": [{"label": "Coach", "tables": 3}],
}
PAGE = "/regie/{code}/{id}/scribe"


@pytest.fixture
def room(make_room: Callable[..., Room]) -> Room:
    made = make_room(
        sheet(
            activity(
                "tables", "worktables", settings={**WORK, "turn_seconds": 0}, planned=40, most=60
            ),
            activity("cafe", "worldcafe", settings={**CAFE, "minutes": 2}, planned=40, most=60),
        )
    )
    made.open("tables")
    return made


@pytest.fixture
def address(room: Room) -> Iterator[str]:
    with served(room.engine) as where:
        yield where


def typed(browser: Browser, room: Room, id: str = "tables", **fields: str) -> tuple[int, str]:
    status, page = browser.post_form(PAGE.format(code=room.code, id=id), fields)
    return status, page.decode()


def notes(room: Room, id: str = "tables") -> list[tuple[str, str | None, str | None]]:
    """Return the texts of a log, with their author and medium."""
    return [
        (entry.body["text"], entry.author, entry.medium)
        for entry in room.engine.read(ReadLog(room.code))
        if entry.activity == id and entry.kind == "note"
    ]


def test_a_line_is_kept_as_the_tables_and_paper_is_its_medium(room: Room, console: Browser) -> None:
    status, page = typed(console, room, table="2", heading="3", said="Une équipe", batch="a1")
    assert status == 200
    assert notes(room) == [("Une équipe", "table 2", "paper")]
    assert re.search(r"shell/css/room[.\w]*\.css", page), "its fields have their widths"
    assert 'name="table" inputmode="numeric" maxlength="2" value="2"' in page
    assert '<option value="3" selected>' in page
    assert "Une équipe" in page


def test_a_number_that_begins_a_remark_is_asked_about(room: Room, console: Browser) -> None:
    """« 2.5 jours par mois » is words at table 1, or « jours par mois » at table 2."""
    fields = {"table": "1", "heading": "1", "said": "2.5 jours par mois", "batch": "a1"}
    status, page = typed(console, room, **fields)
    assert status == 200
    assert not notes(room)
    understood = page[page.index('id="understood"') : page.index("</section>")]
    for words in (">jours par mois<", ">2.5 jours par mois<", "table 1", "table 2"):
        assert words in understood.lower()
    assert "2.5 jours par mois</textarea>" in page
    status, page = typed(console, room, **fields, **{"as": "fields"})
    assert notes(room) == [("2.5 jours par mois", "table 1", "paper")]
    assert 'maxlength="2" value="1"' in page
    typed(console, room, **{**fields, "batch": "a2", "as": "lines"})
    assert notes(room)[1:] == [("jours par mois", "table 2", "paper")]


def test_a_line_without_another_place_moves_the_fields(room: Room, console: Browser) -> None:
    _, page = typed(console, room, said="1.5? Un budget", heading="1", batch="a1")
    assert 'maxlength="2" value="1"' in page
    assert '<option value="5" selected>' in page
    assert notes(room) == [("Un budget", "table 1", "paper")]
    assert room.state.activities["tables"].state.marks


def test_a_pasted_list_is_as_many_remarks_shown_before_they_are_kept(
    room: Room, console: Browser
) -> None:
    said = [f"Propos {n} : {'long ' * 30}".strip() for n in range(12)]
    fields = {"table": "2", "heading": "3", "said": "\r\n".join(said), "batch": "a1"}
    status, page = typed(console, room, **fields)
    assert (status, notes(room)) == (200, [])
    understood = page[page.index('id="understood"') : page.index("</section>")]
    assert understood.count("<li>") == 12
    assert "Enregistrer ces 12 propos ainsi" in understood
    for _ in range(2):
        typed(console, room, **fields, **{"as": "fields"})
        assert [words for words, _, _ in notes(room)] == said


def test_one_bad_line_of_a_list_keeps_all_of_it_out(room: Room, console: Browser) -> None:
    said = "1.1 Un lieu\n9.1 Ailleurs\n1.2 Une équipe"
    for confirmed in ({}, {"as": "lines"}):
        status, page = typed(console, room, said=said, batch="a1", **confirmed)
        assert status == 422
        assert "Ligne 2" in page
        assert "9.1 Ailleurs" in page
    assert not notes(room)


def test_the_same_line_sent_twice_is_kept_once(room: Room, console: Browser) -> None:
    for _ in range(2):
        assert typed(console, room, table="2", heading="1", said="Un lieu", batch="a1")[0] == 200
    assert len(notes(room)) == 1


def test_a_line_is_taken_back_and_only_that_one(room: Room, console: Browser) -> None:
    typed(console, room, table="2", heading="1", said="Un lieu", batch="a1")
    typed(console, room, table="2", heading="1", said="Une ereur", batch="a2")
    _, page = typed(console, room, undo="a2-0", table="2", heading="1")
    assert [each.text for each in room.state.activities["tables"].verbatims()] == ["Un lieu"]
    assert "Une ereur" not in page
    status, page = typed(console, room, undo="zz", table="2", heading="1")
    assert status == 422
    assert 'role="alert"' in page


@pytest.mark.parametrize(
    "fields",
    [
        {"table": "9", "heading": "1", "said": "Ailleurs"},
        {"table": "x", "heading": "1", "said": "Ailleurs"},
        {"table": "1", "heading": "1", "said": "   "},
        {"said": "9.1 Ailleurs"},
        {"table": "1", "heading": "1", "said": "x" * 2001},
    ],
)
def test_what_can_not_be_kept_stays_in_the_field_with_why(
    room: Room, console: Browser, fields: dict[str, str]
) -> None:
    status, page = typed(console, room, **fields, batch="a1")
    assert status == 422
    assert 'role="alert"' in page
    assert fields["said"].strip() in page
    assert not notes(room)


def test_a_table_may_say_what_a_verbatim_may_hold(room: Room, console: Browser) -> None:
    typed(console, room, table="1", heading="1", said="x" * 2000, batch="a1")
    room.close("tables")
    room.open("cafe")
    typed(console, room, "cafe", table="1", round="1", said="y" * 2000, batch="b1")
    assert [len(said) for said, _, _ in (*notes(room), *notes(room, "cafe"))] == [2000, 2000]


def test_paper_comes_after_the_closing_too_but_not_before_the_opening(
    room: Room, console: Browser
) -> None:
    room.close("tables")
    assert typed(console, room, table="1", heading="1", said="Plus tard", batch="a1")[0] == 200
    assert notes(room)[-1][0] == "Plus tard"
    assert typed(console, room, "cafe", table="1", round="1", said="Tôt", batch="b1")[0] == 422


def test_tables_led_on_paper_alone_are_typed_during_the_meeting_and_after_its_end(
    room: Room, console: Browser
) -> None:
    room.close("tables")
    room.enter("cafe")
    typed(console, room, "cafe", table="1", round="1", said="Pendant", batch="a1")
    room.control(entries.MEETING_ENDED)
    typed(console, room, "cafe", table="1", round="1", said="Après", batch="a2")
    typed(console, room, table="1", heading="1", said="Après aussi", batch="a3")
    assert [said for said, _, _ in notes(room, "cafe")] == ["Pendant", "Après"]
    assert [said for said, _, _ in notes(room)] == ["Après aussi"]
    room.control(entries.PAPERS_IN)
    status, page = typed(console, room, "cafe", table="1", round="1", said="Tard", batch="a4")
    assert status == 422
    assert "Toutes les feuilles de cette réunion sont saisies" in page
    assert len(notes(room, "cafe")) == 2


def test_a_cafes_scribe_says_table_and_round(room: Room, console: Browser) -> None:
    room.close("tables")
    room.open("cafe")
    _, page = typed(console, room, "cafe", table="3", round="2", said="Aller voir", batch="b1")
    assert notes(room, "cafe") == [("Aller voir", "table 3", "paper")]
    assert 'maxlength="1" value="2"' in page
    _, page = typed(console, room, "cafe", undo="b1-0", table="3", round="2")
    assert not room.state.activities["cafe"].verbatims()


def test_a_cafes_scribe_types_what_is_retained_and_the_harvest(
    room: Room, console: Browser
) -> None:
    room.close("tables")
    room.open("cafe")
    typed(console, room, "cafe", table="3", round="2", said="Aller voir", kept="yes", batch="b1")
    _, page = typed(console, room, "cafe", table="3", round="2", said="Mot de trop", batch="b2")
    assert "checked" not in page, "the next line is retained only if it is said so"
    typed(console, room, "cafe", said="2.r1 Un lieu", batch="b3")
    _, page = typed(console, room, "cafe", said="2.1+ Un budget", batch="b4")
    state = room.state.activities["cafe"].state
    by_text = {each.text: each.id in state.retained for each in state.said}
    assert by_text == {
        "Aller voir": True,
        "Mot de trop": False,
        "Un lieu": False,
        "Un budget": True,
    }
    assert "récolte de la table 2, point 1" in page


def test_a_phone_is_no_scribe(room: Room, phone: Browser) -> None:
    phone.get(f"/{room.code}")
    status, _ = typed(phone, room, table="1", heading="1", said="Moi", batch="a1")
    assert status in (403, 404)
    assert not notes(room)


class TestReread:
    """What tables wrote is reread as it comes, with what they took back."""

    def test_open_tables_texts_are_masked_and_struck_ones_erased(
        self, room: Room, console: Browser
    ) -> None:
        typed(console, room, said="1.1 Madame Untel bloque tout.", batch="a" * 32)
        typed(console, room, said="1.2 Un lieu ouvert.", batch="b" * 32)
        (struck, kept) = [
            each.id for each in room.engine.read(ReadLog(room.code)) if each.kind == "note"
        ]
        typed(console, room, undo=struck)
        path = f"/regie/{room.code}/relire"
        page = console.get(path)[1].decode()
        assert page.index("Un lieu ouvert") < page.index("Madame Untel")
        assert "restitution" in page
        console.post_form(path, {"do": "erase", "entry": struck, "confirmed": "1"})
        console.post_form(path, {"do": "mask", "activity": "tables", "entry": kept, "reason": "x"})
        page = console.get(path)[1].decode()
        assert "Untel" not in page
        assert "Un lieu ouvert" not in page
        assert "Untel" not in str(room.engine.read(ReadLog(room.code)))


def test_what_is_sent_late_is_said_at_the_tables_where_it_was_written(
    room: Room, phone: Browser
) -> None:
    """A phone without network, or a page left open: the next tables said none of it."""
    phone.get(f"/{room.code}/table/1")
    room.close("tables")
    room.open("cafe")
    sent = {"activity": "tables", "heading": "1", "said": "Trop tard.", "round": "1"}
    assert phone.post_form(f"/{room.code}/table/1", sent)[0] == 200
    assert [said for said, _, _ in notes(room)] == ["Trop tard."]
    assert notes(room, "cafe") == []
    assert b"Que ferait-on" in phone.get(f"/{room.code}/table/1")[1]


def test_the_pack_leads_to_the_papers_of_tables_and_has_a_card_for_each(
    room: Room, console: Browser
) -> None:
    page = console.get(f"/regie/{room.code}/dossier")[1].decode()
    assert page.count("pack-table") == 3
    for path in ("tables/papier/canevas.pdf", "cafe/feuille", "dossier/tables-a3.pdf"):
        assert f"/regie/{room.code}/{path}" in page
        assert console.get(f"/regie/{room.code}/{path}")[0] == 200
    # The café's sheets are in the one file until people are seated; then by themselves as well.
    assert console.get(f"/regie/{room.code}/cafe/papier/tables.pdf")[0] == 200
    for number in (1, 2, 3):
        assert f"/{room.code}/table/{number}</p>" in page, "each card leads to its table"
    for id in ("tables", "cafe"):
        assert f"/regie/{room.code}/{id}/scribe</td>" in page, "the scribe's page says where"


def test_papers_of_tables_say_whose_meeting_they_are(room: Room, console: Browser) -> None:
    about = f"{room.state.sheet.meeting.title} · {room.code} · 21 mars 2018"
    page = console.get(f"/regie/{room.code}/dossier")[1].decode()
    assert page.count(about) == 3
    answer = console.get(f"/regie/{room.code}/tables/papier/canevas.pdf")
    assert answer[1].startswith(b"%PDF-")
