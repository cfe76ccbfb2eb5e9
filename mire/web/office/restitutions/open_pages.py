"""Pages without an account: what everybody may read, what those who were there may answer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from mire.documents.frozen import thawed
from mire.documents.tree import Block, Document, Heading, Inline, Link, List, Paragraph
from mire.programme.chronicle.queries.public import site_of
from mire.programme.followup.queries import outcomes_ahead
from mire.programme.keys import new_key
from mire.programme.restitutions.actions import note_reader, remark
from mire.programme.restitutions.queries import (
    ReleasedRestitution,
    Restitution,
    published_restitution,
    released_versions,
    remarks_of,
    restitution_of_key,
    restitution_of_secret,
    told_findings,
)
from mire.programme.restitutions.rules import (
    MOST_REMARK,
    SECTION_OF,
    SECTION_WORDS,
    Length,
    RemarkState,
    may_answer,
    replies_by,
)
from mire.technique_api.free_text import tidy
from mire.technique_api.refusal import Refusal
from mire.web import rates
from mire.web.document_pages import document_page
from mire.web.following import follow_programme
from mire.web.office.citables import contrary_line, outcome_told, weight_line
from mire.web.office.pages import open_page, signed_in
from mire.web.shell import errors
from mire.words import words

PUBLIC_SECONDS = 300
"""How long a published page may be kept on the way: a correction is seen within this time."""

PUBLIC_LENGTHS = (Length.FULL, Length.PAGE)
"""The annex holds every text: it is for those who work on it."""


@require_safe
@open_page
def restitution(request: HttpRequest, *, key: str) -> HttpResponse:
    """Show what was released and published; lead those who work on it to its page."""
    found = published_restitution(key)
    if found is None:
        # The address stands on printed documents: who works on it is led on; others are told the
        # same whether there is one or not.
        known = restitution_of_key(key)
        if signed_in(request) is None:
            return errors.say(
                request,
                _("Aucune restitution publiée n'est ici : les autres se lisent avec un compte."),
                status=404,
            )
        if known is None:
            raise Http404
        named = {"programme": known.programme.key, "restitution": known.key}
        return redirect(reverse("office_restitution", kwargs=named))
    try:
        follow_programme(found.programme)
    except Refusal as refusal:
        return errors.refused(request, refusal, status=503)
    length = Length.PAGE if request.GET.get("longueur") == Length.PAGE else Length.FULL
    versions = released_versions(found)
    site = site_of(found.programme)
    home = ""
    if site is not None and site.opened_at is not None:
        home = reverse("public_home", kwargs={"site": site.slug})
    answer = document_page(_public(found, versions, length), home, found.programme.name)
    answer["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
    return answer


def _public(
    found: Restitution, versions: Sequence[ReleasedRestitution], length: Length
) -> Document:
    """Return the last version, with what changed since the first one."""
    last = versions[0]
    document = thawed(last.documents[length.value])
    with override(document.language):
        here = reverse("restitution", kwargs={"key": found.key})
        other = (
            Link(_("En une page"), f"{here}?longueur={Length.PAGE.value}")
            if length is Length.FULL
            else Link(_("La restitution complète"), here)
        )
        version = _("Version %(n)s, diffusée le %(day)s.") % {
            "n": last.version,
            "day": words.day(timezone.localtime(last.at)),
        }
        before: list[Block] = [Paragraph((f"{version} ", other), "aside")]
        after: list[Block] = []
        if len(versions) > 1:
            after = [
                Heading(2, _("Ce qui a changé")),
                List(tuple(_change(each) for each in versions if each.why)),
            ]
    blocks = [_for_everybody(each) for each in document.blocks]
    return replace(document, blocks=[*before, *blocks, *after])


def _for_everybody(block: Block) -> Block:
    """Return a block without what leads to the office, which asks for an account."""
    if not isinstance(block, Paragraph) or isinstance(block.words, str):
        return block
    kept = [each for each in block.words if not _leads_to_the_office(each)]
    if len(kept) == len(block.words):
        return block
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].removesuffix(" · ")
    return replace(block, words=tuple(kept))


def _leads_to_the_office(part: Inline) -> bool:
    return isinstance(part, Link) and urlsplit(part.address).path.startswith("/programme/")


def _change(version: ReleasedRestitution) -> str:
    return _("Version %(n)s, %(day)s : %(why)s") % {
        "n": version.version,
        "day": words.day(timezone.localtime(version.at)),
        "why": version.why,
    }


@open_page
def heard(request: HttpRequest, *, secret: str) -> HttpResponse:
    """Show what a team heard, sentence by sentence, to those who were there; take their answers."""
    if not rates.unknown_codes.has_left(request.META.get("REMOTE_ADDR", "")):
        raise Http404
    found = restitution_of_secret(secret)
    if found is None:
        rates.unknown_codes.allows(request.META.get("REMOTE_ADDR", ""))
        return errors.say(
            request,
            _("Ce lien n'ouvre plus de page : demandez-en un à qui vous l'a donné."),
            status=404,
        )
    try:
        follow_programme(found.programme)
    except Refusal as refusal:
        return errors.refused(request, refusal, status=503)
    if request.method != "POST":
        return _counted(request, found, secret)
    about = request.POST.get("about", "")
    once = request.POST.get("once", "")
    try:
        if not rates.remarks.allows(request.META.get("REMOTE_ADDR", "")):
            raise rates.too_often()
        said = tidy(request.POST.get("words", ""), limit=MOST_REMARK, path=("words",)) or ""
        remark(
            restitution=found,
            key=once if once.isalnum() and len(once) == len(new_key()) else new_key(),
            finding=about,
            words=said,
            today=timezone.localdate(),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _show(request, found, refusal=refusal)
    return redirect(reverse("heard", kwargs={"secret": secret}) + "?gardee=1#gardee")


def _counted(request: HttpRequest, found: Restitution, secret: str) -> HttpResponse:
    """Show the page, and count a browser that opens it for the first time."""
    name = f"lu-{found.key}"
    answer = _show(request, found)
    if request.method == "GET" and name not in request.COOKIES:
        note_reader(restitution=found, now=timezone.now())
        answer.set_cookie(
            name,
            "1",
            max_age=90 * 24 * 3600,
            path=reverse("heard", kwargs={"secret": secret}),
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return answer


def _show(
    request: HttpRequest, found: Restitution, *, refusal: Refusal | None = None
) -> HttpResponse:
    remarks = [each for each in remarks_of(found) if each.state == RemarkState.SHOWN]
    telling = told_findings(found)
    keys = {each.finding.key for each in telling}
    ends_on = found.heard_ends_on
    today = timezone.localdate()
    ahead = outcomes_ahead(found.programme, keys, today=today, is_settled=True)
    context: dict[str, Any] = {
        "restitution": found,
        "day": words.day(timezone.localtime(found.meeting.held_at)),
        "groups": [
            (
                words.translate(SECTION_WORDS[section]),
                [
                    {
                        "key": each.finding.key,
                        "once": new_key(),
                        "sentence": each.finding.sentence,
                        "detail": each.finding.detail,
                        "weight": weight_line(each.weight),
                        "contrary": contrary_line(each.weight),
                        "remarks": [one for one in remarks if one.finding == each.finding.key],
                        "outcomes": [outcome_told(one) for one in ahead.get(each.finding.key, ())],
                    }
                    for each in telling
                    if each.finding.kind == kind
                ],
            )
            for kind, section in SECTION_OF.items()
        ],
        "missing": [each for each in remarks if each.finding not in keys],
        "once": new_key(),
        "is_open": may_answer(ends_on, today=today),
        "ends_on": "" if ends_on is None else words.day(ends_on),
        "replies_by": "" if ends_on is None else words.day(replies_by(ends_on)),
        "is_kept": request.GET.get("gardee") == "1" and refusal is None,
        "refusal": "" if refusal is None else words.translate(refusal.text),
        "typed": request.POST.get("words", "") if refusal is not None else "",
        "typed_about": request.POST.get("about", "") if refusal is not None else "",
        "most": MOST_REMARK,
    }
    return render(request, "office/heard.html", context, status=422 if refusal else 200)
