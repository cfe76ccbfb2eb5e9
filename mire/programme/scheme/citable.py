"""What a scheme gives to cite: each of its lines."""

from collections.abc import Collection, Mapping, Sequence

from mire.programme.evidence.rules import searched
from mire.programme.programmes.models import Programme
from mire.programme.scheme.queries import SchemeLine, lines_by_key
from mire.programme.scheme.rules import FIELDS, LINE, SECTION_WORDS, Section, digest_of_line
from mire.programme.thread.rules import Citable, Kind, Reach, Reference, Said, State
from mire.technique_api.text import Text, text


def _lines(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return lines. One query."""
    return {key: _citable(row) for key, row in lines_by_key(programme, keys).items()}


def _citable(row: SchemeLine) -> Citable:
    section = Section(row.section)
    origin: list[tuple[Text, Said]] = [(text("schéma"), SECTION_WORDS[section])]
    origin += [
        (words, row.values[name]) for name, words in FIELDS[section].items() if name in row.values
    ]
    if row.department is not None:
        origin.append((text("direction"), row.department.name))
    return Citable(
        Reference(LINE, row.key),
        text("Schéma : %(what)s", what=row.what),
        digest_of_line(row.section, row.what, row.values),
        State.SAID if row.removed_at is None else State.WITHDRAWN,
        origin,
        reach=Reach.MEMBERS,
    )


def _seek(programme: Programme, sought: str, most: int) -> Sequence[str]:
    """Return lines that hold the words, in their order. One query."""
    wanted = searched(sought).split()
    rows = SchemeLine.objects.filter(programme=programme, removed_at=None)
    found = [
        key
        for key, what in rows.values_list("key", "what")
        if all(word in searched(what) for word in wanted)
    ]
    return found[:most]


KINDS = (Kind(LINE, text("ligne du schéma"), _lines, seek=_seek),)
