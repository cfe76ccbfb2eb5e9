"""A released document as an archive keeps it: one HTML file that needs nothing else."""

from collections.abc import Mapping
from typing import Any

from mire.documents import render
from mire.documents.frozen import thawed
from mire.documents.writers import html


def archived_page(kept: Mapping[str, Any]) -> bytes:
    """Return the page of a released document (``frozen``)."""
    return html.written(thawed(dict(kept)), render.document_style())
