"""A deliberation as a document: as it is prepared, or as it was voted, with its number and day."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from mire.documents.builders.note import marked_blocks
from mire.documents.frozen import thawed
from mire.documents.tree import Block, Document, Emphasis, Facts, Heading, Imprint, Paragraph
from mire.programme.sponsorship.queries import Deliberation, text_of
from mire.programme.sponsorship.rules.deliberation import (
    STATE_WORDS,
    DeliberationState,
    DeliberationText,
)
from mire.programme.sponsorship.rules.scdl import act_from
from mire.words import words


def deliberation_document(row: Deliberation, *, today: date, address: str = "") -> Document:
    """Return a deliberation: its text, frozen once it was voted, and what is known of its vote.

    No query where its programme was read with it.
    """
    programme = row.path.programme
    language = programme.language
    state = DeliberationState(row.state)
    with override(language):
        kept = None if row.document is None else thawed(row.document)
        blocks = list(_text(text_of(row), language) if kept is None else kept.blocks)
        return Document(
            title=row.title if kept is None else kept.title,
            subtitle=" · ".join((programme.authority.name, _("Projet de délibération")))
            if kept is None
            else programme.authority.name,
            language=language,
            blocks=[*_vote(row), *blocks],
            imprint=Imprint(
                status=words.translate(STATE_WORDS[state]), day=words.day(today), address=address
            ),
        )


def voted_text(row: Deliberation) -> Document:
    """Return the text alone, as the vote freezes it."""
    programme = row.path.programme
    with override(programme.language):
        return Document(
            title=row.title,
            subtitle=programme.authority.name,
            language=programme.language,
            blocks=list(_text(text_of(row), programme.language)),
        )


def _vote(row: Deliberation) -> Iterator[Block]:
    act = act_from(row.act)
    if row.document is None:
        return
    state = words.translate(STATE_WORDS[DeliberationState(row.state)])
    rows = [
        (_("Numéro"), str(act.get("DELIB_ID", "—"))),
        (_("Séance"), words.day(act["DELIB_DATE"]) if "DELIB_DATE" in act else "—"),
        (_("Résultat"), state),
    ]
    if "VOTE_POUR" in act:
        rows.append(
            (
                _("Vote"),
                _("%(n_for)s pour, %(n_against)s contre, %(n_abstain)s abstentions")
                % {
                    "n_for": act["VOTE_POUR"],
                    "n_against": act["VOTE_CONTRE"],
                    "n_abstain": act["VOTE_ABSTENTION"],
                },
            )
        )
    if "PREF_DATE" in act:
        rows.append((_("Reçue par le préfet"), words.day(act["PREF_DATE"])))
    yield Facts(tuple(rows))


def _text(said: DeliberationText, language: str) -> Iterator[Block]:
    if said.rapporteur:
        yield Paragraph((Emphasis(_("Présentée par :")), f" {said.rapporteur}"))
    for line in said.visas:
        yield Paragraph(line)
    for line in said.considering:
        yield Paragraph(line)
    yield Heading(2, _("Exposé des motifs"))
    if said.reasons.strip():
        yield from marked_blocks(said.reasons, language)
    else:
        yield Paragraph(_("L'exposé des motifs n'est pas encore écrit."), "aside")
    yield Heading(2, _("Délibération"))
    if said.articles:
        yield Paragraph(_("Le conseil, après en avoir délibéré, décide :"))
    else:
        yield Paragraph(_("Aucun article n'est encore écrit."), "aside")
    for number, article in enumerate(said.articles, 1):
        name = _("Article premier") if number == 1 else _("Article %(n)s") % {"n": number}
        yield Paragraph((Emphasis(f"{name}.", is_strong=True), f" {article}"))
    if said.signatory:
        yield Paragraph(_("Pour extrait conforme,"))
        yield Paragraph((Emphasis(said.signatory),))
