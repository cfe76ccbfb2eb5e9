"""What steering meetings give to cite: the file that was sent before one."""

from collections.abc import Collection, Mapping

from mire.programme.evidence.rules import digest_of
from mire.programme.programmes.models import Programme
from mire.programme.steering.queries import Dossier
from mire.programme.steering.rules import DOSSIER
from mire.programme.thread.rules import Citable, Kind, Reach, Reference, State
from mire.technique_api.text import text


def _dossiers(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return files. One query."""
    found = Dossier.objects.filter(programme=programme, key__in=keys).select_related("meeting")
    return {
        each.key: Citable(
            Reference(DOSSIER, each.key),
            text("Dossier : %(meeting)s", meeting=each.meeting.title),
            digest_of({"meeting": each.meeting.title, "version": each.version}),
            State.SAID,
            ((text("jour"), each.meeting.planned_at),),
            reach=Reach.MEMBERS if each.version > 1 else Reach.GROUP,
        )
        for each in found
    }


KINDS = (Kind(DOSSIER, text("dossier de réunion"), _dossiers),)
