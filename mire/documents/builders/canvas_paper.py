"""Work tables on paper: a canvas a table (A3), and the list of who sits where."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from mire.documents.builders.paper_head import paper_head
from mire.technique_api.seating import Canvas, Canvases

COLUMNS = 3
"""Boxes side by side on A3."""


def canvases(told: Canvases, names: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what ``canvas`` prints: one sheet a table, a box a heading.

    ``names``: by id, those whom only the room can name; who is not there was erased.
    """
    headings = [{"label": each.label, "question": each.question} for each in told.headings]
    columns = 2 if len(headings) == 2 * 2 else min(COLUMNS, len(headings))
    return {
        **paper_head(_("Canevas des tables")),
        "question": told.question,
        "headings": headings,
        "columns": columns,
        "legend": _("Devant un propos : + accord, − désaccord, ? à creuser. Aucun nom."),
        "speaker": _("Porte-parole :"),
        "tables": [
            {
                "name": _("Table %(number)s") % {"number": each.number},
                "label": each.label,
                "people": ", ".join(_names(each, names)),
            }
            for each in told.tables
        ],
    }


def places(told: Canvases, names: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what ``list`` prints: everyone in alphabetical order, with their table."""
    rows = sorted(
        (
            (name, _("table %(number)s") % {"number": each.number}, each.label)
            for each in told.tables
            for name in _names(each, names)
        ),
        key=lambda row: (row[0].casefold(), row[1]),
    )
    return {
        **paper_head(_("Qui s'assoit où")),
        "columns": [_("Qui"), _("Table"), _("Sujet")],
        "rows": [list(row) for row in rows],
        "wide": [0, 2],
        "none": _("Personne n'est encore placé."),
    }


CANVAS_PAPERS = {"canevas": ("canvas", canvases), "placement": ("list", places)}
"""By the name of the file: the typst template, and what it prints."""


def _names(table: Canvas, names: Mapping[str, str]) -> list[str]:
    found = [names.get(each.id, "") if each.name is None else each.name for each in table.people]
    return [name for name in found if name]
