"""Pages that everybody reads: a programme, an episode, decisions, what the site says of itself."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mire.programme.chronicle.queries.episodes import (
    episode_in,
    published_picture,
    published_told,
    quotes_a_text,
    versions_of,
    withdrawn_episode,
)
from mire.programme.chronicle.queries.public import PublicSite, open_sites
from mire.programme.chronicle.rules.site import SitePage
from mire.technique_api.refusal import Refusal
from mire.web.addresses import public_address
from mire.web.following import follow_programme
from mire.web.public.apart import public_page
from mire.web.shell import errors
from mire.web.site_pages import (
    NARROW,
    SIZES,
    decisions_context,
    episode_context,
    frame,
    home_context,
    public_leads,
    words_context,
)
from mire.words import words


def shown(
    request: HttpRequest,
    site: PublicSite,
    template: str,
    context: dict[str, Any],
    *,
    about: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show a page; ``about``: what it is about, in a sentence, for who shares it."""
    base = public_address(request)
    card = context.get("card") or reverse("public_card", kwargs={"site": site.slug})
    made = {
        **context,
        "about": about,
        "here": f"{base}{request.path}",
        "card": f"{base}{card}",
        "feed": reverse("public_feed", kwargs={"site": site.slug}),
    }
    return render(request, template, made, status=status)


@public_page
def home(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """Show the programme: its aims, where it stands, its episodes, what is published."""
    context = home_context(site.programme, site, public_leads(site.slug))
    return shown(request, site, "public/home.html", context, about=context["about"])


@public_page
def episode(request: HttpRequest, site: PublicSite, *, episode: str) -> HttpResponse:
    """Show an episode as it was published last."""
    programme, leads = site.programme, public_leads(site.slug)
    found = episode_in(programme, episode)
    if found is None:
        raise Http404
    gone_episode = withdrawn_episode(programme, episode)
    if gone_episode is not None:
        gone = {
            **frame(programme, site, leads),
            "day": words.day(words.local(found.withdrawn_at)) if found.withdrawn_at else "",
            "why": gone_episode.withdrawn_why,
        }
        return shown(request, site, "public/gone.html", gone, status=410)
    versions = versions_of(found)
    quotes = bool(versions) and quotes_a_text(versions[-1].content)
    if quotes:
        try:
            follow_programme(programme)
        except Refusal as refusal:
            return errors.refused(request, refusal, status=503)
    told = published_told(programme, episode)
    if told is None:
        raise Http404
    named = {"site": site.slug, "episode": told.key}
    card = {"card": reverse("public_episode_card", kwargs=named)}
    context = {**episode_context(programme, site, told, leads), **card}
    answer = shown(request, site, "public/episode.html", context, about=told.lead)
    answer.quotes = quotes  # type: ignore[attr-defined]
    return answer


@public_page
def decisions(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """Show the decisions that are public, and what became of each."""
    context = decisions_context(site.programme, site, public_leads(site.slug))
    about = _("Les décisions publiées, leurs raisons, ce qu'elles laissent ouvert.")
    return shown(request, site, "public/decisions.html", context, about=about)


@public_page
def plan(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """List every page of the site, for who looks for one."""
    context = home_context(site.programme, site, public_leads(site.slug))
    about = _("Toutes les pages de ce site, sur une page.")
    return shown(request, site, "public/plan.html", {**context, "is_home": False}, about=about)


@public_page
def site_words(request: HttpRequest, site: PublicSite, *, page: str) -> HttpResponse:
    """Show the legal notice, the accessibility statement or the privacy notice."""
    if page not in set(SitePage):
        raise Http404
    context = words_context(site.programme, site, SitePage(page), public_leads(site.slug))
    return shown(request, site, "public/words.html", context)


@public_page
def picture(request: HttpRequest, site: PublicSite, *, picture: str, size: str) -> HttpResponse:
    """Give a picture that a published episode shows."""
    found = published_picture(site.programme, picture)
    if found is None or size not in SIZES:
        raise Http404
    content = found.narrow if size == NARROW else found.wide
    return HttpResponse(bytes(content), content_type=found.media)


def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots that public pages alone are to be read, and where each site lists its own."""
    base = public_address(request)
    lines = ["User-agent: *", "Allow: /p/", "Allow: /static/", "Disallow: /", ""]
    lines += [
        f"Sitemap: {base}{reverse('public_sitemap', kwargs={'site': each.slug})}"
        for each in open_sites()
    ]
    answer = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


robots.access = "anybody"  # type: ignore[attr-defined]
