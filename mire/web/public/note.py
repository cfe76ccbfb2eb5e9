"""The published note: each passage with what it rests on that is public, and its files."""

import json
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from mire.documents.builders.cited_words import said_in_words
from mire.documents.builders.note import NoteCopy, note_document
from mire.documents.builders.paper_head import paper_head
from mire.documents.frozen import frozen, thawed
from mire.documents.writers import paper
from mire.programme.approvals.queries import FrozenNote, published_version
from mire.programme.approvals.rules.frozen import canonical
from mire.programme.chronicle.queries.note import (
    WITHHELD,
    PublishedNote,
    public_content,
    public_provenance,
    published_note,
)
from mire.programme.chronicle.queries.public import PublicSite
from mire.programme.note.queries import PassageTold
from mire.programme.note.rules.marks import read_marks
from mire.programme.outcomes.rules.kinds import OutcomeKind
from mire.programme.thread.queries import kinds
from mire.programme.thread.rules import Citable
from mire.technique_api.refusal import Refusal
from mire.web.addresses import public_address
from mire.web.following import follow_programme
from mire.web.marked import blocks_told
from mire.web.public.apart import public_page
from mire.web.public.views import shown
from mire.web.shell import errors
from mire.web.site_pages import Leads, frame, public_leads
from mire.words import words


@public_page
def note(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """Show the note as it was published last."""
    found = _found(request, site)
    if isinstance(found, HttpResponse):
        return found
    leads = public_leads(site.slug)
    version = found.version
    context = {
        **frame(site.programme, site, leads),
        "is_note": True,
        "title": found.title,
        "number": version.number,
        "day": _day(version.published_at),
        "digest": version.digest,
        "sections": [
            {
                "key": each.section.key,
                "title": each.section.title,
                "passages": [_passage(one, found, leads) for one in each.passages],
            }
            for each in found.sections
            if each.passages
        ],
        "earlier": [
            {"number": each.number, "day": _day(each.published_at)} for each in found.earlier
        ],
        "why": found.why if found.earlier else "",
    }
    about = _("La note, telle qu'elle est publiée : chaque passage mène à ce qui a été dit.")
    answer = shown(request, site, "public/note.html", context, about=about)
    answer.quotes = True  # type: ignore[attr-defined]
    return answer


@public_page
def printed(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """Give the note as everybody reads it, as a PDF."""
    found = _found(request, site)
    if isinstance(found, HttpResponse):
        return found
    version = found.version
    made = note_document(
        site.programme,
        version.note,
        found.sections,
        NoteCopy(
            words.local(version.at).date(),
            public_address(request) + public_leads(site.slug).note,
            version.number,
            version.digest,
            _("publiée"),
            found.title,
        ),
        figures={},
    )
    answer = HttpResponse(_pdf(canonical(frozen(made))), content_type="application/pdf")
    answer.quotes = True  # type: ignore[attr-defined]
    return answer


@lru_cache(maxsize=4)
def _pdf(kept: bytes) -> bytes:
    """Return the PDF of a document as JSON, made once for what it says."""
    document = thawed(json.loads(kept))
    return paper.written(document, paper_head(document.title)["notice"])


@public_page
def content(_request: HttpRequest, site: PublicSite) -> HttpResponse:
    """Give the file that anybody can check the published version with."""
    version = _version(site)
    return _file(canonical(public_content(version)), version, "json")


@public_page
def origin(_request: HttpRequest, site: PublicSite) -> HttpResponse:
    """Give where the published version comes from, as PROV-JSON."""
    version = _version(site)
    return _file(canonical(public_provenance(version)), version, "prov.json")


def _version(site: PublicSite) -> FrozenNote:
    found = published_version(site.programme)
    if found is None:
        raise Http404
    return found


def _file(body: bytes, version: FrozenNote, suffix: str) -> HttpResponse:
    answer = HttpResponse(body, content_type="application/json")
    name = f"note-v{version.number}.{suffix}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _found(request: HttpRequest, site: PublicSite) -> PublishedNote | HttpResponse:
    """Return the published note, what rooms masked since taken in; an answer where it can't be."""
    try:
        follow_programme(site.programme)
    except Refusal as refusal:
        return errors.refused(request, refusal, status=503)
    found = published_note(site.programme)
    if found is None:
        raise Http404
    return found


def _passage(told: PassageTold, found: PublishedNote, leads: Leads) -> dict[str, Any]:
    key = told.passage.key
    return {
        "key": key,
        "is_withheld": told.passage.words == WITHHELD,
        "blocks": blocks_told(read_marks(told.passage.words)),
        "sources": [_source(each, leads) for each in told.sources],
        "contrary": [_source(each, leads) for each in told.contrary],
        "n_hidden": found.n_hidden.get(key, 0),
        "n": len(told.sources) + len(told.contrary),
        "is_sourced": told.is_sourced,
    }


def _source(each: Citable, leads: Leads) -> dict[str, Any]:
    kind = kinds().get(each.reference.kind)
    is_decision = each.reference.kind == OutcomeKind.DECISION
    return {
        "kind": words.translate(kind.title) if kind is not None else "",
        "words": said_in_words(each.words),
        "is_quote": isinstance(each.words, str),
        "where": " · ".join(filter(None, (said_in_words(said) for _what, said in each.origin))),
        "href": f"{leads.decisions}#{each.reference.key}" if is_decision else "",
    }


def _day(at: Any) -> str:
    return "" if at is None else words.day(words.local(at))
