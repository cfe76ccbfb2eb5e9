"""What programs read of a site: its feed, the list of its pages, its pictures for sharing."""

from datetime import datetime
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from mire.documents.writers.card import Card, drawn_card
from mire.programme.approvals.queries import published_version
from mire.programme.chronicle.queries.public import EpisodeLine, PublicSite, published_lines
from mire.programme.chronicle.rules.site import SitePage
from mire.web.addresses import public_address
from mire.web.public.apart import public_page
from mire.web.site_pages import aims_of, public_leads


@public_page
def feed(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """Give the episodes as an Atom feed, the last one first."""
    base, leads, programme = public_address(request), public_leads(site.slug), site.programme
    lines = published_lines(programme)
    made = _Feed(
        title=programme.name,
        link=f"{base}{leads.home}",
        description="",
        subtitle=aims_of(programme, site).replace("- ", ""),
        language=programme.language,
        feed_url=f"{base}{request.path}",
        author_name=programme.authority.name,
        updated=max((each.changed_at for each in lines), default=site.opened_at),
    )
    for each in reversed(lines):
        made.add_item(
            title=_numbered(each),
            link=f"{base}{leads.episode(each.key)}",
            description=each.lead,
            unique_id=f"{base}{leads.episode(each.key)}",
            pubdate=each.published_at,
            updateddate=each.changed_at,
        )
    return HttpResponse(made.writeString("utf-8"), content_type=Atom1Feed.content_type)


class _Feed(Atom1Feed):
    """A feed whose day is the last change's, not that of who asks: the same bytes each time."""

    def latest_post_date(self) -> datetime:
        """Return when something changed last."""
        found: datetime = self.feed["updated"]
        return found


@public_page
def sitemap(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """Give the list of a site's pages."""
    base, leads = public_address(request), public_leads(site.slug)
    pages = [(leads.home, None), (leads.decisions, None), (leads.plan, None)]
    if published_version(site.programme) is not None:
        pages.append((leads.note, None))
    pages += [(leads.page(each.value), None) for each in SitePage]
    told = [(f"{base}{href}", "") for href, _at in pages]
    told += [
        (f"{base}{leads.episode(each.key)}", each.changed_at.date().isoformat())
        for each in published_lines(site.programme)
    ]
    return render(request, "public/sitemap.xml", {"pages": told}, content_type="application/xml")


@public_page
def card(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """Give the picture that stands for a programme where its page is shared."""
    programme = site.programme
    made = Card(programme.name, "", programme.authority.name, programme.language)
    return HttpResponse(_drawn(made), content_type="image/png")


@public_page
def episode_card(request: HttpRequest, site: PublicSite, *, episode: str) -> HttpResponse:
    """Give the picture that stands for an episode where it is shared."""
    programme = site.programme
    found = next((each for each in published_lines(programme) if each.key == episode), None)
    if found is None:
        raise Http404
    over = _("%(programme)s · épisode %(n)s") % {"programme": programme.name, "n": found.number}
    made = Card(found.title, over, programme.authority.name, programme.language)
    return HttpResponse(_drawn(made), content_type="image/png")


@lru_cache(maxsize=64)
def _drawn(card: Card) -> bytes:
    """Return a card's picture, made once for what it says."""
    return drawn_card(card)


def _numbered(each: EpisodeLine) -> str:
    return _("Épisode %(n)s : %(title)s") % {"n": each.number, "title": each.title}
