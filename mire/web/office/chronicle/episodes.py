"""The list of episodes; an episode as everybody would read it; its status, its versions."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from mire.programme.chronicle.actions import (
    give_episode_status,
    set_episode_removed,
    withdraw_episode,
)
from mire.programme.chronicle.queries.episodes import (
    Episode,
    draft_told,
    episode_in,
    episodes_of,
    named_since,
    pictures_of,
    versions_of,
    voices_of,
)
from mire.programme.chronicle.queries.public import every_published_line, site_of
from mire.programme.chronicle.rules.kinds import (
    CONSENT_WORDS,
    MOST_WHY,
    STATUS_WORDS,
    Consent,
    Status,
    moves_from,
    who_speaks,
)
from mire.programme.people.queries import Member
from mire.programme.people.rules import Right
from mire.technique_api.refusal import Refusal
from mire.web.office.evidence_pages import evidence_page
from mire.web.office.pages import GROUP, actor, address, office_page, show
from mire.web.site_pages import Leads, episode_context, public_leads
from mire.words import words

PLACE = "office_chronicle"
READERS = (*GROUP, Right.MANAGEMENT)


def episode_of(member: Member, key: str) -> Episode:
    """Return the episode of an address, or raise Http404."""
    found = episode_in(member.programme, key)
    if found is None:
        raise Http404
    return found


def preview_leads(member: Member) -> Leads:
    """Return where the links of a preview lead: to other previews."""
    return Leads(
        address("office_site_preview", member),
        address("office_site_page_preview", member, page="decisions"),
        address("office_circuit", member),
        lambda key: address("office_episode_preview", member, episode=key),
        lambda key, size: address("office_picture_bytes", member, picture=key, size=size),
        lambda page: address("office_site_page_preview", member, page=page),
    )


@require_safe
@office_page(*READERS)
def episodes(request: HttpRequest, member: Member) -> HttpResponse:
    """List the episodes, and say whether everybody reads them."""
    site = site_of(member.programme)
    may_write = member.may(*GROUP)
    rows = episodes_of(member.programme)
    public = {each.key for each in every_published_line(member.programme)}
    context = {
        "tab": "episodes",
        "may_write": may_write,
        "site": site,
        "is_open": site is not None and site.opened_at is not None,
        "public": public_leads(site.slug).home if site is not None else "",
        "episodes": [_line(each, is_public=each.key in public) for each in rows],
        "removed": episodes_of(member.programme, removed=True) if may_write else [],
    }
    return show(request, member, "office/chronicle.html", context, place=PLACE)


def _line(each: Episode, *, is_public: bool) -> dict[str, Any]:
    return {
        "row": each,
        "status": words.translate(STATUS_WORDS[Status(each.status)]),
        "is_public": is_public,
        "is_correcting": is_public and each.status != Status.PUBLISHED,
        "is_withdrawn": each.withdrawn_at is not None,
    }


@require_safe
@evidence_page(*READERS)
def episode(request: HttpRequest, member: Member, *, episode: str) -> HttpResponse:
    """Show an episode as it is being written, with what may be done with it."""
    return _shown(request, member, episode_of(member, episode))


def _shown(
    request: HttpRequest,
    member: Member,
    found: Episode,
    *,
    refusal: Refusal | None = None,
    why: str = "",
    why_withdrawn: str = "",
) -> HttpResponse:
    programme = member.programme
    site = site_of(programme)
    told = draft_told(found)
    published = versions_of(found)
    may_write = member.may(*GROUP)
    is_public = bool(published) and found.withdrawn_at is None
    moves = moves_from(Status(found.status), member.rights) if may_write else []
    context = {
        **episode_context(programme, site, told, preview_leads(member)),
        **_line(found, is_public=is_public),
        "may_write": may_write,
        "may_publish": member.may(Right.FACILITATOR),
        "status_by": found.status_by,
        "status_day": words.day(words.local(found.status_at)) if found.status_at else "",
        "moves": [
            {
                "value": each.value,
                "is_first": n == 0,
                "title": _move_words(each, is_public=is_public),
            }
            for n, each in enumerate(moves)
        ],
        "asks_why": Status.PUBLISHED in moves and bool(published),
        "most_why": MOST_WHY,
        "why": why,
        "why_withdrawn": why_withdrawn,
        "pictures": [_picture(each) for each in pictures_of(found)],
        "voices": [
            {"row": each, "who": who_speaks(each.role, each.department)}
            for each in voices_of(found)
        ],
        "named": words.listed(named_since(found, published)),
        "n_versions": len(published),
        "public": public_leads(site.slug).episode(found.key)
        if site is not None and site.opened_at is not None and is_public
        else "",
        "is_open": site is not None and site.opened_at is not None,
        "refusal": "" if refusal is None else words.translate(refusal.text),
    }
    status = 409 if refusal is not None else 200
    return show(request, member, "office/episode.html", context, place=PLACE, status=status)


def _move_words(status: Status, *, is_public: bool) -> str:
    if status is Status.REVIEWED:
        return _("Je l'ai relu")
    if status is Status.DRAFT:
        return _("Revenir au brouillon")
    return _("Publier la correction") if is_public else _("Publier")


def _picture(each: Any) -> dict[str, Any]:
    return {
        "row": each,
        "consent": words.translate(CONSENT_WORDS[Consent(each.consent)]),
        "on": words.day(each.consent_on) if each.consent_on else "",
    }


@require_POST
@evidence_page(*GROUP)
def status(request: HttpRequest, member: Member, *, episode: str) -> HttpResponse:
    """Give an episode a status; published, it is what everybody reads."""
    found = episode_of(member, episode)
    wanted, seen = request.POST.get("status", ""), request.POST.get("seen", "")
    if wanted not in set(Status) or not seen.isdecimal() or len(seen) > 9:
        raise Http404
    why = " ".join(request.POST.get("why", "").split())[:MOST_WHY]
    try:
        give_episode_status(
            episode=found,
            status=Status(wanted),
            seen=int(seen),
            rights=member.rights,
            why=why,
            by=actor(member),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _shown(request, member, episode_of(member, episode), refusal=refusal, why=why)
    return redirect(address("office_episode", member, episode=found.key))


@require_POST
@evidence_page(Right.FACILITATOR)
def withdrawn(request: HttpRequest, member: Member, *, episode: str) -> HttpResponse:
    """Take a published episode from the public, with why."""
    found = episode_of(member, episode)
    why = " ".join(request.POST.get("why", "").split())[:MOST_WHY]
    try:
        withdraw_episode(episode=found, why=why, by=actor(member), now=timezone.now())
    except Refusal as refusal:
        again = episode_of(member, episode)
        return _shown(request, member, again, refusal=refusal, why_withdrawn=why)
    return redirect(address("office_episode", member, episode=found.key))


@require_POST
@evidence_page(*GROUP)
def removed(request: HttpRequest, member: Member, *, episode: str) -> HttpResponse:
    """Take an episode that nobody reads out of the list, or put it back."""
    is_back = request.POST.get("do") == "back"
    rows = episodes_of(member.programme, removed=is_back)
    found = next((each for each in rows if each.key == episode), None)
    if found is None:
        raise Http404
    try:
        set_episode_removed(
            episode=found, is_removed=not is_back, by=actor(member), now=timezone.now()
        )
    except Refusal as refusal:
        return _shown(request, member, found, refusal=refusal)
    return redirect(address("office_chronicle", member))


@require_safe
@evidence_page(*READERS)
def preview(request: HttpRequest, member: Member, *, episode: str) -> HttpResponse:
    """Show an episode as everybody would read it."""
    found = episode_of(member, episode)
    with override(member.programme.language):
        context = episode_context(
            member.programme,
            site_of(member.programme),
            draft_told(found),
            preview_leads(member),
        )
        back = address("office_episode", member, episode=found.key)
        return render(request, "public/episode.html", {**context, "is_preview": True, "back": back})


@require_safe
@evidence_page(*READERS)
def versions(request: HttpRequest, member: Member, *, episode: str) -> HttpResponse:
    """Show what was published of an episode, version by version, the last one first."""
    found = episode_of(member, episode)
    context = {
        "row": found,
        "versions": [
            {
                "number": each.number,
                "day": words.day(words.local(each.at)),
                "by": each.by,
                "why": each.why,
                "title": each.content["title"],
                "lead": each.content["lead"],
                "body": each.content["body"],
            }
            for each in reversed(versions_of(found))
        ],
    }
    return show(request, member, "office/episode_versions.html", context, place=PLACE)
