"""What the archive of a programme holds of its chronicle."""

from collections.abc import Mapping, Sequence
from typing import Any

from mire.programme.chronicle.models import Episode, Picture, PublicDecision
from mire.programme.chronicle.queries.episodes import pictures_of, voices_of
from mire.programme.chronicle.queries.public import site_of
from mire.programme.programmes.models import Programme

SITE = (
    "slug", "opened_at", "opened_by", "aims", "shows_timeline", "publisher", "director", "host",
    "contact", "access", "legal_words", "access_words", "privacy_words",
)  # fmt: skip
WRITTEN = (
    "key", "number", "title", "lead", "body", "recap", "links", "status", "status_by", "status_at",
    "made_by", "made_at", "withdrawn_at", "withdrawn_why", "removed_at",
)  # fmt: skip
PUBLISHED = ("number", "content", "why", "by", "at")
OF_PICTURE = (
    "key", "number", "media", "alternative", "credit", "consent", "consent_where", "consent_on",
    "is_in", "made_by", "made_at", "withdrawn_at",
)  # fmt: skip
OF_VOICE = (
    "key", "number", "verbatim", "words", "role", "department", "consent_where", "consent_on",
    "is_in", "made_by", "made_at", "withdrawn_at",
)  # fmt: skip


def chronicle_archived(programme: Programme) -> dict[str, Any]:
    """Return the site, episodes with their versions, and which decisions are public.

    Four queries, and two for each episode. The bytes of pictures are apart.
    """
    site = site_of(programme)
    episodes = Episode.objects.filter(programme=programme).prefetch_related("published")
    public = PublicDecision.objects.filter(outcome__programme=programme).select_related("outcome")
    return {
        "site": None if site is None else _values(site, SITE),
        "episodes": [
            {
                **_values(each, WRITTEN),
                "published": [_values(one, PUBLISHED) for one in each.published.all()],
                "pictures": [_values(one, OF_PICTURE) for one in pictures_of(each)],
                "voices": [_values(one, OF_VOICE) for one in voices_of(each)],
            }
            for each in episodes
        ],
        "decisions": [
            {"key": each.outcome.key, "published_at": each.published_at} for each in public
        ],
    }


def pictures_archived(programme: Programme) -> Mapping[str, bytes]:
    """Return the bytes of the pictures that stand, by the name of their file. One query."""
    rows = Picture.objects.filter(episode__programme=programme, withdrawn_at=None)
    return {
        f"chronicle/{each.key}.{each.media.rpartition('/')[2]}": bytes(each.wide) for each in rows
    }


def _values(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
