"""The restitution that a team composes, in three lengths: one page, full, the annex of texts.

Under each sentence that the team concluded stands how much it rests on, and its thread; texts are
gathered under their themes with counts, and those who say the contrary stay beside.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from mire.documents.builders.restitution import (
    chapters_of,
    facts_of,
    how_to_read,
    times_of,
)
from mire.documents.builders.restitution_quotes import quotes
from mire.documents.tree import (
    Block,
    Document,
    Emphasis,
    Facts,
    Heading,
    Imprint,
    Link,
    Paragraph,
    Quote,
    Quotes,
    Words,
)
from mire.live.state.commitments import Tally
from mire.live.state.room import ActivityState, RoomState
from mire.live.state.timing import Timing, timing
from mire.programme.evidence.rules import verbatim_key
from mire.programme.findings.rules import FindingKind
from mire.programme.restitutions.rules import (
    FINDINGS_ON_ONE_PAGE,
    SECTION_OF,
    SECTION_WORDS,
    Length,
    Section,
)
from mire.technique_api.technique import Verbatim
from mire.words import words

MOST_QUOTES = 3
"""How many texts of a theme are quoted, beside those that say its contrary."""


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """A finding as a document tells it; ``rests_on`` and ``contrary`` in words, "" for nothing.

    ``address``: of its thread, "" where the reader may not follow it. ``remarks``: what those who
    were there answered, and what was replied.
    """

    key: str
    kind: FindingKind
    sentence: str
    detail: str
    rests_on: str
    contrary: str
    address: str
    remarks: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class ToldText:
    """A text of a theme: its key, its words, where it was said, whether it says the contrary."""

    key: str
    words: str
    where: str
    is_contrary: bool
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldTheme:
    """What a theme holds of one activity; ``n_tables``: at how many tables it was said."""

    name: str
    words: str
    texts: Sequence[ToldText]
    n_tables: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a team tells of a meeting (its key), beside what the meeting's room holds.

    ``themes`` by the id of their activity; ``missing``: remarks on no sentence, with their replies.
    """

    meeting: str
    lead: str
    next_steps: str
    sections: Sequence[Section]
    findings: Sequence[ToldFinding]
    themes: Mapping[str, Sequence[ToldTheme]]
    imprint: Imprint
    missing: Sequence[tuple[str, str]] = ()


def told_restitution(
    length: Length, room: RoomState, told: Told, language: str, promised: Tally | None = None
) -> Document:
    """Return a restitution of one length, in ``language``.

    ``promised``: what may be said of commitments; None: nothing is said.
    """
    seen = timing(room, room.last_at)
    with override(language):
        if length is Length.PAGE:
            subtitle, blocks = _("Restitution en une page"), list(_one_page(room, seen, told))
        elif length is Length.FULL:
            subtitle, blocks = _("Restitution"), list(_full(room, seen, told, promised))
        else:
            subtitle = _("Annexe : ce qui a été dit, mot pour mot")
            blocks = list(_annex(room, told))
        day = words.day(seen.promised_start)
        return Document(
            title=room.sheet.meeting.title,
            subtitle=f"{subtitle} · {day}",
            language=language,
            blocks=blocks,
            imprint=told.imprint,
            contents=_("Sommaire") if length is Length.FULL else "",
        )


def _one_page(room: RoomState, seen: Timing, told: Told) -> Iterator[Block]:
    yield from _lead(told)
    yield Facts(tuple(facts_of(room, seen)))
    chosen = [each for each in told.findings if each.kind is FindingKind.FINDING]
    shown = chosen[:FINDINGS_ON_ONE_PAGE]
    if shown:
        yield Heading(2, words.translate(SECTION_WORDS[Section.FINDINGS]))
        yield from _findings(shown, is_short=True)
    still = [each for each in told.findings if each.kind is FindingKind.OPEN_QUESTION]
    if still:
        yield Heading(2, words.translate(SECTION_WORDS[Section.OPEN_QUESTIONS]))
        yield from _findings(still, is_short=True)
    yield from _next(told)


def _full(room: RoomState, seen: Timing, told: Told, promised: Tally | None) -> Iterator[Block]:
    yield from _lead(told)
    for section in told.sections:
        blocks = list(_section(section, room, seen, told, promised))
        if blocks:
            yield Heading(2, words.translate(SECTION_WORDS[section]))
            yield from blocks
    if told.missing:
        yield Heading(2, _("Ce que des personnes présentes ont ajouté"))
        yield from _remarks(told.missing)


def _section(
    section: Section,
    room: RoomState,
    seen: Timing,
    told: Told,
    promised: Tally | None,
) -> Iterator[Block]:
    if section is Section.FACTS:
        yield Facts(tuple(facts_of(room, seen)))
    elif section is Section.ACTIVITIES:
        yield from _activities(room, told, promised)
    elif section is Section.NEXT:
        yield from _paragraphs(told.next_steps)
    elif section is Section.TIMES:
        yield times_of(seen)
    elif section is Section.METHOD:
        yield from how_to_read(room)
    else:
        chosen = [each for each in told.findings if SECTION_OF[each.kind] is section]
        yield from _findings(chosen)


def _lead(told: Told) -> Iterator[Block]:
    for paragraph in _paragraphs(told.lead):
        yield Paragraph(paragraph.words, "lead")


def _next(told: Told) -> Iterator[Block]:
    if told.next_steps:
        yield Heading(2, words.translate(SECTION_WORDS[Section.NEXT]))
        yield from _paragraphs(told.next_steps)


def _paragraphs(said: str) -> Iterator[Paragraph]:
    for each in said.splitlines():
        if each.strip():
            yield Paragraph(each.strip())


def _findings(findings: Sequence[ToldFinding], *, is_short: bool = False) -> Iterator[Block]:
    """Say each finding, and under it how much it rests on, what says the contrary, its thread."""
    for each in findings:
        yield Paragraph((Emphasis(each.sentence, is_strong=True),))
        if each.detail and not is_short:
            yield from _paragraphs(each.detail)
        yield Paragraph(_weight(each), "aside")
        if not is_short:
            yield from _remarks(each.remarks)


def _weight(finding: ToldFinding) -> Words:
    said = finding.rests_on[:1].upper() + finding.rests_on[1:]
    if finding.contrary:
        said = _("%(rests_on)s ; %(contrary)s") % {"rests_on": said, "contrary": finding.contrary}
    if not finding.address:
        return said
    return (f"{said} · ", Link(_("le fil"), finding.address))


def _remarks(remarks: Sequence[tuple[str, str]]) -> Iterator[Block]:
    for said, reply in remarks:
        answered = _("Remarque : « %(said)s » Réponse : %(reply)s")
        plain = _("Une personne présente ne s'y reconnaît pas. Réponse : %(reply)s")
        yield Paragraph((answered if said else plain) % {"said": said, "reply": reply}, "aside")


def _activities(room: RoomState, told: Told, promised: Tally | None) -> Iterator[Block]:
    numbers = count(1)

    def themes(activity: ActivityState) -> Iterator[Block]:
        for theme in told.themes.get(activity.sheet.id, ()):
            yield from _theme(theme, numbers)

    for chapter in chapters_of(room, promised, themes):
        yield Heading(3, chapter.title)
        yield from chapter.blocks


def _theme(theme: ToldTheme, numbers: "count[int]") -> Iterator[Block]:
    """Say a theme: how often, at how many tables, some of its texts, all that contradict it."""
    n = len(theme.texts) + sum(len(each.others) for each in theme.texts)
    said = ngettext("%(n)s propos", "%(n)s propos", n) % {"n": n}
    if theme.n_tables:
        tables = ngettext("%(n)s table", "%(n)s tables", theme.n_tables) % {"n": theme.n_tables}
        said = f"{said}, {tables}"
    yield Heading(4, _("%(theme)s : %(counts)s") % {"theme": theme.name, "counts": said})
    if theme.words:
        yield Paragraph(theme.words)
    for_it = [each for each in theme.texts if not each.is_contrary]
    against = [each for each in theme.texts if each.is_contrary]
    yield from _quotes(for_it[:MOST_QUOTES], numbers)
    left = sum(1 + len(each.others) for each in for_it[MOST_QUOTES:])
    if left:
        more = ngettext(
            "Et %(n)s autre propos, dans l'annexe.", "Et %(n)s autres propos, dans l'annexe.", left
        )
        yield Paragraph(more % {"n": left}, "aside")
    if against:
        yield Paragraph(_("Disent le contraire :"))
        yield from _quotes(against, numbers)


def _quotes(texts: Sequence[ToldText], numbers: "count[int]") -> Iterator[Block]:
    rows = []
    for each in texts:
        n = 1 + len(each.others)
        times = ngettext("écrit %(n)s fois", "écrit %(n)s fois", n) % {"n": n} if n > 1 else ""
        beside = " : ".join(part for part in (times, each.where) if part)
        rows.append(Quote(each.key, each.words, beside, each.others))
    if rows:
        taken = [next(numbers) for _row in rows]
        yield Quotes(tuple(rows), taken[0])


def _annex(room: RoomState, told: Told) -> Iterator[Block]:
    """Say what was said in each activity, where it may be shown, under the activity's headings."""
    numbers = count(1)
    found: list[tuple[str, Sequence[Block]]] = []

    def mark(_activity: str, spoken: Verbatim) -> str:
        return verbatim_key(told.meeting, spoken.id)

    def keep(activity: ActivityState) -> Sequence[Block]:
        said = list(quotes(activity, numbers, mark))
        found.append((activity.sheet.title, said))
        return said

    chapters_of(room, None, keep)
    if not any(said for _title, said in found):
        yield Paragraph(_("Rien n'a été écrit, ou rien ne peut être montré."))
    for title, said in found:
        if said:
            yield Heading(2, title)
        for each in said:
            if not isinstance(each, Heading):
                yield each
            elif each.level > 3:
                yield Heading(3, each.words)
