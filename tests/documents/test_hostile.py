"""Whatever people say comes out literally, in every format, and nothing of it is obeyed."""

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mire.documents.tree import (
    Block,
    Citation,
    Document,
    Emphasis,
    Facts,
    Figure,
    Grid,
    Heading,
    Imprint,
    Link,
    List,
    Note,
    Notes,
    PageBreak,
    Paragraph,
    Quote,
    Quotes,
)
from mire.documents.writers.prepared import UNHELD, held
from tests.documents.reading import READERS, as_read, n_read, strings_of
from tests.documents.test_pdf import SVG
from tests.support.drawing import examples

HOSTILE = {
    "arabic": "نحتاج إلى وقت أكثر",
    "hebrew": "צריך יותר זמן (12)",
    "turned": "avant \u202eniatirtap\u202c après \u2067abc\u2069 \u200fx",
    "never turned back": "\u202e\u2067\u202d fin",
    "emoji": "bravo 👏 🌻 ☀️ 👨\u200d👩\u200d👧 fin",
    "long": ("Trop de validations, et peu de temps pour essayer. " * 40)[:2000],
    "no space": "w" * 233,
    "formula": "=cmd|' /C calc'!A0",
    "formula at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "typst": '#strong[x] #panic("x") $x$ <a> @a `b` *c* _d_ = e',
    "typst code": '"; #read("/etc/passwd")',
    "backslashes": "\\ \\\\ \\n \\u{202e} \\* fin\\",
    "pandoc": "::: {.danger}\n~~~ {.python}\n``` raw\n:::",
    "script": "<script>alert(1)</script><!-- x --><b>gras</b>",
    "end of data": "]]> <![CDATA[ x ]]> <?php ?> &amp; &#60; &nbsp;",
    "markdown": "# titre\n- item\n1. un\n2) deux\n> dit\n---\n+ x\n| a |\n|---|\n![i](u) [l](u)",
    "markdown inside": "**gras** __x__ ~~y~~ [^1] [^1]: note <http://a.example> $$x$$ {{ y }}",
    "setext": "titre\n===\ndeux\n--",
    "indented": "    code\n\tcode",
    "blank lines": "un\n\n\ndeux",
    "word's codes": "_x000D_ _x0041_ { MERGEFIELD x } {{x}} %s %(x)s",
    "french print": "«\u202f50\u202f%\u202f» à 9\u00a0h\u202f30\u00a0: oui\u202f!",
    "english print": "“it’s 50%”",
    "ends": " espaces autour ",
    "lines": "un\r\ndeux\rtrois",
    "shell": "\x1b[31mrouge\x1b[0m \x1b]0;titre\x07",
    "controls": "".join(f"{chr(n)}." for n in range(0x20)) + "\x7f.\x80.\x85.\x9f.",
    "no signs": "a\ufffe b\uffff c\ufdd0 d\U0001ffff",
    "halves": "a\ud800 b\udfff c\udc80",
}


def blocks_of(words: str, key: str) -> tuple[Block, ...]:
    """Return blocks that say some words wherever people's words may stand."""
    address = "https://a.example/"
    return (
        Heading(2, f"H {words}"),
        Paragraph(words),
        Paragraph((Emphasis(words), Emphasis(words, is_strong=True), words), "lead"),
        Paragraph(("x", Emphasis(words), "y", Citation(key), Link(words, address))),
        List((words, ("x ", words))),
        List((words,), is_ordered=True),
        Facts(((words, words),)),
        Grid(words, (f"C {words}", "D"), ((words, "1"), ("", words)), frozenset({1})),
        Figure(SVG, words, words),
        Quotes((Quote("q1", words, words), Quote("q2", words)), first=7),
        Notes((Note(key, words),)),
    )


def wicked(words: str) -> Document:
    """Return a document that says some words everywhere, its title and imprint too."""
    return Document(f"T {words}", words, "fr", blocks_of(words, "n"), Imprint(words, "", "", words))


@pytest.mark.parametrize("writer", [each for each in READERS if each != "pdf"])
def test_words_come_out_literally(writer: str) -> None:
    blocks = [blocks_of(words, f"n-{number}") for number, words in enumerate(HOSTILE.values())]
    document = Document("Tout", "", "fr", [each for some in blocks for each in some])
    read = as_read(writer, READERS[writer](document))
    counts = {
        name: (n_read(writer, held(words), read), n_said(document, words))
        for name, words in HOSTILE.items()
    }
    bad = {name: (n, said) for name, (n, said) in counts.items() if n < said}
    assert bad == {}, "how often each is read, and how often it was said"


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_words_come_out_literally_on_paper(words: str) -> None:
    """Each on its own: what reads a PDF back takes signs that turn words for part of letters."""
    document = Document("T", "", "fr", blocks_of(words, "n"))
    read = as_read("pdf", READERS["pdf"](document))
    if is_turned(words):
        assert set(as_read("pdf", held(words))) <= set(read)
    else:
        assert n_read("pdf", held(words), read) >= n_said(document, words)


@pytest.mark.parametrize("writer", READERS)
@pytest.mark.parametrize("name", ["long", "script", "controls", "no space", "typst"])
def test_a_title_too_may_be_anything(writer: str, name: str) -> None:
    document = wicked(HOSTILE[name])
    read = as_read(writer, READERS[writer](document))
    assert read.count(as_read(writer, held(document.title))) >= 1


def is_turned(words: str) -> bool:
    """Say whether what reads a PDF back may turn words round."""
    return any(
        unicodedata.bidirectional(sign) in ("R", "AL", "RLE", "RLO", "LRO", "RLI") for sign in words
    )


def n_said(document: Document, words: str) -> int:
    return sum(words in each for each in strings_of(document))


@pytest.mark.parametrize("writer", READERS)
def test_what_can_t_be_held_is_the_same_sign_in_all(writer: str) -> None:
    read = READERS[writer](wicked("a\x00b\x1bc\ufffed\ud800e"))
    assert as_read(writer, f"a{UNHELD}b{UNHELD}c{UNHELD}d{UNHELD}e") in as_read(writer, read)
    assert not re.search("[\x00-\x08\x0b\x0e-\x1f\ufffe\ud800]", read)


def test_a_line_s_end_and_a_tab_are_held() -> None:
    assert held("a\r\nb\rc\nd\te\x0bf") == f"a\nb\nc\nd\te{UNHELD}f"


LATIN = st.characters(max_codepoint=0xFF, exclude_characters="\xad", exclude_categories=("Cc",))
"""Letters of one font: read back, those of the fonts behind it may be told twice."""

ANY = st.characters()
SIGNS = st.sampled_from(list("\\`*_[]<>&|~#$^{}@!=-+.)1: \n\t\"'\u202f\u00a0«»\x00\x1b\ufffe"))


def texts(letters: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.text(letters | SIGNS, min_size=1, max_size=30).filter(lambda words: words.strip())


def documents(letters: st.SearchStrategy[str]) -> st.SearchStrategy[Document]:
    words = texts(letters)
    parts = st.one_of(
        words,
        st.builds(Emphasis, words, st.booleans()),
        st.builds(Link, words, st.sampled_from(["https://a.example/?b=1&c=*", "x y", "#z", ""])),
        st.just(Citation("n")),
    )
    said = st.builds(Quote, st.just("q"), words, words)
    sentences = words | st.lists(parts, min_size=1, max_size=4).map(tuple)
    blocks: Any = st.one_of(
        st.builds(Paragraph, sentences, st.sampled_from(["", "lead", "aside"])),
        st.builds(List, st.lists(sentences, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(Facts, st.lists(st.tuples(words, words), min_size=1, max_size=2).map(tuple)),
        st.builds(
            Grid,
            words,
            st.tuples(words, words),
            st.lists(st.tuples(words, words), max_size=3).map(tuple),
            st.frozensets(st.integers(0, 1)),
        ),
        st.builds(Figure, st.just(SVG), words, words),
        st.builds(
            Quotes,
            st.lists(said, min_size=1, max_size=3).map(tuple),
            st.integers(1, 40),
        ),
        st.builds(Heading, st.just(2), words),
        st.just(PageBreak()),
    )
    return st.builds(
        lambda title, made, note: Document(
            title, "", "fr", (*made, Notes((Note("n", note),))), Imprint("brouillon")
        ),
        words,
        st.lists(blocks, max_size=6),
        sentences.filter(lambda said: isinstance(said, str)),
    )


def lost(writer: str, document: Document) -> list[str]:
    """Return what the document says, and the format does not."""
    read = as_read(writer, READERS[writer](document))
    return [each for each in strings_of(document) if not n_read(writer, held(each), read)]


@pytest.mark.parametrize("writer", [each for each in READERS if each != "pdf"])
@given(data=st.data())
@settings(max_examples=examples(80), deadline=None)
def test_a_format_says_every_word_of_the_tree(writer: str, data: st.DataObject) -> None:
    assert lost(writer, data.draw(documents(ANY))) == []


@given(document=documents(LATIN))
@settings(max_examples=examples(60), deadline=None)
def test_paper_says_every_word_of_the_tree(document: Document) -> None:
    assert lost("pdf", document) == []


@given(document=documents(ANY))
@settings(max_examples=examples(40), deadline=None)
def test_paper_comes_whatever_is_said(document: Document) -> None:
    assert READERS["pdf"](document)


def test_a_lost_word_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check itself: a writer that leaves a cell out is told."""
    document = wicked("le mot")
    block: Block = Paragraph("et un autre")
    monkeypatch.setitem(READERS, "plain", lambda _: "T le mot")
    whole = Document("T le mot", "", "fr", (*document.blocks, block))
    assert "et un autre" in lost("plain", whole)
