"""The operating scheme as a document: its figure, its sections, what it answers, what it lacks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from mire.documents.builders.cited_words import said_in_words, where_said
from mire.documents.tree import Block, Document, Grid, Heading, Imprint, List, Paragraph, Words
from mire.programme.evidence.rules import VERBATIM
from mire.programme.programmes.queries import Programme
from mire.programme.reading.queries import LINE as READING_LINE
from mire.programme.scheme.queries import (
    AimTold,
    AskedHeading,
    SchemeLine,
    SourcedLine,
    aims_told,
    for_members,
    headings_asked,
    lines_of,
    read_lines,
    sourced,
)
from mire.programme.scheme.rules import (
    FIELDS,
    SECTION_WORDS,
    Section,
    answered_words,
    gap_words,
)
from mire.programme.thread.rules import Citable, Reach
from mire.words import words

WIDTH, BOX, GAP, LINE_HEIGHT, PAD = 940, 300, 20, 22, 14
MOST_DRAWN, MOST_LETTERS = 6, 38
"""Lines drawn in a box, letters of each: the table under the figure holds them all."""

LAYOUT: Sequence[Sequence[Section]] = (
    (Section.GOVERNANCE,),
    (Section.MEANS, Section.OFFER, Section.RELAY),
    (Section.CHOICE, Section.METHOD),
)
"""Which sections stand beside each other: who decides above, what is offered in the middle."""


def scheme_document(programme: Programme, departments: Sequence[str], *, today: date) -> Document:
    """Return the scheme as it stands. Seven queries, and one for each kind that is cited."""
    with override(programme.language):
        lines = lines_of(programme)
        return Document(
            title=_("Schéma de fonctionnement"),
            subtitle=programme.name,
            language=programme.language,
            blocks=list(
                _blocks(
                    for_members(sourced(programme, lines)),
                    headings_asked(programme, lines),
                    aims_told(programme),
                    departments,
                )
            ),
            imprint=Imprint(
                status=_("préparatoire"), day=words.day(today), address=programme.authority.name
            ),
        )


def _blocks(
    lines: Sequence[SourcedLine],
    asked: Sequence[AskedHeading],
    aims: Sequence[AimTold],
    departments: Sequence[str],
) -> Iterator[Block]:
    rows = [each.line for each in lines]
    yield Paragraph(summary(lines), "lead")
    gaps = gap_words(read_lines(rows), departments)
    if gaps:
        yield List(tuple(words.translate(each) for each in gaps))
    for section in Section:
        yield Heading(2, words.translate(SECTION_WORDS[section]))
        here = [each for each in lines if each.line.section == section]
        if not here:
            yield Paragraph(_("Rien n'est écrit encore."))
        for each in here:
            yield Paragraph(
                each.line.what + (f" ({_('manque encore')})" if each.line.is_gap else "")
            )
            yield List(tuple(_said(each)))
    if asked:
        yield Heading(2, _("Ce que les directions ont demandé, et ce qui y répond"))
        yield Grid(
            _("Rubriques des tables du séminaire"),
            (_("Rubrique"), _("Demandes"), _("Ce qui y répond")),
            tuple(
                (
                    each.heading,
                    str(len(each.asked)),
                    " ; ".join(line.what for line in each.lines) or _("rien encore"),
                )
                for each in asked
            ),
            numbers=frozenset({1}),
        )
    if aims:
        yield Heading(2, _("Ce que le plan de la collectivité vise, et ce qui le sert"))
        yield Grid(
            _("Visées du plan"),
            (_("Visée"), _("Ce qui la sert")),
            tuple(
                (
                    told.aim.words,
                    " ; ".join(
                        said_in_words(each.words)
                        for each, _how in told.served
                        if each.reach is not Reach.GROUP
                    )
                    or _("rien encore"),
                )
                for told in aims
            ),
        )


def _said(each: SourcedLine) -> Iterator[Words]:
    line = each.line
    for name, title in FIELDS[Section(line.section)].items():
        if name in line.values:
            yield f"{words.translate(title)} : {line.values[name]}"
    if line.department is not None:
        yield _("Direction : %(name)s") % {"name": line.department.name}
    if each.sources:
        yield _("S'appuie sur : %(sources)s") % {
            "sources": " ; ".join(_named(source) for source in each.sources)
        }
    else:
        yield _("Sans source.")


def _named(citable: Citable) -> str:
    """Name a source; what people said is named by where it was said, never quoted."""
    if citable.reference.kind in (VERBATIM, READING_LINE):
        return where_said(citable)
    return said_in_words(citable.words)


def summary(lines: Sequence[SourcedLine]) -> str:
    """Say how many lines a scheme has, and how many of them rest on something."""
    n, cited = len(lines), sum(bool(each.sources) for each in lines)
    if not n:
        return _("Le schéma n'a encore aucune ligne.")
    return ngettext(
        "%(n)s ligne, dont %(cited)s qui dit d'où elle vient.",
        "%(n)s lignes, dont %(cited)s qui disent d'où elles viennent.",
        n,
    ) % {"n": n, "cited": cited}


def heading_sentences(asked: Sequence[AskedHeading]) -> list[str]:
    """Say of each heading what was asked and whether the scheme answers."""
    return [
        words.translate(answered_words(each.heading, len(each.asked), len(each.lines)))
        for each in asked
    ]


def draw_scheme(lines: Sequence[SchemeLine]) -> str:
    """Return the scheme as SVG: a box a section, who decides above; nothing drawn by hand.

    Its table is the sections' own; the figure's words are cut, theirs are not.
    """
    by: Mapping[Section, Sequence[SchemeLine]] = {
        section: [each for each in lines if each.section == section] for section in Section
    }
    parts: list[str] = []
    y = 0
    for row in LAYOUT:
        height = max(_height(by[each]) for each in row)
        left = (WIDTH - len(row) * BOX - (len(row) - 1) * GAP) // 2
        for n, section in enumerate(row):
            parts += _box(left + n * (BOX + GAP), y, height, section, by[section])
        y += height + GAP
    return (
        f'<svg class="scheme-figure" viewBox="0 0 {WIDTH} {y - GAP}" aria-hidden="true" '
        f'focusable="false">{"".join(parts)}</svg>'
    )


def _height(lines: Sequence[SchemeLine]) -> int:
    shown = min(len(lines), MOST_DRAWN) + (len(lines) > MOST_DRAWN)
    return 2 * PAD + LINE_HEIGHT * (1 + max(shown, 1))


def _box(
    x: int, y: int, height: int, section: Section, lines: Sequence[SchemeLine]
) -> Iterator[str]:
    yield f'<rect class="scheme-box" x="{x}" y="{y}" width="{BOX}" height="{height}" rx="4" />'
    at = y + PAD + LINE_HEIGHT - 6
    title = escape(words.translate(SECTION_WORDS[section]))
    yield f'<text class="scheme-title" x="{x + PAD}" y="{at}">{title}</text>'
    drawn = [_short(each.what) for each in lines[:MOST_DRAWN]] or [_("rien encore")]
    kinds = ["scheme-gap" if each.is_gap else "" for each in lines[:MOST_DRAWN]] or ["scheme-gap"]
    if len(lines) > MOST_DRAWN:
        more = len(lines) - MOST_DRAWN
        drawn.append(ngettext("et %(n)s autre", "et %(n)s autres", more) % {"n": more})
        kinds.append("")
    for n, (said, kind) in enumerate(zip(drawn, kinds, strict=True), 1):
        row = at + n * LINE_HEIGHT
        yield f'<text class="scheme-line {kind}" x="{x + PAD}" y="{row}">{escape(said)}</text>'


def _short(said: str) -> str:
    return said if len(said) <= MOST_LETTERS else said[: MOST_LETTERS - 1].rstrip() + "…"
