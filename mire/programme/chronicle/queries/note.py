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
from mire.programme.approvals.rules.frozen import without_sources
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


@dataclass(frozen=True, slots=True)
class PublishedNote:
    """A published note: its version, its sections with sources that everybody can read.

    ``n_hidden``: by passage, how many sources are not public; a passage that names somebody is in
    ``withheld``, and has no words. ``earlier``: versions that were published before, the last one
    first.
    """

    version: FrozenNote
    sections: Sequence[SectionTold]
    n_hidden: Mapping[str, int]
    withheld: Collection[str]
    earlier: Sequence[FrozenNote]


def published_note(programme: Programme) -> PublishedNote | None:
    """Return the note that everybody reads, None where none is published.

    Some twenty queries, and one for each kind that it cites.
    """
    version = published_version(programme)
    if version is None:
        return None
    told = version_told(programme, version)
    people = _named_among(programme, told)
    is_public = _public_sources(programme, people)
    hidden: dict[str, int] = {}
    withheld: set[str] = set()
    sections = []
    for section in told:
        passages = []
        for each in section.passages:
            key = each.passage.key
            if named_in([each.passage.words], people):
                withheld.add(key)
                each.passage.words = ""
                passages.append(replace(each, sources=(), contrary=()))
                continue
            sources = [_without_names(one) for one in each.sources if is_public(one)]
            contrary = [_without_names(one) for one in each.contrary if is_public(one)]
            hidden[key] = len(each.sources) + len(each.contrary) - len(sources) - len(contrary)
            passages.append(replace(each, sources=sources, contrary=contrary))
        sections.append(replace(section, passages=passages))
    earlier = [each for each in published_versions(programme) if each.number < version.number]
    return PublishedNote(version, sections, hidden, withheld, earlier)


def _named_among(programme: Programme, told: Sequence[SectionTold]) -> list[tuple[str, str]]:
    """Return who of the authority's people some words of a note or its sources name. One query.

    All words are looked through at once: nearly always, nobody is there.
    """
    said = [each.passage.words for section in told for each in section.passages]
    said += [
        words.translate(_words(one.words))
        for section in told
        for each in section.passages
        for one in (*each.sources, *each.contrary)
        if one.state is State.SAID
    ]
    people = known_people(programme)
    return people if named_in(said, people) else []


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
    """Return the file of a version that everybody gets: without what passages cite. No query."""
    return without_sources(json.loads(version.content))


def public_provenance(version: FrozenNote) -> dict[str, Any]:
    """Return the provenance of a version that everybody gets. One query."""
    return provenance(public_content(version), signed_on(version))
