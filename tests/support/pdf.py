"""What a PDF says, read back."""

import re
from io import BytesIO

from pypdf import PdfReader


def pages_of(body: bytes) -> list[str]:
    """Return the words of each page, spaces made plain."""
    found = [page.extract_text() for page in PdfReader(BytesIO(body)).pages]
    return [re.sub(r"\s+", " ", words) for words in found]
