"""A document kept as JSON is the same document when it comes back."""

import json

import pytest

from mire.documents.frozen import frozen, thawed
from mire.documents.tree import (
    Citation,
    Document,
    Emphasis,
    Facts,
    Figure,
    Grid,
    Heading,
    Link,
    List,
    Note,
    Notes,
    PageBreak,
    Paragraph,
    Quote,
    Quotes,
)

EACH_BLOCK = Document(
    "Titre",
    "Sous-titre",
    "fr",
    (
        Heading(2, "Partie"),
        Paragraph(("Une phrase", Emphasis("forte", is_strong=True), Citation("n1")), "lead"),
        List(("un", ("deux", Link("ici", "https://exemple.test/")))),
        Facts((("quoi", "valeur"),)),
        Grid("Légende", ("a", "b"), (("1", "2"),), frozenset({1}), widths=(1, 0)),
        Figure("<svg></svg>", "On y voit", "Question ?"),
        PageBreak(),
        Quotes((Quote("k1", "« dit » =cmd <b>", "table 2", ("k2",)),), 3),
        Notes((Note("n1", "Source"),)),
    ),
)


def test_every_block_comes_back() -> None:
    assert thawed(json.loads(json.dumps(frozen(EACH_BLOCK)))) == EACH_BLOCK


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(TypeError):
        thawed({"is": "Heading", "level": 2, "words": "x"})
    with pytest.raises(TypeError, match="os"):
        thawed({"is": "os"})
