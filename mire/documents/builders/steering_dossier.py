"""The file of a steering meeting: what it asks, what it submits, what is still open from before."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from mire.documents.builders.cited_words import said_in_words, where_said
from mire.documents.builders.told_gathering import Addresses
from mire.documents.tree import (
    Block,
    Document,
    Emphasis,
    Grid,
    Heading,
    Imprint,
    Inline,
    Link,
    List,
    Paragraph,
    Quote,
    Quotes,
)
from mire.programme.evidence.rules import VERBATIM
from mire.programme.findings.queries import Finding, findings_by_key, weights_of
from mire.programme.findings.rules import (
    FINDING,
    KIND_WORDS,
    FindingKind,
    Weight,
    contrary_words,
    weight_words,
)
from mire.programme.outcomes.queries import open_questions_of, outcomes_of
from mire.programme.outcomes.rules.kinds import (
    STANDING_WORDS,
    OutcomeKind,
    Standing,
    name_of,
    open_for,
)
from mire.programme.programmes.queries import Programme
from mire.programme.steering.queries import Dossier, agenda_of, submitted
from mire.programme.steering.rules import ASK_WORDS, Ask
from mire.programme.thread.queries import citables
from mire.programme.thread.queries import kinds as kinds_of_thread
from mire.programme.thread.rules import Citable, State
from mire.words import words


def dossier_document(
    dossier: Dossier, addresses: Addresses, *, today: date, why: str = ""
) -> Document:
    """Return a meeting's file as it stands; ``why``: what this copy changes.

    Twelve queries, those of ``weights_of`` and one for each kind that is submitted.
    """
    language = dossier.programme.language
    with override(language):
        at = words.local(dossier.meeting.planned_at)
        where = filter(None, (words.day(at), words.hour(at), dossier.meeting.place))
        return Document(
            title=dossier.meeting.title,
            subtitle=" · ".join((_("Dossier de réunion"), *where)),
            language=language,
            blocks=list(_blocks(dossier, addresses, today, why)),
            imprint=Imprint(
                status=_("préparatoire"),
                version=_("version %(n)s") % {"n": dossier.version},
                day=words.day(today),
                address=addresses.short,
            ),
        )


def _blocks(dossier: Dossier, addresses: Addresses, today: date, why: str) -> Iterator[Block]:
    if why:
        yield Paragraph((Emphasis(_("Ce qui change :"), is_strong=True), f" {why}"))
    for line in dossier.lead.splitlines():
        if line.strip():
            yield Paragraph(line.strip(), "lead")
    yield from _agenda(dossier)
    yield Heading(2, _("Ce qui est soumis"))
    yield from _submitted(dossier, addresses)
    yield from _actions(dossier.programme, today)
    yield from _questions(dossier, today)


def _agenda(dossier: Dossier) -> Iterator[Block]:
    items = agenda_of(dossier.meeting, dossier)
    if not items:
        return
    yield Heading(2, _("Ordre du jour"))
    yield Grid(
        _("Les points, leur temps, ce qui est demandé"),
        (_("Heure"), _("Point"), _("Minutes"), _("Ce qui est demandé")),
        tuple(
            (
                words.hour(each.starts),
                each.title,
                str(each.minutes),
                "—" if each.ask is Ask.NOTHING else words.translate(ASK_WORDS[each.ask]),
            )
            for each in items
        ),
        numbers=frozenset({2}),
        widths=(2, 6, 2, 4),
    )


def _submitted(dossier: Dossier, addresses: Addresses) -> Iterator[Block]:
    references = submitted(dossier)
    if not references:
        yield Paragraph(_("Rien n'est soumis encore."))
        return
    known = citables(dossier.programme, references)
    findings = findings_by_key(
        dossier.programme, [each.key for each in references if each.kind == FINDING]
    )
    weights = weights_of(dossier.programme, list(findings.values()))
    readable = [known[each] for each in references if known[each].state is State.SAID]
    for is_quote, group in groupby(readable, lambda one: one.reference.kind == VERBATIM):
        if is_quote:
            yield Quotes(
                tuple(
                    Quote(each.reference.key, str(each.words), where_said(each)) for each in group
                )
            )
        else:
            yield List(tuple(_item(each, addresses, findings, weights) for each in group))


def _item(
    each: Citable,
    addresses: Addresses,
    findings: Mapping[str, Finding],
    weights: Mapping[str, Weight],
) -> tuple[Inline, ...]:
    title, behind = kinds_of_thread()[each.reference.kind].title, where_said(each)
    finding = findings.get(each.reference.key) if each.reference.kind == FINDING else None
    if finding is not None:
        weight = weights[finding.key]
        title = KIND_WORDS[FindingKind(finding.kind)]
        counts = [words.translate(one) for one in weight_words(weight)]
        contrary = contrary_words(weight)
        if contrary is not None:
            counts.append(words.translate(contrary))
        behind = " · ".join(counts)
    said: list[Inline] = [
        Emphasis(words.translate(title).capitalize(), is_strong=True),
        " · ",
        said_in_words(each.words),
    ]
    if behind:
        said += [" ", Emphasis(f"({behind})")]
    said += [
        " ",
        Link(_("d'où cela vient"), addresses.thread(each.reference.kind, each.reference.key)),
    ]
    return tuple(said)


def _actions(programme: Programme, today: date) -> Iterator[Block]:
    """Return what was agreed before and is not done."""
    found = [
        each
        for each in outcomes_of(programme, kind=OutcomeKind.ACTION, with_drafts=False, today=today)
        if each.standing in (Standing.TO_DO, Standing.LATE)
    ]
    if not found:
        return
    found.sort(key=lambda each: (each.outcome.due is None, each.outcome.due or today))
    yield Heading(2, _("Ce qui était convenu et reste à faire"))
    yield Grid(
        _("Actions en cours"),
        (_("N°"), _("Action"), _("Qui"), _("Pour le"), _("État")),
        tuple(
            (
                name_of(each.outcome.kind, each.outcome.number),
                each.outcome.what,
                each.outcome.who or "—",
                words.day(each.outcome.due) if each.outcome.due else "—",
                words.translate(STANDING_WORDS[each.standing]),
            )
            for each in found
        ),
        widths=(1, 6, 3, 3, 2),
    )


def _questions(dossier: Dossier, today: date) -> Iterator[Block]:
    """Return the questions that nothing answers yet, beside those submitted by choice."""
    above = submitted(dossier)
    asked = open_questions_of(dossier.programme, with_drafts=False)
    found = [each for each in asked if each.reference not in above]
    if not found:
        return
    yield Heading(2, _("Questions encore ouvertes"))
    n = len(found)
    yield Paragraph(
        ngettext(
            "%(n)s question attend encore sa réponse.",
            "%(n)s questions attendent encore leur réponse.",
            n,
        )
        % {"n": n}
    )
    yield List(tuple(_question(each.name, each.words, each.asked_on, today) for each in found))


def _question(name: str, said: str, asked_on: date, today: date) -> tuple[Inline, ...]:
    parts: list[Inline] = [Emphasis(f"{name} ", is_strong=True)] if name else []
    since = words.translate(open_for(asked_on, today))
    return (*parts, said, " ", Emphasis(f"({since})"))
