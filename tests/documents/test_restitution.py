"""The restitution: what it counts, what the silent could change, what it keeps to itself."""

from collections.abc import Callable

import pytest

from mire.documents.builders.restitution import restitution
from mire.documents.tree import Document, Facts, Figure, Grid, Heading, Paragraph, Quotes
from mire.documents.writers import html
from mire.live.state import entries
from tests.support.rooms import Room, placed
from tests.support.sheets import GRID, activity, sheet

pytestmark = pytest.mark.storage

MakeRoom = Callable[..., Room]
Points = list[tuple[int, int]]


def reported(
    make_room: MakeRoom, points: Points, *, people: int, threshold: int = 5, language: str = "fr"
) -> Document:
    """Return the report of a grid with these points, in a room of ``people``."""
    room = make_room(sheet(activity("grille", "positioning"), threshold=threshold))
    seats = [room.join() for _ in points]
    room.control(entries.HEADCOUNT, n=people)
    room.open("grille")
    for seat, (x, y) in zip(seats, points, strict=True):
        room.answer("grille", seat, placed(x, y))
    room.close("grille")
    return restitution(room.state, language)


def words_of(document: Document) -> str:
    return "\n".join(block.words for block in document.blocks if isinstance(block, Paragraph))


def grids(document: Document) -> list[Grid]:
    """Return the activities' tables, annexes last; not the one that says times."""
    tables = [block for block in document.blocks if isinstance(block, Grid)]
    return [each for each in tables if "Temps prévu" not in each.caption]


TWENTY = [(-6, -6)] * 15 + [(6, 6)] * 3 + [(-5, 4)] * 2


def test_the_silent_are_said_when_they_could_undo_a_majority(make_room: MakeRoom) -> None:
    """15 of 20 answered alike; with 12 more in the room it is 15 of 32 at least: 47 to 84 %."""
    said = words_of(reported(make_room, TWENTY, people=32))
    assert (
        "12 personnes sur les 32 de la salle n'ont pas répondu. Selon ce qu'elles en pensent, "
        "de 47 % à 84 % de la salle est du côté de « Labo Coach » : ce n'est pas "
        "forcément plus de la moitié."
    ) in plain(said)


def test_a_majority_that_nobody_can_undo_is_said_so(make_room: MakeRoom) -> None:
    said = words_of(reported(make_room, TWENTY, people=21))
    assert (
        "1 personne sur les 21 de la salle n'a pas répondu. Quoi qu'elle en pense, plus de la "
        "moitié de la salle est du côté de « Labo Coach » : de 71 % à 76 %."
    ) in plain(said)


def test_a_bare_majority_is_not_written_as_a_half(make_room: MakeRoom) -> None:
    points = [(-6, -6)] * 101 + [(6, 6)] * 9 + [(6, -6)] * 10
    said = words_of(reported(make_room, points, people=201))
    assert "plus de la moitié de la salle" in plain(said)
    assert "de 50,2 % à 91 %" in plain(said)


def test_nothing_is_said_of_the_silent_without_any(make_room: MakeRoom) -> None:
    assert "n'ont pas répondu" not in words_of(reported(make_room, TWENTY, people=20))
    assert "n'a pas répondu" not in words_of(reported(make_room, TWENTY, people=20))


CAMPS = [(-6, -6)] * 8 + [(6, 6)] * 6


def test_opposed_sides_are_counted_from_the_threshold_on(make_room: MakeRoom) -> None:
    counted = reported(make_room, CAMPS, people=14, threshold=6)
    assert "8 personnes sur 14" in words_of(counted)
    assert grids(counted)[0].rows[2][1] == "8"
    assert "Annexe" in str([b for b in counted.blocks if isinstance(b, Heading)])


def test_under_the_threshold_the_report_counts_no_side(make_room: MakeRoom) -> None:
    """Not in words, not in the table, not in the figure, and without the annex."""
    hidden = reported(make_room, CAMPS, people=14, threshold=7)
    assert "sur 14" not in words_of(hidden)
    (table,) = grids(hidden)
    assert tuple(map(plain, table.rows[2])) == ("« Labo Coach »", "oui")
    (figure,) = [block for block in hidden.blocks if isinstance(block, Figure)]
    assert figure.drawing.count('class="sign') == 4, "one a side, and one beside its name"
    assert "Annexe" not in str([b for b in hidden.blocks if isinstance(b, Heading)])


def plain(words: str) -> str:
    return words.replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")


def test_tables_of_alike_activities_have_captions_apart(make_room: MakeRoom) -> None:
    """Each table is a landmark of the page: no two of one name."""
    room = make_room(sheet(activity("une", "positioning"), activity("deux", "positioning")))
    for each in ("une", "deux"):
        room.open(each)
        for seat in [room.join() for _ in range(8)]:
            room.answer(each, seat, placed(3, 3))
        room.close(each)
    captions = [table.caption for table in grids(restitution(room.state, "fr"))]
    assert len(captions) == 4
    assert len(set(captions)) == 4


def test_a_sounding_has_its_figure_its_table_and_its_measures(make_room: MakeRoom) -> None:
    statements = {"question": "D'accord ?", "statements": ["Le labo est attendu."]}
    room = make_room(sheet(activity("sondage", "sounding", settings=statements)))
    seats = [room.join() for _ in range(12)]
    room.control(entries.HEADCOUNT, n=15)
    room.open("sondage")
    for number, seat in enumerate(seats):
        room.answer("sondage", seat, {"s1": "4" if number < 10 else "1"})
    room.close("sondage")
    document = restitution(room.state, "fr")
    table, measured = grids(document)
    assert table.rows[0][1:6] == ("2", "0", "0", "10", "0")
    assert tuple(map(plain, measured.rows[0][2:])) == ("10 sur 12", "55 à 95 %")
    assert len([block for block in document.blocks if isinstance(block, Figure)]) == 1
    assert "3 personnes sur les 15 de la salle n'ont pas répondu" in plain(words_of(document))


def test_what_tables_said_goes_by_station_the_harvest_first_in_its_order(
    make_room: MakeRoom,
) -> None:
    stations = [{"label": f"Axe {n}", "tables": 1, "seats": 4} for n in range(1, 12)]
    room = make_room(sheet(activity(
        "cafe", "worldcafe", planned=60, most=60,
        settings={"question": "Que ferait-on ?", "stations": stations, "people": 12,
                  "assignment": "free", "once": False, "rounds": 2, "minutes": 5},
    )))  # fmt: skip
    room.open("cafe")
    told = [
        {"table": 10, "round": 1, "said": "Au dixième."},
        {"table": 2, "round": 1, "said": "Puis un budget."},
        {"table": 2, "round": 1, "said": "D'abord un lieu.", "kept": "yes"},
        {"table": 2, "point_1": "Un lieu, vite."},
        {"table": 2, "point_2": "Aller voir ailleurs."},
    ]
    for each in told:
        room.answer("cafe", room.join(), each)
    room.close("cafe")
    blocks = restitution(room.state, "fr").blocks
    headings = [each.words for each in blocks if isinstance(each, Heading) and each.level == 4]
    assert [plain(each) for each in headings] == ["2. Axe 2", "10. Axe 10"]
    quotes = [each for each in blocks if isinstance(each, Quotes)]
    assert [(each.words, plain(each.beside)) for each in quotes[0].rows] == [
        ("Un lieu, vite.", "récolte de la table 2, point 1"),
        ("Aller voir ailleurs.", "récolte de la table 2, point 2"),
        ("Puis un budget.", "table 2, tour 1"),
        ("D'abord un lieu.", "table 2, tour 1 · à retenir"),
    ]


def test_what_a_report_says_is_words_and_only_its_figure_is_markup(make_room: MakeRoom) -> None:
    framing = {
        "text": ["Pourquoi <nous> sommes là."],
        "speakers": [{"role": "DGS", "minutes": 5}, {"role": "Résidente"}],
        "items": [{"label": "Trois questions"}],
    }
    statements = {"question": "D'accord ?", "statements": ["Le labo est attendu."]}
    room = make_room(
        sheet(
            activity("cadrage", "framing", settings=framing),
            activity("grille", "positioning"),
            activity("sondage", "sounding", settings=statements),
        )
    )
    room.enter("cadrage")
    for slug, answer in (("grille", placed(3, 3)), ("sondage", {"s1": "4"})):
        room.open(slug)
        for seat in [room.join() for _ in range(8)]:
            room.answer(slug, seat, answer)
        room.close(slug)
    document = restitution(room.state, "fr")
    assert "Pourquoi <nous> sommes là." in words_of(document)
    said = [row for block in document.blocks if isinstance(block, Facts) for row in block.rows]
    terms = [(plain(what), plain(value)) for what, value in said]
    assert {
        ("DGS", "5 min"),
        ("Résidente", "durée libre"),
        ("Trois questions", "sans précision"),
    } <= (set(terms))
    assert "Labo Coach" in dict(terms)
    grid, sounding = [block for block in document.blocks if isinstance(block, Figure)]
    assert sounding.question == "D'accord ?"
    for figure in (grid, sounding):
        assert figure.sentence
        assert figure.drawing.startswith("<svg")
        assert figure.question
        assert f">{figure.question}<" not in figure.drawing
    page = html.written(document, "").decode()
    assert page.count('<p class="lede">') == 2
    assert "Pourquoi &lt;nous&gt; sommes là." in page


def test_what_matters_of_each_activity_stands_before_the_first_of_them(make_room: MakeRoom) -> None:
    room = make_room(sheet(activity("une", "positioning"), activity("deux", "positioning")))
    for each, people in (("une", 8), ("deux", 2)):
        room.open(each)
        for seat in [room.join() for _ in range(people)]:
            room.answer(each, seat, placed(-6, -6))
        room.close(each)
    blocks = list(restitution(room.state, "fr").blocks)
    titles = [each.words for each in blocks if isinstance(each, Heading) and each.level == 2]
    assert [plain(each) for each in titles[:2]] == ["La réunion en quelques faits", "L'essentiel"]
    told = [each for each in blocks if isinstance(each, Facts)][1]
    assert "Labo Coach" in told.rows[0][1]
    assert "Moins de 5 réponses" in plain(told.rows[1][1])


def test_nothing_is_essential_while_nothing_is_known(make_room: MakeRoom) -> None:
    room = make_room(sheet(activity("une", "positioning")))
    room.open("une")
    said = [
        plain(each.words)
        for each in restitution(room.state, "fr").blocks
        if isinstance(each, Heading)
    ]
    assert "L'essentiel" not in said


def test_each_figure_stands_once_with_its_table_and_annexes_come_last(make_room: MakeRoom) -> None:
    document = reported(make_room, TWENTY, people=20)
    kinds = [type(block) for block in document.blocks]
    assert kinds.count(Figure) == 1
    assert kinds[kinds.index(Figure) + 1] is Grid
    titles = [
        plain(each.words)
        for each in document.blocks
        if isinstance(each, Heading) and each.level == 2
    ]
    assert titles[-1] == "Annexe : pour qui veut vérifier"
    last = document.blocks[-1]
    assert isinstance(last, Grid)
    assert "Mesures" in last.caption


def test_the_rule_of_the_threshold_does_not_deny_a_table_that_counts_two(
    make_room: MakeRoom,
) -> None:
    document = reported(make_room, TWENTY, people=20)
    assert "2" in {row[1] for row in grids(document)[0].rows}
    said = plain(words_of(document))
    assert "rien n'est montré" not in said
    assert "Une question à laquelle moins de 5 personnes ont répondu n'a pas de résultat" in said
    assert "une réponse peut n'avoir été choisie que par une ou deux d'entre elles" in said


def test_the_same_words_are_quoted_once_with_their_count(make_room: MakeRoom) -> None:
    given = {**GRID, "reason": True}
    room = make_room(
        sheet(*(activity(slug, "positioning", settings=given) for slug in ("une", "deux")))
    )
    said = ["Du temps.", "Un lieu.", "Un lieu.", "Un lieu.", "un lieu.", "Des moyens."]
    for slug in ("une", "deux"):
        room.open(slug)
        for words in said:
            room.answer(slug, room.join(), placed(3, 3, words))
        room.close(slug)
    first, second = [
        each for each in restitution(room.state, "fr").blocks if isinstance(each, Quotes)
    ]
    assert [(each.words, plain(each.beside)) for each in first.rows] == [
        ("Un lieu.", "écrit 3 fois"),
        ("Des moyens.", ""),
        ("Du temps.", ""),
        ("un lieu.", ""),
    ], "the same to the letter; the most said first, then by the alphabet"
    assert (first.first, second.first) == (1, 5), "one number for one quote of the document"
    known = {f"une-{each.id[:12]}" for each in room.state.activities["une"].verbatims()}
    marked = {mark for each in first.rows for mark in (each.mark, *each.others)}
    assert marked == known, "each entry can still be reached"
    page = html.written(restitution(room.state, "fr"), "").decode()
    assert all(f'id="{mark}"' in page for mark in marked)
    assert '<ol class="document-quotes" start="5">' in page


def test_a_meeting_held_on_another_day_says_both_days(make_room: MakeRoom) -> None:
    room = make_room(sheet(activity("grille", "positioning")))
    as_planned = facts_in(restitution(room.state, "fr"))
    assert "Prévue" not in as_planned
    room.clock.pass_time(days=12, hours=5)
    room.open("grille")
    facts = facts_in(restitution(room.state, "fr"))
    assert plain(facts["Date"]) != plain(as_planned["Date"])
    assert plain(facts["Prévue"]).startswith(f"le {plain(as_planned['Date'])}, à ")
    assert "Créneau promis" not in facts
    assert "Créneau promis au début" in facts


def facts_in(document: Document) -> dict[str, str]:
    return dict(next(block for block in document.blocks if isinstance(block, Facts)).rows)
