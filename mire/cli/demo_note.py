"""What the demonstration does with its prefiguration note: written at the end of June, remarked on.

Each passage cites what it rests on by its first words, or by a line's name (``demo_note_words``).
"""

from collections.abc import Mapping, Sequence
from datetime import date, time

from django.utils.translation import override

from mire.cli.demo_note_words import (
    COMMENT,
    SECTIONS,
    SUGGESTION,
    THE_GRID,
    THE_PLAN,
    THE_WAVE,
)
from mire.cli.demo_steering import Secretary, cited_by_words
from mire.documents.builders.cited_words import said_in_words
from mire.programme.evidence.queries import figures_of, verbatims_of
from mire.programme.evidence.rules import FIGURE, VERBATIM
from mire.programme.journal.rules import Actor
from mire.programme.keys import new_key
from mire.programme.note.actions import (
    answer_remark,
    begin_note,
    remark_on_passage,
    set_in_summary,
    show_source,
    write_passage,
)
from mire.programme.note.queries import Passage, sections_of
from mire.programme.note.rules.kinds import PASSAGE, TEMPLATE, RemarkKind
from mire.programme.programmes.queries import Programme
from mire.programme.residencies.queries import kept_plans
from mire.programme.residencies.rules.plans import PLAN
from mire.programme.scheme.queries import lines_of
from mire.programme.scheme.rules import LINE
from mire.programme.soundings.rules import WAVE
from mire.programme.thread.actions import cite
from mire.programme.thread.queries import sought
from mire.programme.thread.rules import Reference
from mire.words import words

BEGUN_ON, REMARKED_ON = date(2018, 6, 26), date(2018, 6, 26)
TITLE = "Préfigurer un laboratoire d'innovation"
MOST_OFFERED = 60
GRID_FIGURE = ("mire", "sentence")
"""The seminar's figure that the note shows: its activity, and what of it."""


def write_note(*, programme: Programme, secretary: Secretary) -> None:
    """Write the note, once the story's day has come to it, with what was said of it since."""
    if secretary.today < BEGUN_ON:
        return
    by, now = secretary.by, secretary.moment(BEGUN_ON, time(14))
    with override(programme.language):
        template = [(words.translate(title), words.translate(hint)) for title, hint in TEMPLATE]
    note = begin_note(programme=programme, title=TITLE, sections=template, by=by, now=now)
    known = _known(programme)
    written: list[Passage] = []
    for section, told in zip(sections_of(note), SECTIONS, strict=True):
        for each in told:
            row = write_passage(section=section, key=new_key(), words=each.words, by=by, now=now)
            written.append(row)
            cited = _cited(programme, each.cites, known)
            against = _cited(programme, each.against, known)
            cite(
                programme=programme, citing=Reference(PASSAGE, row.key), name=each.words[:80],
                cited=[*cited, *against], contrary=against, by=by, now=now,
            )  # fmt: skip
            if each.in_summary:
                set_in_summary(passage=row, is_in=True, by=by, now=now)
            for source in _cited(programme, [each.shows] if each.shows else [], known):
                show_source(passage=row, source=source, is_shown=True, by=by, now=now)
    if secretary.today > REMARKED_ON:
        _remark(written, secretary)


def _remark(written: Sequence[Passage], secretary: Secretary) -> None:
    at = secretary.moment(REMARKED_ON, time(17))
    start, suggested, whom = SUGGESTION
    row = next(each for each in written if each.words.startswith(start))
    remark_on_passage(
        passage=row, key=new_key(), kind=RemarkKind.SUGGESTION, words=suggested,
        by=Actor("", whom), now=at,
    )  # fmt: skip
    start, said, whom, reply = COMMENT
    row = next(each for each in written if each.words.startswith(start))
    remark = remark_on_passage(
        passage=row, key=new_key(), kind=RemarkKind.COMMENT, words=said, by=Actor("", whom), now=at
    )
    answer_remark(remark=remark, is_taken=True, reply=reply, by=secretary.by, now=at)


def _known(programme: Programme) -> Mapping[str, Reference]:
    """Return what is cited by its first words: whatever is worth offering, texts, lines, a plan."""
    found: dict[str, Reference] = {}
    for figure in figures_of(programme):
        if (figure.activity, figure.name) == GRID_FIGURE:
            found[THE_GRID] = Reference(FIGURE, figure.key)
    for line in lines_of(programme):
        found.setdefault(line.what, Reference(LINE, line.key))
    for row in verbatims_of(programme, most=None).verbatims:
        found.setdefault(row.text, Reference(VERBATIM, row.key))
    with override(programme.language):
        for each in sought(programme, "", most=MOST_OFFERED):
            found.setdefault(_typed(said_in_words(each.words)), each.reference)
    if waves := [each for each in found.values() if each.kind == WAVE]:
        found[THE_WAVE] = waves[0]
    for plan in kept_plans(programme):
        found[THE_PLAN] = Reference(PLAN, plan.key)
    return found


def _typed(said: str) -> str:
    """Return words that were set as print does, as a keyboard gives them."""
    return said.replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")


def _cited(
    programme: Programme, starts: Sequence[str], known: Mapping[str, Reference]
) -> list[Reference]:
    """Return what begins so; what this rehearsal's room did not say is left out."""
    found: list[Reference] = []
    for start in starts:
        here = cited_by_words(programme, [start])[:1]
        here += [reference for said, reference in known.items() if said.startswith(start)]
        found += here[:1]
    return list(dict.fromkeys(found))
