"""The attendance sheet, to be signed on paper."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mire.documents.tree import Document, Grid, Paragraph

EMPTY = ""
BESIDES = 8
"""Empty lines at the end, for who comes without being expected."""


def attendance_sheet(
    title: str,
    facts: Sequence[str],
    people: Sequence[tuple[str, str]],
    counts: Sequence[tuple[str, int]],
    *,
    is_whole_day: bool,
) -> Document:
    """Return the sheet of people (department, name) in their order, then of numbers expected.

    ``counts``: by department, how many lines wait for a name. ``is_whole_day``: people sign in
    the morning and in the afternoon.
    """
    signed = (_("Matin"), _("Après-midi")) if is_whole_day else (_("Signature"),)
    blank = (EMPTY,) * len(signed)
    rows = [(department or "—", name, *blank) for department, name in people]
    rows += [(department, EMPTY, *blank) for department, n in counts for _line in range(n)]
    rows += [(EMPTY, EMPTY, *blank)] * BESIDES
    return Document(
        title=_("Feuille d'émargement · %(meeting)s") % {"meeting": title},
        subtitle=" · ".join(facts),
        language=(get_language() or "fr").split("-")[0],
        blocks=[
            Grid(
                "",
                (_("Direction"), _("Nom"), *signed),
                tuple(rows),
                is_filled_in=True,
                widths=(4, 4, *((3,) * len(signed))),
            ),
            Paragraph(
                _(
                    "Cette feuille dit le temps donné et sert aux présences ; elle n'est reliée à "
                    "aucune réponse."
                ),
                "aside",
            ),
        ],
    )
