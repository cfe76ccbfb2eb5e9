"""What every paper carries: its title, its language, and what is said of signs it lacks."""

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mire.documents.fonts import MISSING
from mire.words import words


def meeting_line(title: str, code: str, on: date) -> str:
    """Return what a paper says of the meeting that it belongs to."""
    return f"{title} · {code} · {words.day(on)}"


def paper_head(title: str) -> dict[str, Any]:
    return {
        "title": title,
        "language": (get_language() or "fr")[:2],
        "notice": {
            "title": _("Signes remplacés par %(box)s") % {"box": MISSING},
            "why": _("Aucune police de l'impression ne les a. Corrigez à la main ce qui compte."),
        },
    }
