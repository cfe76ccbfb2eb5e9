"""The font that a document that stands alone carries along."""

import base64
import re
from io import BytesIO

from fontTools.ttLib import TTFont

from mire.documents.render import document_style


def test_a_report_carries_its_font_in_both_weights_with_the_letters_of_french() -> None:
    faces = re.findall(r"font-weight: (\d+); src: url\(data:font/woff2;base64,([^)]+)\)",
                       document_style())  # fmt: skip
    assert [weight for weight, _ in faces] == ["400", "700"]
    for _, face in faces:
        held = TTFont(BytesIO(base64.b64decode(face))).getBestCmap()
        assert {ord(sign) for sign in "éèàùâêîôûëïüçœæÉÀ«»’—…€"} <= held.keys()
    assert len(document_style()) < 90_000
