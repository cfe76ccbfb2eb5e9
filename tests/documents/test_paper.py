"""Paper: tagged, the same each time, and never obeying what it prints."""

import io
import itertools
import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from mire.documents.builders.routes_paper import Times, badges, cards, listing, routes_of, tables
from mire.documents.fonts import printable
from mire.documents.tree import Document, Emphasis, Link, List
from mire.documents.writers.paper import lacking_in, printed, printed_together, written
from mire.planning.rotation.facts import Facts, Person, Visits, even_tables
from mire.planning.rotation.plan import plan
from tests.support.drawing import examples
from tests.support.pdf import pages_of

FACTS = Facts(
    people=tuple(
        Person(
            id=f"Direction · D{n:02}",
            department=("Habitat", "Voirie")[n % 2],
            rounds=frozenset({0, 1}) if n == 7 else None,
        )
        for n in range(12)
    ),
    tables=even_tables(stations=2, tables=2, people=12),
    rounds=3,
    visits=Visits.FREE,
)
ROUNDS = plan(FACTS, seed=1).rounds
START = Times(datetime(2018, 3, 21, 10, 20), minutes=8, move=4)  # noqa: DTZ001


def test_a_card_tells_the_route_of_its_person() -> None:
    told = cards(routes_of(FACTS, ROUNDS), START)["cards"]
    assert [each["name"] for each in told] == [each.id for each in FACTS.people]
    for person, card in zip(FACTS.people, told, strict=True):
        assert len(card["steps"]) == (2 if person.rounds else 3)
        for number, step in enumerate(card["steps"]):
            table = next(
                each
                for each, seated in zip(FACTS.tables, ROUNDS[number], strict=True)
                if person.id in seated
            )
            assert step["place"] == f"table {table.id} · poste {table.station}"
    assert [each["time"] for each in told[0]["steps"]] == [
        "10\u202fh\u202f20",
        "10\u202fh\u202f32",
        "10\u202fh\u202f44",
    ]


def test_several_papers_are_one_file_each_on_its_own_paper() -> None:
    routes = routes_of(FACTS, ROUNDS)
    told = [("badges", badges(routes, START)), ("list", listing(routes, START)),
            ("tables", tables(routes, START))]  # fmt: skip
    alone = [PdfReader(io.BytesIO(printed(*each))).pages for each in told]
    made = printed_together("Papiers des tables", told)
    whole = PdfReader(io.BytesIO(made))
    assert len(whole.pages) == sum(len(each) for each in alone)
    assert [page.mediabox[2:] for page in whole.pages] == [
        page.mediabox[2:] for pages in alone for page in pages
    ]
    assert [page.extract_text().split() for page in whole.pages] == [
        page.extract_text().split() for pages in alone for page in pages
    ]
    assert whole.metadata is not None
    assert whole.metadata.title == "Papiers des tables"
    assert made == printed_together("Papiers des tables", told)
    with pytest.raises(ValueError, match="nothing to print"):
        printed_together("Rien", [])


def test_the_list_tells_everyone_s_table_in_each_round() -> None:
    told = listing(routes_of(FACTS, ROUNDS), START)
    assert len(told["columns"]) == 2 + len(ROUNDS)
    assert [row[0] for row in told["rows"]] == [each.id for each in FACTS.people]
    for person, row in zip(FACTS.people, told["rows"], strict=True):
        for number, place in enumerate(row[2:]):
            at = [
                each.id
                for each, seated in zip(FACTS.tables, ROUNDS[number], strict=True)
                if person.id in seated
            ]
            assert place == (f"table {at[0]}" if at else "—")
    assert pages(printed("list", told)) == 1


def test_who_is_awaited_nowhere_has_no_card() -> None:
    gone = [[[id for id in ids if id != FACTS.people[0].id] for ids in one] for one in ROUNDS]
    told = cards(routes_of(FACTS, gone), START)["cards"]
    assert [each["name"] for each in told] == [each.id for each in FACTS.people[1:]]


@pytest.mark.parametrize("n_points", [0, 3])
@pytest.mark.parametrize("rounds", [1, 3, 4, 6])
def test_a_table_has_one_sheet_for_its_rounds(rounds: int, n_points: int) -> None:
    facts = Facts(
        people=tuple(Person(id=str(n)) for n in range(1, 61)),
        tables=even_tables(stations=2, tables=2, people=60),
        rounds=rounds,
    )
    seated = [[[str(n) for n in range(i, i + 15)] for i in (1, 16, 31, 46)]] * rounds
    told = tables(replace(routes_of(facts, seated), n_points=n_points), START)
    assert told["points"] == list(range(1, n_points + 1))
    made = printed("tables", told)
    assert pages(made) == len(facts.tables)
    if rounds >= 3:
        low, heads = words_by_height(made)
        assert low < A3_HEIGHT / 6, "no third of the sheet stays empty"
        assert min(above - head for above, head in heads) > 20, "points above a round's head"


A3_HEIGHT = 1190.55
"""In points."""


def words_by_height(made: bytes) -> tuple[float, list[tuple[float, float]]]:
    """Return how low the first sheet's words go, and each round's head under what is above it."""
    found: list[tuple[float, str]] = []

    def see(words: str, page: list[float], at: list[float], *_font: Any) -> None:
        if words.strip():
            found.append((at[4] * page[1] + at[5] * page[3] + page[5], words.strip()))

    PdfReader(io.BytesIO(made)).pages[0].extract_text(visitor_text=see)
    heights = sorted({round(y, 1) for y, _ in found}, reverse=True)
    heads = {round(y, 1) for y, words in found if words.startswith("À retenir")}
    under = [(above, y) for above, y in itertools.pairwise(heights) if above in heads]
    return heights[-1], under


def test_without_a_start_rounds_go_by_number() -> None:
    told = cards(routes_of(FACTS, ROUNDS), Times(None))["cards"]
    assert [each["time"] for each in told[0]["steps"]] == ["tour 1", "tour 2", "tour 3"]


def test_a_sheet_tells_who_comes_to_its_table() -> None:
    told = tables(routes_of(FACTS, ROUNDS), START)["tables"]
    for index, sheet in enumerate(told):
        for number, one in enumerate(sheet["rounds"]):
            assert one["people"] == " · ".join(ROUNDS[number][index])


@pytest.mark.parametrize(
    ("template", "data"),
    [
        (template, made(routes_of(FACTS, ROUNDS), START))
        for template, made in (("cards", cards), ("tables", tables), ("badges", badges))
    ],
)
def test_what_is_printed_is_tagged_says_its_language_and_is_always_the_same(
    template: str, data: Any
) -> None:
    made = printed(template, data)
    assert made.startswith(b"%PDF-")
    assert b"pdfuaid:part" in made
    assert re.search(rb"/Marked\s+true", made)
    assert re.search(rb"/Lang\s*\(fr", made)
    assert made == printed(template, data)


@pytest.mark.parametrize(
    "name", ['#panic("x")', "*gras* _x_ = # $ ` @a <b>", '"; #read("/etc/passwd")', "\\", "é" * 90]
)
def test_a_name_is_never_a_command(name: str) -> None:
    given = {"title": name, "language": "fr", "badges": [{"name": name, "department": name}]}
    plain = {**given, "badges": [{"name": "D07", "department": "Habitat"}]}
    assert printed("badges", given).startswith(b"%PDF-")
    assert printed("badges", given) != printed("badges", plain)


def pages(made: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", made))


def test_long_routes_and_names_take_room_and_cover_nothing() -> None:
    def sheets(n_steps: int, name: str) -> int:
        step = {"time": "10 h 20", "place": "table 12 · poste 4"}
        card = {"name": name, "department": "", "note": "", "steps": [step] * n_steps}
        return pages(printed("cards", {"title": "t", "language": "fr", "cards": [card] * 16}))

    assert sheets(4, "D07") == 2
    assert sheets(10, "D07") > 2
    assert sheets(4, "Direction de la culture, du patrimoine et de la lecture publique " * 3) > 2
    assert sheets(20, "D07") <= sheets(10, "D07") + 2  # smaller letters, two columns
    assert sheets(100, "D07") == 8  # half a sheet each, the most there is


def test_nobody_makes_an_empty_sheet() -> None:
    for name in ("badges", "cards", "tables"):
        given = {"title": "t", "language": "en", name: [], "lines": 2, "retain": ""}
        assert printed(name, given).startswith(b"%PDF-")


SIGNS = "Ambre 🌻 Nguyễn Thị Ωμέγα Жанна عائشة → ✓ ★ ● ☀️ 👨‍👩‍👧 e\u0323"


@pytest.mark.parametrize("template", ["cards", "tables", "badges", "list", "canvas"])
def test_letters_of_other_scripts_arrows_and_pictures_are_printed(template: str) -> None:
    made = printed(template, _naming(SIGNS)[template])
    assert pages(made) == pages(printed(template, _naming("D07")[template]))
    for font in (b"Inter", b"NotoEmoji", b"NotoSansArabic"):
        assert font in made


@pytest.mark.parametrize("template", ["cards", "tables", "badges", "list", "canvas"])
def test_a_sign_that_no_font_has_is_a_box_named_on_a_last_page(template: str) -> None:
    told = _naming("Direction 中 · \x00\ufeff\ue000 🌻\u0301")[template]
    assert lacking_in(told) == [
        "U+0000 (—)",
        "U+0301 (COMBINING ACUTE ACCENT)",
        "U+4E2D (CJK UNIFIED IDEOGRAPH-4E2D)",
        "U+E000 (—)",
        "U+FEFF (ZERO WIDTH NO-BREAK SPACE)",
    ]
    assert printable("中 🌻\u0301 é") == "□ 🌻□ é"
    assert pages(printed(template, told)) == pages(printed(template, _naming("D07")[template])) + 1


@given(name=st.text(min_size=1, max_size=12) | st.sampled_from(SIGNS))
@settings(max_examples=examples(60), deadline=None)
def test_paper_comes_whatever_is_in_a_name(name: str) -> None:
    assert printed("list", _naming(name)["list"]).startswith(b"%PDF-")


@pytest.mark.parametrize("template", ["cards", "tables", "badges", "list", "canvas"])
def test_a_paper_says_its_meeting_on_the_same_sheets(template: str) -> None:
    plain = _naming("D07")[template]
    told = {**plain, "meeting": "Séminaire de direction · CFVSDN · 21 mars 2018"}
    assert pages(printed(template, told)) == pages(printed(template, plain))
    assert printed(template, told) != printed(template, plain)


def _naming(name: str) -> dict[str, dict[str, Any]]:
    """Return what each template prints, with a name wherever people's words stand."""
    head = {"title": "t", "language": "fr"}
    one_round = {"name": name, "people": name}
    return {
        "badges": {**head, "badges": [{"name": name, "department": name}]},
        "cards": {**head, "cards": [{"name": name, "department": name, "note": name,
                                     "steps": [{"time": "10 h 20", "place": name}]}]},
        "list": {**head, "columns": [name, name], "wide": [0], "rows": [[name, name]]},
        "tables": {**head, "lines": 2, "retain": name, "harvest": name, "points": [name],
                   "tables": [{"name": name, "station": name, "rounds": [one_round]}]},
        "canvas": {**head, "question": name, "columns": 1, "legend": name, "speaker": name,
                   "headings": [{"label": name, "question": name}],
                   "tables": [{"name": name, "label": name, "people": name}]},
    }  # fmt: skip


def test_a_space_between_two_parts_of_a_line_is_a_space() -> None:
    line = ("Portage", " ", Emphasis("(3 propos)"), " ", Link("le fil", "https://mire.example/f"))
    made = Document(title="Titre", subtitle="", language="fr", blocks=[List((line,))])
    (page,) = pages_of(written(made, {"title": "Signes", "why": "Sans dessin"}))
    assert "Portage (3 propos) le fil" in " ".join(page.split())
