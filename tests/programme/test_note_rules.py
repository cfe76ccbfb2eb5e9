"""Marks of a passage, differences between versions, voices behind a passage: pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.programme.note.rules.difference import difference
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
    assert all(not each.sign for each in pieces) == (before == after)


def test_a_difference_is_told_in_words_not_letters() -> None:
    assert difference("Deux jours par mois.", "Trois jours par mois.") == [
        ("-", "Deux "), ("+", "Trois "), ("", "jours par mois."),
    ]  # fmt: skip


@given(st.text(max_size=300))
def test_any_text_is_read_and_keeps_its_letters(written: str) -> None:
    """Marks go, letters stay, in their order: nothing that was typed is lost."""
    said = [each for each in plain_words(written) if each.isalpha()]
    assert said == [each for each in written if each.isalpha()]


def test_a_text_that_repeats_itself_is_compared_at_once() -> None:
    """Word by word this would take seconds: it is told by lines, or as a whole."""
    before, after = "a " * 3_000, "b a " * 1_500
    pieces = difference(before, after)
    assert pieces == [("-", before), ("+", after)]
    lined = difference("".join(f"a a a {n}\n" for n in range(400)),
                       "".join(f"a a a {n}\n" for n in range(1, 401)))  # fmt: skip
    assert [piece.sign for piece in lined] == ["-", "", "+"]


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
        ("2018. Une année", [Line((Span("2018. "), Span("Une année")))]),
        ("+ 12 jours de plus", [Line((Span("+ "), Span("12 jours de plus")))]),
        ("3. trois\n4. quatre",
         [Line((Span("3. "), Span("trois"))), Line((Span("4. "), Span("quatre")))]),
        ("-", [line("-")]),
        ("| |\n|-|", []),
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


def one_voice(links: list[Link], resting: dict[Reference, list[Reference]] | None = None) -> bool:
    whole = behind([PASSAGE], links, resting or {})[PASSAGE]
    return is_one_voice(whole, behind(whole, links, resting or {}))


def test_voices_are_counted_through_what_a_passage_cites() -> None:
    links = [Link(PASSAGE, FINDING, ""), Link(FINDING, ONE, "")]
    assert behind([PASSAGE], links, {}) == {PASSAGE: {FINDING, ONE}}
    assert one_voice(links)
    # A decision that rests on nothing said is a source of its own.
    assert not one_voice([*links, Link(PASSAGE, Reference("decision", "d" * 11), "")])
    assert not one_voice([*links, Link(FINDING, TWO, "")])
    # A figure rests on what several said: it is no voice alone.
    assert not one_voice([Link(PASSAGE, COUNT, "")], {COUNT: [ONE]})
    assert not one_voice([Link(PASSAGE, FINDING, "")])
    assert not one_voice([])
