"""What restitutions give to the thread: where findings went."""

from collections.abc import Collection, Mapping

from mire.programme.evidence.rules import digest_of
from mire.programme.findings.rules import STATUS_WORDS, Status
from mire.programme.programmes.models import Programme
from mire.programme.restitutions.queries import restitutions_by_key
from mire.programme.restitutions.rules import RESTITUTION
from mire.programme.thread.rules import Citable, Kind, Reference, State
from mire.technique_api.text import text


def _restitutions(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return restitutions. One query."""
    return {
        key: Citable(
            Reference(RESTITUTION, key),
            text("Restitution : %(meeting)s", meeting=row.meeting.title),
            digest_of({"lead": row.lead, "next": row.next_steps, "version": row.version}),
            State.SAID,
            (
                (text("état"), STATUS_WORDS[Status(row.status)]),
                (text("version"), str(row.version)),
            ),
        )
        for key, row in restitutions_by_key(programme, keys).items()
    }


KINDS = (Kind(RESTITUTION, text("restitution"), _restitutions),)
