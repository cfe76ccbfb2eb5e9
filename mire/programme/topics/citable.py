"""What topics give to cite: a topic, with where it stands and why; a choice among several."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time

from django.utils import timezone

from mire.programme.evidence.rules import digest_of, searched
from mire.programme.programmes.models import Programme
from mire.programme.thread.rules import Citable, Kind, Reach, Reference, Said, State
from mire.programme.topics.queries import (
    Selection,
    Topic,
    proposal_in,
    selections_by_key,
    selections_of,
    topics_by_key,
)
from mire.programme.topics.rules.selecting import summary_words
from mire.programme.topics.rules.states import (
    SELECTION,
    STATE_WORDS,
    TOPIC,
    TopicState,
    digest_of_topic,
)
from mire.technique_api.text import Text, text


def _topics(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return topics. One query."""
    return {key: _citable(row) for key, row in topics_by_key(programme, keys).items()}


def _citable(row: Topic) -> Citable:
    origin: list[tuple[Text, Said]] = [(text("demandé par"), row.asked_by)]
    if row.department is not None:
        origin.append((text("direction"), row.department.name))
    origin += [(text("jour"), row.made_at), (text("état"), STATE_WORDS[TopicState(row.state)])]
    if row.reason:
        origin.append((text("pourquoi"), row.reason))
    return Citable(
        Reference(TOPIC, row.key),
        text("Sujet %(number)s : %(title)s", number=row.number, title=row.title),
        digest_of_topic(row.title, row.aim, row.audience),
        State.WITHDRAWN if row.state == TopicState.WITHDRAWN else State.SAID,
        origin,
        reach=Reach.MEMBERS,
    )


def _seek(programme: Programme, sought: str, most: int) -> Sequence[str]:
    """Return topics that hold the words, the last one first. One query."""
    wanted = searched(sought).split()
    rows = Topic.objects.filter(programme=programme).exclude(state=TopicState.WITHDRAWN)
    found = [
        key
        for key, title, aim in rows.order_by("-number").values_list("key", "title", "aim")
        if all(word in searched(f"{title} {aim}") for word in wanted)
    ]
    return found[:most]


def _selections(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return choices among topics. One query."""
    return {key: _choice(row) for key, row in selections_by_key(programme, keys).items()}


def _choice(row: Selection) -> Citable:
    proposal = proposal_in(row)
    day = row.made_at if row.decided_on is None else _noon(row.decided_on)
    return Citable(
        Reference(SELECTION, row.key),
        text("Choix des sujets : %(title)s", title=row.title),
        digest_of({"title": row.title, "proposal": row.proposal}),
        State.SAID,
        (
            (text("jour"), day),
            (text("état"), text("décidé") if row.decided_on else text("proposition")),
            (text("ce qui est proposé"), summary_words(proposal)),
        ),
        reach=Reach.MEMBERS,
    )


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _seek_selections(programme: Programme, sought: str, most: int) -> Sequence[str]:
    """Return choices that hold the words, the last one first. One query."""
    wanted = searched(sought).split()
    found = [
        each.key
        for each in selections_of(programme)
        if all(word in searched(each.title) for word in wanted)
    ]
    return found[:most]


KINDS = (
    Kind(TOPIC, text("sujet demandé"), _topics, seek=_seek),
    Kind(SELECTION, text("choix de sujets"), _selections, seek=_seek_selections),
)
