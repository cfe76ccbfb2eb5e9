"""What the chronicle gives to the thread: episodes, so that one sees what is told in public."""

from collections.abc import Collection, Mapping

from mire.programme.chronicle.queries.episodes import Episode, episodes_by_key
from mire.programme.chronicle.rules.kinds import EPISODE, STATUS_WORDS, Status
from mire.programme.evidence.rules import digest_of
from mire.programme.programmes.models import Programme
from mire.programme.thread.rules import Citable, Kind, Reach, Reference, State
from mire.technique_api.text import text


def _episodes(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return episodes. One query."""
    return {
        key: Citable(
            Reference(EPISODE, key),
            text("Épisode : %(title)s", title=row.title),
            digest_of({"title": row.title, "lead": row.lead, "body": row.body}),
            State.SAID if row.removed_at is None else State.WITHDRAWN,
            ((text("état"), STATUS_WORDS[Status(row.status)]),),
            reach=Reach.ALL if _is_read(row) else Reach.GROUP,
        )
        for key, row in episodes_by_key(programme, keys).items()
    }


def _is_read(row: Episode) -> bool:
    """Say whether everybody reads an episode as it stands now."""
    return row.status == Status.PUBLISHED and row.withdrawn_at is None and row.removed_at is None


KINDS = (Kind(EPISODE, text("épisode du récit"), _episodes),)
