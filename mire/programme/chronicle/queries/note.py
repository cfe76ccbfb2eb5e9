"""The published note, as everybody reads it: what each passage rests on that is public too."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import override

from mire.programme.approvals.queries import (
    FrozenNote,
    published_version,
    published_versions,
    signed_on,
    version_told,
)
from mire.programme.approvals.rules.frozen import (
    mask_written,
    thaw,
    without_sources,
    written_in,
)
from mire.programme.approvals.rules.provenance import provenance
from mire.programme.chronicle.queries.public import (
    known_people,
    public_quotes,
    public_sentences,
    public_things,
)
from mire.programme.chronicle.rules.naming import named_in
from mire.programme.evidence.rules import FIGURE, VERBATIM
from mire.programme.findings.rules import FINDING
from mire.programme.note.queries import SectionTold
from mire.programme.programmes.models import Programme
from mire.programme.thread.rules import Citable, Said, State
from mire.technique_api.text import Text
from mire.words import words

TOLD_OF = ("réunion", "jour", "séquence", "sous", "où", "sur")
"""What is told of where a source was said: never who wrote it, nor by what means."""


WITHHELD = "[…]"
"""What stands in public in place of words that name somebody: in files, and for pages to word."""


@dataclass(frozen=True, slots=True)
class PublishedNote:
    """A published note: its version, title, sections with sources that everybody can read.

    ``n_hidden``: by passage, how many sources are not public; the words of a passage that names
    somebody are ``WITHHELD``, and so are a title and ``why``. ``earlier``: versions that were
    published before, the last one first.
    """

    version: FrozenNote
    title: str
    why: str
    sections: Sequence[SectionTold]
    n_hidden: Mapping[str, int]
    earlier: Sequence[FrozenNote]


def published_note(programme: Programme) -> PublishedNote | None:
    """Return the note that everybody reads, None where none is published.

    Some twenty queries, and one for each kind that it cites.
    """
    version = published_version(programme)
    if version is None:
        return None
    everybody = known_people(programme)
    content = _withheld(json.loads(version.content), everybody)
    told = version_told(programme, version, thaw(content))
    people = _named_among(told, everybody)
    is_public = _public_sources(programme, people)
    hidden: dict[str, int] = {}
    sections = []
    for section in told:
        passages = []
        for each in section.passages:
            if each.passage.words == WITHHELD:
                passages.append(replace(each, sources=(), contrary=()))
                continue
            sources = [_without_names(one) for one in each.sources if is_public(one)]
            contrary = [_without_names(one) for one in each.contrary if is_public(one)]
            n_hidden = len(each.sources) + len(each.contrary) - len(sources) - len(contrary)
            hidden[each.passage.key] = n_hidden
            passages.append(replace(each, sources=sources, contrary=contrary))
        sections.append(replace(section, passages=passages))
    earlier = [each for each in published_versions(programme) if each.number < version.number]
    why = "" if named_in([version.why], everybody) else version.why
    return PublishedNote(version, content["heading"]["title"], why, sections, hidden, earlier)


def _withheld(content: dict[str, Any], people: Collection[tuple[str, str]]) -> dict[str, Any]:
    """Return a content where whatever names somebody is ``WITHHELD``; digests stay."""
    named = _found(written_in(content), people)
    if not named:
        return content
    return mask_written(content, lambda said: WITHHELD if named_in([said], named) else said)


def _found(said: Sequence[str], people: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return who of some people some words name: all looked through at once, nearly always none."""
    named = set(named_in(said, people))
    return [each for each in people if " ".join(each).strip() in named]


def _named_among(
    told: Sequence[SectionTold], people: Collection[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return who of the authority's people the sources of a note name. No query."""
    said = [
        words.translate(_words(one.words))
        for section in told
        for each in section.passages
        for one in (*each.sources, *each.contrary)
        if one.state is State.SAID
    ]
    return _found(said, people)


def _public_sources(programme: Programme, people: Collection[tuple[str, str]]) -> Any:
    """Return what says of a source whether everybody can read it. Some fifteen queries.

    A text that a published restitution quotes; a finding or a figure whose very sentence stands
    there; what has a public page of its own. Whatever can't be read any more, or names one of
    ``people``, is not.
    """
    quotes = public_quotes(programme)
    sentences = public_sentences(programme)
    pages = {each.reference for each in public_things(programme)}

    def is_public(citable: Citable) -> bool:
        if citable.state is not State.SAID:
            return False
        if named_in([words.translate(_words(citable.words))], people):
            return False
        reference = citable.reference
        if reference.kind == VERBATIM:
            return reference.key in quotes
        if reference.kind in (FINDING, FIGURE):
            with override(programme.language):
                return words.translate(_words(citable.words)) in sentences
        return reference in pages

    return is_public


def _words(said: Said) -> Text | Mapping[str, Any] | str:
    if isinstance(said, datetime):
        raise TypeError(said)
    return said


def _without_names(citable: Citable) -> Citable:
    """Return a source with where it was said, without who wrote or decided it."""
    origin = [(what, said) for what, said in citable.origin if what.msgid in TOLD_OF]
    return replace(citable, origin=origin)


def public_content(version: FrozenNote) -> dict[str, Any]:
    """Return the file of a version that everybody gets. One query.

    Without what passages cite; words that name somebody are taken out. Digests stay.
    """
    people = known_people(version.note.programme)
    return _withheld(without_sources(json.loads(version.content)), people)


def public_provenance(version: FrozenNote) -> dict[str, Any]:
    """Return the provenance of a version that everybody gets. Three queries."""
    people = known_people(version.note.programme)
    signed = [
        replace(each, function=WITHHELD) if named_in([each.function], people) else each
        for each in signed_on(version)
    ]
    return provenance(public_content(version), signed)
