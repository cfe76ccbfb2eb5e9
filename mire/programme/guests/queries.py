"""Links for guests, read."""

from collections.abc import Sequence
from datetime import date

from mire.programme.guests.models import GuestLink as GuestLink
from mire.programme.links import digest_of_secret, is_link_open
from mire.programme.programmes.models import Programme


def link_of_secret(secret: str, *, today: date) -> GuestLink | None:
    """Return the link of a secret, None when it opens nothing any more. One query."""
    found = (
        GuestLink.objects.filter(digest=digest_of_secret(secret))
        .select_related("programme")
        .first()
    )
    return found if found is not None and _is_open(found, today) else None


def guest_of(key: str, path: str, *, today: date) -> GuestLink | None:
    """Return the link by which a guest reads a page, None when it doesn't open it. One query."""
    found = (
        GuestLink.objects.filter(key=key, path=path).select_related("programme__authority").first()
    )
    return found if found is not None and _is_open(found, today) else None


def open_links(programme: Programme, path: str, *, today: date) -> Sequence[GuestLink]:
    """Return the links that open a page on a day, the latest first. One query."""
    found = GuestLink.objects.filter(
        programme=programme, path=path, closed_at=None, ends_on__gte=today
    )
    return list(found)


def _is_open(link: GuestLink, today: date) -> bool:
    return is_link_open(ends_on=link.ends_on, is_closed=link.closed_at is not None, today=today)
