"""The slips of a reading on paper: a number, what was said, where."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from mire.documents.builders.paper_head import paper_head
from mire.documents.tree import quoted


class PaperSlip(NamedTuple):
    """A slip to cut: its number, its words, where they were said."""

    number: int
    words: str
    place: str


def slips_data(title: str, slips: Iterable[PaperSlip]) -> Mapping[str, Any]:
    """Return what ``slips`` prints."""
    head = paper_head(_("Billets · %(reading)s") % {"reading": title})
    return {
        **head,
        "slips": [
            {
                "number": str(each.number),
                "words": quoted(each.words, head["language"]),
                "place": each.place,
            }
            for each in slips
        ],
    }
