"""What a PDF says, read back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject


def pages_of(body: bytes) -> list[str]:
    """Return the words of each page, spaces made plain."""
    found = [page.extract_text() for page in PdfReader(BytesIO(body)).pages]
    return [re.sub(r"\s+", " ", words) for words in found]


@dataclass(frozen=True, slots=True)
class Tag:
    """An element of what is read aloud: its name, its alternative text, what is under it."""

    name: str
    alt: str
    under: tuple["Tag", ...]

    def all(self) -> Iterator["Tag"]:
        """Yield the element and all those under it, in reading order."""
        yield self
        for each in self.under:
            yield from each.all()


def tags_of(body: bytes) -> Tag:
    """Return the tree of a PDF's tags."""
    return _tag(PdfReader(BytesIO(body)).root_object["/StructTreeRoot"])


def _tag(node: Any) -> Tag:
    kids = node.get("/K", [])
    kids = kids.get_object()
    under = [each.get_object() for each in (kids if isinstance(kids, list) else [kids])]
    return Tag(
        str(node.get("/S", "")),
        str(node.get("/Alt", "")),
        tuple(_tag(each) for each in under if isinstance(each, DictionaryObject) and "/S" in each),
    )


PAINTING = {
    b"Tj",
    b"TJ",
    b"'",
    b'"',
    b"f",
    b"F",
    b"f*",
    b"S",
    b"s",
    b"B",
    b"B*",
    b"b",
    b"Do",
    b"sh",
}


def untagged(body: bytes) -> list[bytes]:
    """Return what is painted outside every tag and outside what is marked as no content."""
    reader = PdfReader(BytesIO(body))
    found = []
    for page in reader.pages:
        depth = 0
        for _, operator in ContentStream(page["/Contents"], reader).operations:
            if operator in (b"BDC", b"BMC"):
                depth += 1
            elif operator == b"EMC":
                depth -= 1
            elif operator in PAINTING and not depth:
                found.append(operator)
    return found


def heights_of(body: bytes) -> list[list[tuple[float, str]]]:
    """Return each page's words with their heights in points, the foot left out."""
    pages = []
    for page in PdfReader(BytesIO(body)).pages:
        found: list[tuple[float, str]] = []

        def see(
            words: str, matrix: list[float], at: list[float], *_font: Any, found: Any = found
        ) -> None:
            height = at[4] * matrix[1] + at[5] * matrix[3] + matrix[5]
            if words.strip() and height > FOOT:
                found.append((height, words.strip()))

        page.extract_text(visitor_text=see)
        pages.append(found)
    return pages


FOOT = 65
"""Lower than this (points), a page says which document it is of."""
