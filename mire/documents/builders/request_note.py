"""The request for a slot: one page to the chief executive, what for and what is not asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mire.documents.tree import Block, Document, Facts, Heading, List, Paragraph
from mire.words import words


@dataclass(frozen=True, slots=True)
class Request:
    """What a request says. Times are local and already worded; texts as they were typed.

    ``n_moments``: how often a phone serves; ``has_promises``: whether something is promised by
    name; ``report_on``: when the restitution comes, None for no day.
    """

    programme: str
    meeting: str
    when: str
    length: str
    place: str
    n_people: int
    purpose: str
    why: str
    asked: str
    comes_back: str
    signed_by: str
    steps: Sequence[tuple[str, str]]
    n_moments: int
    has_promises: bool
    report_on: date | None


def request_note(request: Request) -> Document:
    """Return the note, in the active language."""
    return Document(
        title=_("Demande de créneau · %(meeting)s") % {"meeting": request.meeting},
        subtitle=_("%(programme)s · note à la direction générale")
        % {"programme": request.programme},
        language=(get_language() or "fr").split("-")[0],
        blocks=list(_blocks(request)),
    )


def _blocks(request: Request) -> Iterator[Block]:
    yield Paragraph(
        _("Nous demandons %(length)s, le %(when)s.")
        % {"length": request.length, "when": request.when},
        "lead",
    )
    facts = [(_("Avec"), _people(request.n_people))]
    if request.place:
        facts.append((_("Où"), request.place))
    yield Facts(tuple(facts))
    if request.purpose or request.why:
        yield Heading(2, _("Pour quoi faire"))
        yield from _typed(request.purpose)
        yield from _typed(request.why)
    yield Heading(2, _("Ce qui est demandé"))
    yield List(tuple(_asked(request)))
    yield Heading(2, _("Ce qui n'est pas demandé"))
    yield List(tuple(_not_asked(request)))
    yield Heading(2, _("Ce qui revient à qui aura pris part"))
    yield from _typed(request.comes_back)
    yield Paragraph(_back(request.report_on))
    if request.signed_by:
        yield Paragraph(request.signed_by, "lead")


def _people(n: int) -> str:
    return ngettext("%(n)s personne", "%(n)s personnes", n) % {"n": n}


def _typed(written: str) -> Iterator[Block]:
    for each in written.splitlines():
        if each.strip():
            yield Paragraph(each.strip())


def _asked(request: Request) -> Iterator[str]:
    yield from (each.strip() for each in request.asked.splitlines() if each.strip())
    steps = [f"{title} ({minutes})" for title, minutes in request.steps]
    yield _("Être là du début à la fin : %(steps)s.") % {"steps": words.listed(steps)}
    if request.n_moments:
        yield ngettext(
            "Répondre une fois, sur un téléphone ou sur papier.",
            "Répondre %(n)s fois, sur un téléphone ou sur papier.",
            request.n_moments,
        ) % {"n": request.n_moments}


def _not_asked(request: Request) -> Iterator[str]:
    yield _("Aucune réponse au nom d'une direction : chacun parle pour soi.")
    yield _(
        "Rien n'est attribué à une personne ni à une direction : les réponses sont anonymes, et "
        "les petits groupes ne sont pas montrés."
    )
    if request.has_promises:
        yield _(
            "Aucun engagement public : ce qu'une direction pourrait apporter est proposé à part, "
            "librement, et peut être retiré."
        )
    yield _("Aucune préparation, aucun compte à créer.")


def _back(report_on: date | None) -> str:
    if report_on is None:
        return _("La restitution parvient à toutes les personnes présentes, après relecture.")
    return _("La restitution parvient à toutes les personnes présentes le %(day)s.") % {
        "day": words.day(report_on)
    }
