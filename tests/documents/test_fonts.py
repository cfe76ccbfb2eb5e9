"""The font that a document that stands alone carries along."""

import base64
import re
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from mire.documents import fonts
from mire.documents.render import document_style
from mire.documents.writers.paper import printed


def test_a_report_carries_its_font_in_both_weights_with_the_letters_of_french() -> None:
    faces = re.findall(r"font-weight: (\d+);([^}]*) src: url\(data:font/woff2;base64,([^)]+)\)",
                       document_style())  # fmt: skip
    assert [(weight, "U+0030-0039" in more) for weight, more, _ in faces] == [
        ("400", False), ("700", False), ("400", True), ("700", True)
    ]  # fmt: skip
    for _, more, face in faces:
        held = TTFont(BytesIO(base64.b64decode(face))).getBestCmap()
        signs = "0123456789" if more else "éèàùâêîôûëïüçœæÉÀ«»’—…€"
        assert {ord(sign) for sign in signs} <= held.keys()
    assert len(document_style()) < 90_000


def test_printed_digits_are_inter_s_in_both_weights() -> None:
    """Weights of one variable font come as fonts of their own."""
    step = {"time": "10 h 20", "place": "table 3"}
    card = {"name": "A", "department": "", "note": "", "steps": [step]}
    data = {"title": "Table 10", "language": "fr", "cards": [card]}
    held = {re.sub(rb"^[A-Z]{6}\+", b"", each).split(b"-")[0]
            for each in re.findall(rb"/BaseFont/(\S+?)[\s/>]", printed("cards", data))}  # fmt: skip
    assert any(each.startswith(b"Inter") for each in held), held
    assert any(each.startswith(b"Atkinson") for each in held), held


def test_documents_carry_the_faces_that_were_built_of_these_fonts_and_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built = fonts.font_faces.__wrapped__()
    monkeypatch.setattr(fonts, "cut_faces", lambda: "cut anew")
    assert fonts.font_faces.__wrapped__() == built
    monkeypatch.setattr(fonts, "EMBEDDED", "U+0041")
    assert fonts.font_faces.__wrapped__() == "cut anew"
    monkeypatch.undo()
    monkeypatch.setattr(fonts, "FACES", "nowhere.css")
    assert fonts.font_faces.__wrapped__() == built  # to the byte
