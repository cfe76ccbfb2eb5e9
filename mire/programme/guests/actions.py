"""Inviting a guest to one page, and closing the link."""

from datetime import date, datetime, timedelta

from mire.programme.guests.models import GuestLink
from mire.programme.guests.rules import MOST_DAYS
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor
from mire.programme.links import digest_of_secret
from mire.programme.programmes.models import Programme
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.words import words


@journalled
def invite_guest(
    *,
    programme: Programme,
    key: str,
    path: str,
    whom: str,
    ends_on: date,
    secret: str,
    by: Actor,
    now: datetime,
) -> GuestLink:
    """Make a link that opens a page up to a day; once for a key.

    Raises a ``Refusal`` naming ``ends_on`` for a day that is past or more than a year away.
    """
    if done := GuestLink.objects.filter(key=key, programme=programme).first():
        nothing_done()
        return done
    today = words.local(now).date()
    if not today <= ends_on <= today + timedelta(days=MOST_DAYS):
        raise Refusal(
            text("Un lien dure d'aujourd'hui à un an au plus."), path=("ends_on",), code="value"
        )
    link = GuestLink.objects.create(
        key=key,
        programme=programme,
        digest=digest_of_secret(secret),
        path=path,
        whom=whom,
        made_by=by.name[:120],
        made_at=now,
        ends_on=ends_on,
    )
    _note(link, "guest.invited", by=by, now=now)
    return link


@journalled
def close_guest_link(*, programme: Programme, key: str, by: Actor, now: datetime) -> None:
    """Close a link: it opens nothing from now on."""
    link = GuestLink.objects.filter(programme=programme, key=key, closed_at=None).first()
    if link is None:
        nothing_done()
        return
    link.closed_at = now
    link.save(update_fields=["closed_at"])
    _note(link, "guest.closed", by=by, now=now)


def _note(link: GuestLink, act: str, *, by: Actor, now: datetime) -> None:
    note(
        by=by,
        act=act,
        about=About("guest", link.key, link.whom),
        programme=link.programme.key,
        after={"page": link.path, "ends_on": link.ends_on},
        now=now,
    )
