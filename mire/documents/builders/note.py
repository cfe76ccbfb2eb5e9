"""The prefiguration note as a document: each passage, what it rests on as numbered notes.

Its annex tells the same sources by meeting, for who wants to read a meeting rather than the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from mire.documents.builders.note_sources import (
    note_key,
    source_notes,
    source_words,
    sources_by_meeting,
)
from mire.documents.tree import (
    Block,
    Citation,
    Document,
    Emphasis,
    Grid,
    Heading,
    Imprint,
    Inline,
    List,
    Paragraph,
    quoted,
)
from mire.programme.note.queries import PassageTold, PrefigurationNote, SectionTold
from mire.programme.note.rules.marks import Block as Marked
from mire.programme.note.rules.marks import (
    Items,
    Line,
    Quotation,
    Spans,
    Table,
    read_marks,
)
from mire.programme.programmes.queries import Programme
from mire.programme.thread.rules import Citable, Reference
from mire.words import words


@dataclass(frozen=True, slots=True)
class NoteCopy:
    """What a copy of a note is: its day, where it is read ("" for nowhere).

    ``number`` and ``digest``: of the version that it is, 0 and "" for none; ``status``: in words,
    "" for « préparatoire »; ``title``: the version's own, "" for the note's as it is.
    """

    day: date
    address: str = ""
    number: int = 0
    digest: str = ""
    status: str = ""
    title: str = ""

    def imprint(self) -> Imprint:
        """Return it as the foot of each page says it, in the active language."""
        return Imprint(
            status=self.status or _("préparatoire"),
            version=_("version %(number)s") % {"number": self.number} if self.number else "",
            day=words.day(self.day),
            address=self.address,
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """Figures that stand under passages, by what is cited; each is drawn once in a document."""

    blocks: Mapping[Reference, Sequence[Block]]
    seen: set[int] = field(default_factory=set)

    def of(self, citable: Citable) -> Sequence[Block]:
        """Return the figure and table of what is cited, once; none where it draws nothing."""
        blocks = self.blocks.get(citable.reference, ())
        if not blocks or id(blocks) in self.seen:
            return ()
        self.seen.add(id(blocks))
        return blocks


def note_document(
    programme: Programme,
    note: PrefigurationNote,
    sections: Sequence[SectionTold],
    copy: NoteCopy,
    *,
    figures: Mapping[Reference, Sequence[Block]],
) -> Document:
    """Return the note as it stands, in the programme's language; an empty section says so.

    ``figures``: what draws the figures that its passages show (``note_figures``). No query.
    """
    language = programme.language
    drawn = Drawn(figures)
    with override(language):
        return Document(
            title=copy.title or note.title,
            subtitle=programme.name,
            language=language,
            blocks=[
                *_sections(sections, drawn, language),
                *source_notes(sections, language),
                *sources_by_meeting(sections, language),
                *_fingerprint(copy.digest),
            ],
            imprint=copy.imprint(),
            contents=_("Sommaire"),
        )


def _fingerprint(digest: str) -> Iterator[Block]:
    """Tell by what anybody can check that this is the version that was frozen."""
    if digest:
        yield Heading(2, _("Empreinte de cette version"))
        yield Paragraph(
            _(
                "SHA-256 : %(digest)s. Avec le fichier de la version, « mire verify » dit si "
                "un mot en a changé."
            )
            % {"digest": digest},
            "aside",
        )


def _sections(sections: Sequence[SectionTold], drawn: Drawn, language: str) -> Iterator[Block]:
    for number, section in enumerate(sections, 1):
        yield Heading(2, f"{number}. {section.section.title}")
        if not section.passages:
            yield Paragraph(_("Cette partie n'est pas encore écrite."), "aside")
        for passage in section.passages:
            yield from passage_blocks(passage, drawn, language)


def passage_blocks(
    told: PassageTold, drawn: Drawn, language: str, *, with_sources: bool = True
) -> list[Block]:
    """Return a passage's blocks: its words, its citations behind the last, sources it shows.

    ``with_sources``: false for its words alone.
    """
    citations: tuple[Inline, ...] = ()
    if with_sources:
        cited = (*told.sources, *told.contrary)
        citations = tuple(Citation(note_key(each)) for each in cited)
    marked = read_marks(told.passage.words)
    blocks: list[Block] = []
    for block in marked[:-1]:
        blocks += _block(block, (), language)
    if marked:
        blocks += _block(marked[-1], citations, language)
    if not with_sources:
        return blocks
    for each in told.shown:
        blocks += drawn.of(each) or [_shown(each, language)]
    if not told.is_sourced:
        blocks.append(Paragraph(_("Sans source."), "aside"))
    return blocks


def _block(block: Marked, citations: tuple[Inline, ...], language: str) -> Iterator[Block]:
    match block:
        case Line(spans):
            yield Paragraph((*_inlines(spans), *citations))
        case Items(items, is_ordered):
            whole = [_inlines(each) for each in items]
            whole[-1] = (*whole[-1], *citations)
            yield List(tuple(whole), is_ordered)
        case Quotation(said):
            yield Paragraph((quoted(said, language), *citations))
        case Table(titles, rows):
            yield Grid("", titles, rows)
            if citations:
                yield Paragraph((_("Sources de ce tableau :"), " ", *citations), "aside")


def _inlines(spans: Spans) -> tuple[Inline, ...]:
    return tuple(
        each.words if each.strength == 0 else Emphasis(each.words, is_strong=each.strength > 1)
        for each in spans
    )


def _shown(citable: Citable, language: str) -> Block:
    return Paragraph((source_words(citable, language), Citation(note_key(citable))), "aside")


def marked_blocks(said: str, language: str) -> list[Block]:
    """Return the blocks of a text that bears the note's light marks, without any citation."""
    return [each for block in read_marks(said) for each in _block(block, (), language)]
