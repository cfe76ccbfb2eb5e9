"""The minutes of a meeting: what was decided and what was not, what is asked, who does what.

What a line rests on is named with its thread's address; what people said is never quoted here, so
that a mask has nothing to reach in minutes that are final.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from mire.documents.builders.cited_words import said_in_words, where_said
from mire.documents.builders.told_gathering import Addresses
from mire.documents.frozen import thawed
from mire.documents.tree import (
    Block,
    Document,
    Emphasis,
    Facts,
    Grid,
    Heading,
    Imprint,
    Inline,
    Link,
    List,
    Paragraph,
    Words,
)
from mire.programme.evidence.rules import VERBATIM
from mire.programme.outcomes.queries import Outcome, answers_of, corrections_of, outcomes_of_meeting
from mire.programme.outcomes.rules.kinds import (
    STANCE_WORDS,
    End,
    OutcomeKind,
    Seen,
    Stance,
    name_of,
)
from mire.programme.reading.queries import LINE
from mire.programme.steering.queries import Amendment, Minutes, amendments_of, attendance_of
from mire.programme.steering.rules import MINUTES_WORDS, AmendmentState, MinutesState
from mire.programme.thread.queries import citables, links_from
from mire.programme.thread.queries import kinds as kinds_of_thread
from mire.programme.thread.rules import Citable, Reference, State
from mire.words import words

MOST_QUOTED = 140
"""Characters of a source's words beside the line that rests on it; the thread holds them all."""


def minutes_document(
    minutes: Minutes,
    addresses: Addresses,
    *,
    today: date,
    state: MinutesState | None = None,
) -> Document:
    """Return minutes as they stand; ``state``: the one that they are given now.

    Eight queries, and one for each kind that is cited.
    """
    language = minutes.programme.language
    with override(language):
        lines = outcomes_of_meeting(minutes.meeting)
        at = words.local(minutes.meeting.planned_at)
        return Document(
            title=minutes.meeting.title,
            subtitle=" · ".join((_("Relevé de décisions"), words.day(at))),
            language=language,
            blocks=list(_blocks(minutes, lines, addresses)),
            imprint=_imprint(state or MinutesState(minutes.state), addresses, today),
        )


def final_minutes(minutes: Minutes, addresses: Addresses, *, today: date) -> Document:
    """Return minutes that are final: as they were then, with what was noted since beside.

    Three queries. Raises ValueError for minutes that are not final.
    """
    if minutes.document is None:
        raise ValueError("these minutes are not final")
    kept = thawed(minutes.document)
    with override(minutes.programme.language):
        since = list(_since(minutes))
        return Document(
            title=kept.title,
            subtitle=kept.subtitle,
            language=kept.language,
            blocks=[*since, *kept.blocks],
            imprint=_imprint(MinutesState.FINAL, addresses, today),
        )


def _imprint(state: MinutesState, addresses: Addresses, today: date) -> Imprint:
    return Imprint(
        status=words.translate(MINUTES_WORDS[state]), day=words.day(today), address=addresses.short
    )


def _blocks(minutes: Minutes, lines: Sequence[Outcome], addresses: Addresses) -> Iterator[Block]:
    yield from _attendance(minutes)
    citing = [Reference(each.kind, each.key) for each in lines]
    links = links_from(minutes.programme, citing) if lines else {}
    cited = {link.cited for each in links.values() for link in each}
    known = citables(minutes.programme, cited) if cited else {}

    def of(kind: OutcomeKind) -> list[Outcome]:
        return [each for each in lines if each.kind == kind]

    def sources(row: Outcome) -> Words:
        found = links[Reference(row.kind, row.key)]
        return _sources([(known[each.cited], each.is_contrary) for each in found], addresses)

    decisions = of(OutcomeKind.DECISION)
    yield Heading(2, _("Ce qui est décidé"))
    for row in decisions:
        yield from _told(row, sources(row))
    if not decisions:
        yield Paragraph(_("Rien n'a été décidé."))
    asked = of(OutcomeKind.QUESTION)
    references = [Reference(row.kind, row.key) for row in asked]
    answered = answers_of(minutes.programme, references, seen=Seen.DRAFTS)
    still = [
        row
        for row in asked
        if not row.end
        and not any(
            each.shared_at is not None or each.meeting_id == minutes.meeting_id
            for each in answered.get(Reference(row.kind, row.key), ())
        )
    ]
    if still:
        yield Heading(2, _("Ce qui reste ouvert"))
        for row in still:
            yield from _told(row, sources(row))
    if answers := of(OutcomeKind.ANSWER):
        yield Heading(2, _("Ce qui a reçu sa réponse"))
        for row in answers:
            yield from _told(row, sources(row))
    if actions := of(OutcomeKind.ACTION):
        yield Heading(2, _("Qui fait quoi, pour quand"))
        yield Grid(
            _("Actions convenues"),
            (_("N°"), _("Action"), _("Qui"), _("Pour le")),
            tuple(
                (
                    name_of(row.kind, row.number),
                    row.what,
                    row.who or "—",
                    words.day(row.due) if row.due else "—",
                )
                for row in actions
            ),
            widths=(1, 6, 3, 3),
        )
        for row in actions:
            if row.why or row.left or row.end or sources(row):
                yield from _told(row, sources(row))
    yield from _refused(amendments_of(minutes), {each.key: each for each in lines})


def _attendance(minutes: Minutes) -> Iterator[Block]:
    there = attendance_of(minutes.meeting)
    if not there.n:
        return
    rows = [
        (
            _("Présence"),
            ngettext("%(n)s personne", "%(n)s personnes", there.n) % {"n": there.n},
        )
    ]
    if there.departments:
        rows.append((_("Directions"), words.listed(list(there.departments))))
    yield Facts(tuple(rows))


def _told(row: Outcome, sources: Words) -> Iterator[Block]:
    """Return a line and, below it, all that was written with it."""
    yield Paragraph(_line(row))
    is_decision = row.kind == OutcomeKind.DECISION
    said: list[Words] = []
    if row.end == End.ABANDONED:
        said.append((Emphasis(_("Abandonnée :"), is_strong=True), f" {row.ended_why}"))
    elif row.end == End.DONE:
        said.append((Emphasis(_("Faite.")), f" {row.ended_why}".rstrip()))
    if row.why:
        said.append((Emphasis(_("Pourquoi :")), f" {row.why}"))
    if row.who and row.kind != OutcomeKind.ACTION:
        by = _("Décidé par :") if is_decision else _("Par :")
        said.append((Emphasis(by), f" {row.who}"))
    if sources:
        said.append((Emphasis(_("S'appuie sur :")), " ", *_inlines(sources)))
    elif is_decision:
        said.append((Emphasis(_("Sans source.")),))
    if row.left:
        said.append((Emphasis(_("Ce qui n'a pas été décidé :")), f" {row.left}"))
    if row.stance:
        said.append(words.translate(STANCE_WORDS[Stance(row.stance)]).capitalize())
    if said:
        yield List(tuple(said))


def _line(row: Outcome) -> tuple[Inline, ...]:
    return (Emphasis(name_of(row.kind, row.number), is_strong=True), f" {row.what}")


def _inlines(said: Words) -> tuple[Inline, ...]:
    return (said,) if isinstance(said, str) else said


def _sources(cited: Sequence[tuple[Citable, bool]], addresses: Addresses) -> Words:
    """Return what a line rests on, each leading to its thread; "" for nothing."""
    said: list[Inline] = []
    for citable, is_contrary in cited:
        if said:
            said.append(" ; ")
        if is_contrary:
            said.append(_("dit le contraire :") + " ")
        reference = citable.reference
        said.append(Link(_named(citable), addresses.thread(reference.kind, reference.key)))
    return tuple(said) if said else ""


def _named(citable: Citable) -> str:
    kind = kinds_of_thread().get(citable.reference.kind)
    title = words.translate(kind.title) if kind else citable.reference.kind
    if citable.reference.kind in (VERBATIM, LINE) or citable.state is not State.SAID:
        return " · ".join(filter(None, (title, where_said(citable))))
    said = said_in_words(citable.words)
    short = said if len(said) <= MOST_QUOTED else said[: MOST_QUOTED - 1].rstrip() + "…"
    return f"{title} « {short} »"


def _refused(amendments: Sequence[Amendment], lines: Mapping[str, Outcome]) -> Iterator[Block]:
    refused = [each for each in amendments if each.state == AmendmentState.REFUSED]
    if refused:
        yield Heading(2, _("Amendements demandés et non repris"))
        for each in refused:
            row = lines.get(each.outcome)
            name = "" if row is None else f"{name_of(row.kind, row.number)} · "
            yield Paragraph(f"{name}{each.words}")
            yield Paragraph(_("Réponse : %(reply)s") % {"reply": each.reply}, "aside")


def _since(minutes: Minutes) -> Iterator[Block]:
    """Return what happened to the lines since the minutes became final: beside, in sight."""
    final_at = minutes.state_at
    lines = outcomes_of_meeting(minutes.meeting)
    corrections = corrections_of(lines)
    said: list[Words] = []
    for row in lines:
        name = Emphasis(name_of(row.kind, row.number), is_strong=True)
        for each in corrections.get(row.pk, ()):
            day = words.day(words.local(each.at))
            since = _("correction du %(day)s :") % {"day": day}
            said.append((name, " · ", since, " ", each.words))
        if row.masked_at is not None:
            day = words.day(words.local(row.masked_at))
            masked = _("un passage occulté le %(day)s : %(why)s") % {
                "day": day,
                "why": row.masked_why,
            }
            said.append((name, " · ", masked))
        if row.superseded_by is not None and row.superseded_by.shared_at is not None:
            other = row.superseded_by
            said.append(
                (
                    name,
                    " · ",
                    _("remplacée par %(name)s le %(day)s : %(what)s")
                    % {
                        "name": name_of(other.kind, other.number),
                        "day": words.day(other.on),
                        "what": other.what,
                    },
                )
            )
        if row.end == End.ABANDONED and row.ended_on is not None:
            day = words.day(row.ended_on)
            ended = _("abandonnée le %(day)s : %(why)s") % {"day": day, "why": row.ended_why}
            said.append((name, " · ", ended))
        if final_at is not None and row.made_at > final_at:
            said.append((name, " · ", _("ajoutée depuis :"), " ", row.what))
    if said:
        yield Heading(2, _("Depuis que ce relevé est définitif"))
        yield List(tuple(said))
