"""What outcomes give to cite: decisions, questions, actions, answers, each a kind of its own."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, time
from functools import partial

from django.utils import timezone

from mire.programme.evidence.rules import searched
from mire.programme.outcomes.queries import Outcome, digest, outcomes_by_key
from mire.programme.outcomes.rules.kinds import (
    KIND_WORDS,
    STANDING_WORDS,
    End,
    OutcomeKind,
    name_of,
    standing_of,
)
from mire.programme.programmes.models import Programme
from mire.programme.thread.rules import Citable, Kind, Reach, Reference, Said, State
from mire.technique_api.text import Text, text


def _found(kind: OutcomeKind, programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return outcomes of a kind. Two queries."""
    return {
        key: _citable(kind, row)
        for key, row in outcomes_by_key(programme, keys).items()
        if row.kind == kind
    }


def _citable(kind: OutcomeKind, row: Outcome) -> Citable:
    name = name_of(row.kind, row.number)
    origin: list[tuple[Text, Said]] = []
    if row.meeting is not None:
        origin.append((text("réunion"), row.meeting.title))
    origin.append((text("jour"), timezone.make_aware(_noon(row))))
    if row.who:
        origin.append((text("par"), row.who))
    if kind is OutcomeKind.DECISION:
        standing = standing_of(
            kind,
            is_superseded=row.superseded_by_id is not None,
            end=End(row.end),
            today=row.on,
        )
        origin.append((text("état"), STANDING_WORDS[standing]))
    origin += [(text("correction"), each.words) for each in row.corrections.all()]
    is_said = row.struck_at is None
    return Citable(
        Reference(kind, row.key),
        text("%(name)s : %(what)s", name=name, what=row.what) if is_said else "",
        digest(row),
        State.SAID if is_said else State.WITHDRAWN,
        origin,
        reach=Reach.GROUP
        if row.shared_at is None
        else Reach.MEMBERS
        if row.settled_at is None
        else Reach.ALL,
    )


def _noon(row: Outcome) -> datetime:
    return datetime.combine(row.on, time(12))


def _seek(kind: OutcomeKind, programme: Programme, sought: str, most: int) -> Sequence[str]:
    """Return outcomes of a kind that hold the words; the last ones without words. One query."""
    wanted = searched(sought).split()
    rows = Outcome.objects.filter(programme=programme, kind=kind, struck_at=None, end="")
    found = [
        key
        for key, what in rows.order_by("-on", "-number").values_list("key", "what")
        if all(word in searched(what) for word in wanted)
    ]
    return found[:most]


def _kind(kind: OutcomeKind) -> Kind:
    find: Callable[..., Mapping[str, Citable]] = partial(_found, kind)
    return Kind(kind.value, KIND_WORDS[kind], find, seek=partial(_seek, kind))


KINDS = tuple(_kind(each) for each in OutcomeKind)
