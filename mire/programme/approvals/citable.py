"""What a circuit gives to cite: each version of the note, as what tells of it links to it."""

from collections.abc import Collection, Mapping

from mire.programme.approvals.models import FrozenNote
from mire.programme.approvals.rules.frozen import NOTE_VERSION
from mire.programme.programmes.models import Programme
from mire.programme.thread.rules import Citable, Kind, Reach, Reference, State
from mire.technique_api.text import text


def _versions(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return versions of the note. One query."""
    rows = FrozenNote.objects.filter(note__programme=programme, key__in=keys)
    return {
        each.key: Citable(
            Reference(NOTE_VERSION, each.key),
            text("%(note)s, version %(number)s", note=each.note.title, number=each.number),
            each.digest[:32],
            State.SAID,
            [(text("jour"), each.at)],
            reach=Reach.MEMBERS if each.published_at is None else Reach.ALL,
        )
        for each in rows.select_related("note")
    }


KINDS = (Kind(NOTE_VERSION, text("version de la note"), _versions),)
