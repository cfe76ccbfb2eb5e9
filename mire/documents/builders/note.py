"""The prefiguration note as a document: each passage, what it rests on as numbered notes."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from mire.documents.builders.cited_words import said_in_words, where_said
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
    Note,
    Notes,
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
from mire.programme.thread.rules import STATE_WORDS, Citable, State
from mire.words import words


def note_document(
    programme: Programme,
    note: PrefigurationNote,
    sections: Sequence[SectionTold],
    *,
    today: date,
    address: str = "",
) -> Document:
    """Return the note as it stands, in the programme's language; an empty section says so.

    ``address``: where it is read, "" for nowhere. No query.
    """
    language = programme.language
    with override(language):
        return Document(
            title=note.title,
            subtitle=programme.name,
            language=language,
            blocks=[*_sections(sections, language), *_notes(sections, language)],
            imprint=Imprint(status=_("préparatoire"), day=words.day(today), address=address),
            contents=_("Sommaire"),
        )


def _sections(sections: Sequence[SectionTold], language: str) -> Iterator[Block]:
    for number, section in enumerate(sections, 1):
        yield Heading(2, f"{number}. {section.section.title}")
        if not section.passages:
            yield Paragraph(_("Cette partie n'est pas encore écrite."), "aside")
        for passage in section.passages:
            yield from passage_blocks(passage, language)


def passage_blocks(told: PassageTold, language: str) -> list[Block]:
    """Return a passage's blocks: its words, its citations behind the last, sources it shows."""
    citations: tuple[Inline, ...] = tuple(
        Citation(note_key(each)) for each in (*told.sources, *told.contrary)
    )
    marked = read_marks(told.passage.words)
    blocks: list[Block] = []
    for block in marked[:-1]:
        blocks += _block(block, (), language)
    if marked:
        blocks += _block(marked[-1], citations, language)
    blocks += [_shown(each, language) for each in told.shown]
    if not told.is_sourced:
        blocks.append(Paragraph(_("Sans source."), "aside"))
    return blocks


def note_key(citable: Citable) -> str:
    """Return the key of the note that tells a source."""
    reference = citable.reference
    return f"{reference.kind.replace('_', '-')}-{reference.key}"


def source_words(citable: Citable, language: str) -> str:
    """Return a source in one sentence: what it says, where it was said, on which day."""
    if citable.state is not State.SAID:
        return _("Source qui ne se lit plus (%(state)s).") % {
            "state": words.translate(STATE_WORDS[citable.state])
        }
    said = said_in_words(citable.words)
    if isinstance(citable.words, str):
        said = quoted(said, language)
    days = [
        words.day(words.local(each)) for _what, each in citable.origin if isinstance(each, datetime)
    ]
    return " · ".join(filter(None, (said, where_said(citable), *days[:1])))


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


def _notes(sections: Sequence[SectionTold], language: str) -> Iterator[Block]:
    """Return the sources, each once, in the order in which they are cited first."""
    rows: dict[str, Note] = {}
    for section in sections:
        for passage in section.passages:
            for each in (*passage.sources, *passage.contrary):
                key = note_key(each)
                rows.setdefault(key, Note(key, source_words(each, language)))
    if rows:
        yield Heading(2, _("Sources"))
        yield Notes(tuple(rows.values()))


def marked_blocks(said: str, language: str) -> list[Block]:
    """Return the blocks of a text that bears the note's light marks, without any citation."""
    return [each for block in read_marks(said) for each in _block(block, (), language)]
