"""What a note gives to cite: each of its passages."""

from collections.abc import Collection, Mapping, Sequence

from mire.programme.evidence.rules import digest_of, searched
from mire.programme.note.models import Passage
from mire.programme.note.queries import passages_by_key, passages_of
from mire.programme.note.rules.kinds import PASSAGE
from mire.programme.note.rules.marks import plain_words
from mire.programme.programmes.models import Programme
from mire.programme.thread.rules import Citable, Kind, Reach, Reference, State
from mire.technique_api.text import text


def _passages(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return passages. One query."""
    return {key: _citable(row) for key, row in passages_by_key(programme, keys).items()}


def _citable(row: Passage) -> Citable:
    return Citable(
        Reference(PASSAGE, row.key),
        plain_words(row.words),
        digest_of({"words": row.words}),
        State.SAID if row.removed_at is None else State.WITHDRAWN,
        [(text("note"), row.section.title)],
        reach=Reach.GROUP,
    )


def _seek(programme: Programme, sought: str, most: int) -> Sequence[str]:
    """Return passages that hold the words, in the note's order. One query."""
    wanted = searched(sought).split()
    found = [
        each.key
        for each in passages_of(programme)
        if wanted and all(word in searched(each.words) for word in wanted)
    ]
    return found[:most]


KINDS = (Kind(PASSAGE, text("passage de la note"), _passages, seek=_seek),)
