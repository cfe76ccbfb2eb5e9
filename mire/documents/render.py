"""Templates turned into text, in a language, without a request."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from django.template.loader import get_template
from django.utils.translation import override

from mire.documents.fonts import font_faces


def render_template(template: str, context: Mapping[str, Any], language: str) -> str:
    """Return ``template`` rendered with ``context`` in ``language``."""
    with override(language):
        return get_template(template).render(dict(context))


@cache
def document_style() -> str:
    """Return the style sheet that documents carry along, Mire's font within it."""
    folder = files("mire.documents")
    return font_faces() + "".join(
        folder.joinpath(*path).read_text("utf-8")
        for path in (("document.css",), ("static", "documents", "plot.css"))
    )
