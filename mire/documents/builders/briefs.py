"""The briefs of a meeting: one printed page for each role, minute by minute."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mire.documents.tree import Block, Document, Facts, Grid, Heading, List, PageBreak, Paragraph


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the run sheet: when, how long, what; ``is_own``: it is what the role is for."""

    at: str
    minutes: str
    title: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Brief:
    """A role's page: what it is, who bears it ("": nobody yet), what it asks.

    ``notes`` are private: (what they are of, the words); empty for who may not read them.
    """

    title: str
    name: str
    tasks: Sequence[str]
    say: str
    moments: Sequence[Moment]
    notes: Sequence[tuple[str, str]] = ()


def briefs_document(title: str, facts: Sequence[str], briefs: Sequence[Brief]) -> Document:
    """Return the document of a meeting's briefs; ``facts``: its day and place."""
    return Document(
        title=_("Fiches de rôle · %(meeting)s") % {"meeting": title},
        subtitle=" · ".join(facts),
        language=(get_language() or "fr").split("-")[0],
        blocks=[block for n, brief in enumerate(briefs) for block in _pages(n, brief)],
    )


def _pages(number: int, brief: Brief) -> Iterator[Block]:
    if number:
        yield PageBreak()
    yield Heading(2, brief.title)
    yield Facts(((_("Qui"), brief.name or _("à désigner")),))
    yield Heading(3, _("Ce qu'il y a à faire"))
    yield List(tuple(brief.tasks))
    if brief.say:
        yield Heading(3, _("Ce qu'il y a à dire"))
        for each in brief.say.splitlines():
            if each.strip():
                yield Paragraph(each)
    yield Heading(3, _("Minute par minute"))
    yield Grid(
        "",
        (_("Heure"), _("Durée"), _("Séquence")),
        tuple(
            (each.at, each.minutes, f"→ {each.title}" if each.is_own else each.title)
            for each in brief.moments
        ),
        widths=(0, 0, 1),
    )
    if brief.notes:
        yield Heading(3, _("Notes privées, pour qui anime seulement"))
        for what, said in brief.notes:
            yield Paragraph(f"{what} : {said}" if what else said, "aside")
