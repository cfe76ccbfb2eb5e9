"""A reading seen whole: counts that add up, no small anonymous group, contraries kept visible."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from mire.documents.builders.reading_counts import MOST_PLACES, Read, alone, by_meeting, by_place
from mire.documents.builders.reading_overview import Overview, overview_document
from mire.documents.tree import Block, Figure, Grid, Heading, Paragraph, Quotes
from tests.support.drawing import examples

THEMES = ["t1", "t2", "t3"]


def plain(block: Block) -> str:
    assert isinstance(block, Paragraph)
    assert isinstance(block.words, str)
    return block.words.replace("\N{NARROW NO-BREAK SPACE}", " ")


@st.composite
def readings(draw: st.DrawFn) -> list[Read]:
    """Texts of two anonymous activities and of one where tables speak, placed or not."""
    made = []
    for n in range(draw(st.integers(0, 40))):
        activity = draw(st.sampled_from(["Météo", "Boîte", "Café"]))
        is_anonymous = activity != "Café"
        where = draw(st.sampled_from([*THEMES, "", "-"]))
        made.append(
            Read(
                f"k{n}",
                f"Propos {n}",
                draw(st.sampled_from(["Séminaire", "GT 1"])),
                activity,
                draw(st.sampled_from(["soleil", "orage"])),
                table="" if is_anonymous else draw(st.sampled_from("12")),
                is_anonymous=is_anonymous,
                theme=where.strip("-"),
                reason="hors sujet" if where == "-" else "",
                is_opposed=draw(st.booleans()) and where in THEMES,
            )
        )
    return made


@settings(max_examples=examples(100))
@given(readings(), st.integers(5, 8))
def test_no_figure_is_of_a_small_anonymous_group_even_by_subtraction(
    texts: list[Read], threshold: int
) -> None:
    counts = by_place(texts, THEMES, threshold=threshold, rest="ailleurs")
    for activity in ("Météo", "Boîte"):
        for meeting in ("Séminaire", "GT 1"):
            mine = [e for e in texts if (e.meeting, e.activity) == (meeting, activity)]
            cells = Counter((e.heading, e.theme, e.reason) for e in mine)
            told = [
                each
                for each in counts.names
                if activity in each
                and ("soleil" in each or "orage" in each)
                and (meeting in each or not any(m in each for m in ("Séminaire", "GT 1")))
            ]
            if told and mine:  # what is left of each heading once its themes are taken off, too
                assert all(n >= threshold for n in cells.values())
    assert len(counts.names) <= MOST_PLACES


@settings(max_examples=examples(100))
@given(readings())
def test_each_placed_text_is_counted_once(texts: list[Read]) -> None:
    of_themes = Counter(each.theme for each in texts if each.theme)
    for counts in (
        by_place(texts, THEMES, threshold=5, rest="ailleurs"),
        by_meeting(texts, THEMES, rest="autres"),
    ):
        assert {key: sum(row) for key, row in counts.rows.items()} == {
            key: of_themes[key] for key in THEMES
        }


def test_the_headings_of_an_anonymous_activity_are_told_once_they_are_large_enough() -> None:
    def weather(n: int, heading: str) -> list[Read]:
        return [
            Read(f"{heading}{i}", "…", "Séminaire", "Météo", heading, is_anonymous=True, theme="t1")
            for i in range(n)
        ]

    few = by_place(weather(5, "soleil") + weather(4, "orage"), ["t1"], threshold=5, rest="…")
    assert few.names == ["Météo"]
    assert few.rows == {"t1": [9]}
    more = by_place(weather(5, "soleil") + weather(5, "orage"), ["t1"], threshold=5, rest="…")
    assert more.names == ["Météo · soleil", "Météo · orage"]
    assert more.rows == {"t1": [5, 5]}


def test_many_places_are_one_table_of_a_bounded_width() -> None:
    texts = [
        Read(f"k{n}", "…", "Séminaire", "Café", f"poste {n % 30}", table=f"{n}", theme="t1")
        for n in range(60)
    ]
    counts = by_place(texts, ["t1"], threshold=5, rest="ailleurs")
    assert len(counts.names) == MOST_PLACES
    assert counts.names[-1] == "ailleurs"
    assert sum(counts.rows["t1"]) == 60


def test_what_one_table_alone_said_is_of_no_other_and_of_nobody_unknown() -> None:
    def said(key: str, table: str, theme: str) -> Read:
        return Read(key, key, "Séminaire", "Café", table=table, theme=theme)

    texts = [said("a", "1", "t1"), said("b", "1", "t1"), said("c", "1", "t2"), said("d", "2", "t2")]
    texts += [said("e", "2", "t3"), said("f", "", "t3")]  # a line of before Mire: of no table
    found = alone(texts, THEMES)
    assert {key: [each.key for each in held] for key, held in found.items()} == {"t1": ["a", "b"]}
    assert alone(texts[:3], THEMES) == {}  # of one table only: there is no other to be alone from


@settings(max_examples=examples(100))
@given(readings())
def test_whoever_says_the_contrary_is_quoted_and_all_that_was_left_out(texts: list[Read]) -> None:
    made = overview_document(Overview("Lecture", 5, [(k, f"Thème {k}") for k in THEMES], texts))
    quoted = Counter(
        mark
        for block in made.blocks
        if isinstance(block, Quotes)
        for row in block.rows
        for mark in (row.mark, *row.others)
    )
    for each in texts:
        if each.is_opposed or not each.theme:
            assert quoted[each.key] >= 1, each
    for row in (r for b in made.blocks if isinstance(b, Quotes) for r in b.rows):
        heading = next(each for each in texts if each.key == row.mark)
        if heading.is_anonymous:
            assert heading.heading not in row.beside  # neither is told beside the words
    figures = [each for each in made.blocks if isinstance(each, Figure)]
    assert len(figures) == any(each.theme for each in texts)
    for figure in figures:
        assert isinstance(made.blocks[list(made.blocks).index(figure) + 1], Grid)
        assert figure.sentence


def test_the_majority_stands_beside_whoever_disagrees() -> None:
    texts = [
        Read(f"k{n}", f"Propos {n}", "Séminaire", "Café", table="1", theme="t1", is_opposed=n == 0)
        for n in range(6)
    ]
    made = overview_document(Overview("Lecture", 5, [("t1", "Du temps")], texts))
    blocks = list(made.blocks)
    at = blocks.index(Heading(3, "Du temps"))
    assert plain(blocks[at + 1]) == "6 propos, dont 1 dit le contraire :"
    against, said, others = blocks[at + 2 : at + 5]
    assert isinstance(against, Quotes)
    assert isinstance(others, Quotes)
    assert [row.mark for row in against.rows] == ["k0"]
    assert plain(said) == "3 des 5 autres propos du thème :"
    assert [row.mark for row in others.rows] == ["k1", "k2", "k3"]
