"""The note on two pages, for who has ten minutes: the passages that its writers chose, no more."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from mire.documents.builders.note import Drawn, NoteCopy, passage_blocks
from mire.documents.tree import Block, Document, Heading, Paragraph
from mire.programme.note.queries import PrefigurationNote, SectionTold
from mire.programme.programmes.queries import Programme

MOST_PAGES = 2
"""Printed; the page of the summary counts them."""


def note_summary(
    programme: Programme,
    note: PrefigurationNote,
    sections: Sequence[SectionTold],
    copy: NoteCopy,
) -> Document:
    """Return the passages of the summary, word for word, under their sections. No query."""
    with override(programme.language):
        return Document(
            title=_("%(note)s : l'essentiel") % {"note": copy.title or note.title},
            subtitle=programme.name,
            language=programme.language,
            blocks=list(_blocks(sections, programme.language)),
            imprint=copy.imprint(),
        )


def _blocks(sections: Sequence[SectionTold], language: str) -> Iterator[Block]:
    n_chosen = 0
    for section in sections:
        chosen = [each for each in section.passages if each.passage.in_summary]
        if not chosen:
            continue
        n_chosen += len(chosen)
        yield Heading(2, section.section.title)
        for each in chosen:
            yield from passage_blocks(each, Drawn({}), language, with_sources=False)
    if not n_chosen:
        yield Paragraph(_("Aucun passage n'est encore choisi pour la synthèse."), "aside")
        return
    yield Paragraph(
        _(
            "Ces passages sont ceux de la note, mot pour mot. Dans la note entière, chacun mène à "
            "ce qui a été dit ou décidé."
        ),
        "aside",
    )
