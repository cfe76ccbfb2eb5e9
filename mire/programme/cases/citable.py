"""What cases give to cite: themselves, and what the lab learnt from each."""

from collections.abc import Collection, Mapping, Sequence

from mire.programme.cases.queries import (
    Learnt,
    cases_by_key,
    keys_of_cases,
    keys_of_learnt,
    keys_of_read,
    learnt_by_key,
)
from mire.programme.cases.rules import (
    CASE,
    LEARNT,
    STATUS_WORDS,
    Status,
    digest_of_case,
    digest_of_learnt,
)
from mire.programme.programmes.models import Programme
from mire.programme.thread.rules import Citable, Kind, Reference, State
from mire.technique_api.text import text


def _cases(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return cases. One query."""
    return {
        key: Citable(
            Reference(CASE, key),
            text("Cas : %(title)s", title=row.title) if row.removed_at is None else "",
            digest_of_case(row.title, row.ask),
            State.SAID if row.removed_at is None else State.WITHDRAWN,
            (
                (text("état"), STATUS_WORDS[Status(row.status)]),
                (text("demandé par"), row.asked_by or text("non dit")),
            ),
        )
        for key, row in cases_by_key(programme, keys).items()
    }


def _learnt(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return learnt points; the words of a draft can't be read yet. One query."""
    return {
        key: Citable(
            Reference(LEARNT, key),
            text("%(sentence)s", sentence=row.sentence) if _is_read(row) else "",
            digest_of_learnt(row.sentence),
            State.SAID if _is_read(row) else State.WITHDRAWN,
            (
                (text("cas"), row.case.title),
                (text("état"), text("relu") if row.read_at else text("brouillon")),
            ),
            rests_on=(Reference(CASE, row.case.key),),
        )
        for key, row in learnt_by_key(programme, keys).items()
    }


def _is_read(row: Learnt) -> bool:
    return row.read_at is not None and row.removed_at is None


def _resting(programme: Programme, reference: Reference) -> Sequence[str]:
    """Return what was learnt from a case. One query."""
    return keys_of_learnt(programme, reference.key) if reference.kind == CASE else ()


def _seek_cases(programme: Programme, sought: str, most: int) -> Sequence[str]:
    """Return cases whose title or request holds the words, the last asked first. One query."""
    return keys_of_cases(programme, sought)[:most]


def _seek_learnt(programme: Programme, sought: str, most: int) -> Sequence[str]:
    """Return learnt points that were read and hold the words, the last first. One query."""
    return keys_of_read(programme, sought)[:most]


KINDS = (
    Kind(CASE, text("cas pratique"), _cases, seek=_seek_cases),
    Kind(LEARNT, text("brique de labo"), _learnt, _resting, _seek_learnt),
)
