"""A decision by consent in words: what is proposed, whether it stands, what objects to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mire.choice.consent import Standing, State
from mire.documents.tree import Block, Document, Heading, List, Paragraph
from mire.technique_api.proposed import Objected, Proposed
from mire.words import words


@dataclass(frozen=True, slots=True)
class Decision:
    """A proposal of a meeting. ``standing`` None: its activity was not closed."""

    activity: str
    title: str
    proposed: Proposed
    standing: Standing | None


def consent_document(meeting: str, decisions: Sequence[Decision]) -> Document:
    """Return what a meeting decided by consent, in the active language."""
    return Document(
        title=_("Décision par consentement"),
        subtitle=meeting,
        language=(get_language() or "fr").split("-")[0],
        blocks=[block for each in decisions for block in _blocks(each)],
    )


def _blocks(decision: Decision) -> Iterator[Block]:
    proposed = decision.proposed
    yield Heading(2, decision.title)
    yield Paragraph(_standing_told(decision), "lead")
    if proposed.text is None:
        yield Paragraph(_("Le texte amendé a été occulté ou effacé."))
    else:
        yield Paragraph(_("La proposition : %(text)s") % {"text": words.quoted(proposed.text)})
    if proposed.n_amended:
        amended = ngettext(
            "Son texte a été amendé %(n)s fois.",
            "Son texte a été amendé %(n)s fois.",
            proposed.n_amended,
        )
        yield Paragraph(amended % {"n": proposed.n_amended})
    if proposed.objections:
        yield Heading(3, _("Les objections, dans l'ordre où elles ont été faites"))
        yield List(tuple(_objection_told(each) for each in proposed.objections), is_ordered=True)


def _objection_told(objected: Objected) -> str:
    told = {
        "who": words.translate(objected.by),
        "risk": words.quoted(objected.risk) if objected.risk else _("mots occultés ou effacés"),
        "lift": words.quoted(objected.lift) if objected.lift else _("mots occultés ou effacés"),
        "became": became_told(objected),
    }
    return _("%(who)s, %(became)s. Le risque : %(risk)s Ce qui la lèverait : %(lift)s") % told


def _standing_told(decision: Decision) -> str:
    made = decision.proposed.objections
    n_open = sum(each.became is State.OPEN for each in made)
    match decision.standing:
        case None:
            return _("La séquence n'est pas fermée : rien n'est encore décidé.")
        case Standing.UNASKED:
            return _(
                "Les objections n'ont pas été demandées : la proposition n'est ni adoptée ni "
                "écartée."
            )
        case Standing.WAITING:
            return ngettext(
                "Non adoptée : %(count)s objection reste ouverte, et la proposition attend.",
                "Non adoptée : %(count)s objections restent ouvertes, et la proposition attend.",
                n_open,
            ) % {"count": n_open}
    if made:
        return ngettext(
            "Adoptée : %(count)s objection a été levée par qui l'avait faite.",
            "Adoptée : %(count)s objections ont été levées par qui les avait faites.",
            len(made),
        ) % {"count": len(made)}
    return _("Adoptée : aucune objection.")


def became_told(objected: Objected) -> str:
    """Say what became of an objection."""
    match objected.became:
        case State.OPEN:
            return _("ouverte")
        case State.WITHDRAWN:
            return _("retirée par qui l'a faite")
    return _("levée par le texte amendé %(number)s") % {"number": objected.by_text}
