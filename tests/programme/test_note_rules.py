"""Marks of a passage, differences between versions, voices behind a passage: pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.programme.note.rules.difference import difference, is_same
from mire.programme.note.rules.kinds import TEMPLATE, check_words
from mire.programme.note.rules.marks import (
    Items,
    Line,
    Quotation,
    Span,
    Table,
    plain_words,
    read_marks,
)
from mire.programme.note.rules.voices import behind, is_one_voice
from mire.programme.thread.rules import Link, Reference
from mire.technique_api.refusal import Refusal

WORDS = st.text(st.characters(categories=["L", "Nd", "Zs", "P", "S"]), max_size=200)


def line(words: str) -> Line:
    return Line((Span(words),))


@given(WORDS, WORDS)
def test_a_difference_holds_both_texts_whole(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(each.words for each in pieces if each.sign != "+") == before
    assert "".join(each.words for each in pieces if each.sign != "-") == after
    assert is_same(pieces) == (before == after)


def test_a_difference_is_told_in_words_not_letters() -> None:
    assert difference("Deux jours par mois.", "Trois jours par mois.") == [
        ("-", "Deux"), ("+", "Trois"), ("", " jours par mois."),
    ]  # fmt: skip


@given(st.text(max_size=300))
def test_any_text_is_read_and_keeps_its_letters(written: str) -> None:
    """Marks go, letters and digits stay, in their order: nothing that was typed is lost."""
    said = [each for each in plain_words(written) if each.isalpha()]
    assert said == [each for each in written if each.isalpha()]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", []),
        ("  \n \n", []),
        ("Un.\n\nDeux.", [line("Un."), line("Deux.")]),
        ("Une ligne\nune autre", [line("Une ligne"), line("une autre")]),
        ("- un\n- deux", [Items(((Span("un"),), (Span("deux"),)))]),
        ("1. un\n2. deux", [Items(((Span("un"),), (Span("deux"),)), is_ordered=True)]),
        ("- un\n  - dedans\n- deux",
         [Items(((Span("un"),), (Span("dedans"),), (Span("deux"),)))]),
        ("> Du temps.\n> Vraiment.", [Quotation("Du temps. Vraiment.")]),
        ("| A | B |\n|---|---|\n| 1 | 2 |", [Table(("A", "B"), (("1", "2"),))]),
        ("Ce qui **compte** et *moins*.",
         [Line((Span("Ce qui "), Span("compte", 2), Span(" et "), Span("moins", 1), Span(".")))]),
        ("***Les deux***", [Line((Span("Les deux", 2),))]),
        ("2 * 3 * 4", [line("2 * 3 * 4")]),
        ("<script>alert(1)</script>", [line("<script>alert(1)</script>")]),
        ("[ici](javascript:alert(1))", [line("[ici](javascript:alert(1))")]),
        ("# Titre", [line("# Titre")]),
        ("`code`", [line("`code`")]),
        ("2018. Une année", [Items(((Span("Une année"),),), is_ordered=True)]),
    ],
)  # fmt: skip
def test_marks_are_read(written: str, expected: list[object]) -> None:
    assert read_marks(written) == expected


def test_the_words_of_a_passage_are_within_their_limit() -> None:
    check_words("Un.")
    for wrong, code in (("", "missing"), ("  \n", "missing"), ("x" * 6_001, "long")):
        with pytest.raises(Refusal) as refused:
            check_words(wrong)
        assert (refused.value.code, refused.value.path) == (code, ("words",))
    assert len(TEMPLATE) == 12


PASSAGE, FINDING = Reference("passage", "p" * 11), Reference("finding", "f" * 11)
ONE, TWO = Reference("verbatim", "a" * 11), Reference("verbatim", "b" * 11)
COUNT = Reference("figure", "c" * 11)


def test_voices_are_counted_through_what_a_passage_cites() -> None:
    links = [Link(PASSAGE, FINDING, ""), Link(FINDING, ONE, "")]
    assert behind([PASSAGE], links, {}) == {PASSAGE: {FINDING, ONE}}
    assert is_one_voice({FINDING, ONE})
    links.append(Link(FINDING, TWO, ""))
    assert not is_one_voice(behind([PASSAGE], links, {})[PASSAGE])
    # A figure rests on what several said: it is no voice alone.
    assert behind([PASSAGE], [Link(PASSAGE, COUNT, "")], {COUNT: [ONE]})[PASSAGE] == {COUNT, ONE}
    assert not is_one_voice({COUNT, ONE})
    assert not is_one_voice({FINDING})
    assert not is_one_voice(set())
