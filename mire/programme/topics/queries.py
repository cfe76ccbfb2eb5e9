"""Topics, calls and choices, read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mire.programme.cases.rules import Spread, Stakes, latest_stakes, spread
from mire.programme.evidence.rules import searched
from mire.programme.links import digest_of_secret, is_link_open
from mire.programme.programmes.models import Programme
from mire.programme.topics.models import Call as Call
from mire.programme.topics.models import QuestionBack as QuestionBack
from mire.programme.topics.models import Selection as Selection
from mire.programme.topics.models import SelectionAmendment as SelectionAmendment
from mire.programme.topics.models import Topic as Topic
from mire.programme.topics.models import TopicTally as TopicTally
from mire.programme.topics.rules.selecting import Line, Proposal, Terms, Wanted, proposal_of
from mire.programme.topics.rules.states import TopicState


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic in a list. ``stakes`` None: not graded by enough people."""

    topic: Topic
    stakes: Stakes | None
    n_waiting: int


@dataclass(frozen=True, slots=True)
class Graded:
    """The last tally of a topic by one criterion: ``spread`` None under the threshold."""

    tally: TopicTally
    n: int
    spread: Spread | None


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """One topic of a choice: what was proposed, what the group changed, what holds."""

    line: Line
    title: str
    topic: Topic | None
    amendment: SelectionAmendment | None

    @property
    def is_taken(self) -> bool:
        """Say whether it is taken, once the group has said its word."""
        return self.line.is_taken if self.amendment is None else self.amendment.is_taken


def calls_of(programme: Programme) -> Sequence[Call]:
    """Return the links by which topics were asked, the last one first. One query."""
    return list(Call.objects.filter(programme=programme))


def call_in(programme: Programme, key: str) -> Call | None:
    """Return a link of a programme, None when there is none. One query."""
    return Call.objects.filter(programme=programme, key=key).select_related("programme").first()


def call_of_secret(secret: str) -> Call | None:
    """Return what a link opens, whatever its last day. One query."""
    found = Call.objects.filter(digest=digest_of_secret(secret))
    return found.select_related("programme__authority").first()


def is_open(call: Call, *, today: date) -> bool:
    """Say whether a link takes topics on a day."""
    return is_link_open(is_closed=call.closed_at is not None, ends_on=call.ends_on, today=today)


def topics_of(programme: Programme, *, words: str = "", state: str = "") -> list[TopicLine]:
    """Return the topics of a programme that hold these words. Three queries."""
    rows = Topic.objects.filter(programme=programme).select_related("department", "case")
    if state:
        rows = rows.filter(state=state)
    wanted = searched(words).split()
    found = [
        each
        for each in rows.prefetch_related("questions", "tallies")
        if all(one in searched(f"{each.title} {each.aim} {each.asked_by}") for one in wanted)
    ]
    return [
        TopicLine(
            each,
            latest_stakes(
                ((one.criterion_id, one.counts) for one in each.tallies.all()),
                threshold=programme.threshold,
            ),
            sum(not one.answer for one in each.questions.all()),
        )
        for each in found
    ]


def topic_in(programme: Programme, key: str) -> Topic | None:
    """Return a topic of a programme, None when there is none. Two queries."""
    found = Topic.objects.filter(programme=programme, key=key)
    rows = found.select_related("department", "case", "programme").prefetch_related("questions")
    return rows.first()


def topic_of_secret(secret: str) -> Topic | None:
    """Return the topic that a private link follows. Two queries."""
    found = Topic.objects.filter(digest=digest_of_secret(secret))
    rows = found.select_related("department", "programme__authority")
    return rows.prefetch_related("questions").first()


def topics_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Topic]:
    """Return the topics of a programme that have these keys. One query."""
    found = Topic.objects.filter(programme=programme, key__in=keys).select_related("department")
    return {each.key: each for each in found}


def graded_of(topic: Topic) -> list[Graded]:
    """Return the last tally by each criterion, in the criteria's order. One query."""
    latest: dict[int, TopicTally] = {}
    for each in topic.tallies.select_related("criterion"):
        latest[each.criterion_id] = each
    return [
        Graded(each, sum(each.counts), spread(each.counts, threshold=topic.programme.threshold))
        for each in sorted(latest.values(), key=lambda one: (one.criterion.place, one.pk))
    ]


def tally_in(topic: Topic, key: str) -> TopicTally | None:
    """Return a tally of a topic, None when there is none. One query."""
    return TopicTally.objects.filter(topic=topic, key=key).select_related("criterion").first()


def topics_to_choose(programme: Programme, *, among: Collection[int] | None = None) -> list[Topic]:
    """Return the topics that a choice is made among: asked for, their cost reckoned. One query.

    ``among``: the numbers of those that were put to a vote, None: all; what must be had is there.
    """
    rows = Topic.objects.filter(programme=programme, state=TopicState.ASKED, cost__isnull=False)
    return [each for each in rows if among is None or each.is_must or each.number in among]


def selections_of(programme: Programme) -> list[Selection]:
    """Return the choices of a programme, the last one first. One query."""
    return list(Selection.objects.filter(programme=programme))


def selections_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Selection]:
    """Return the choices of a programme that have these keys. One query."""
    found = Selection.objects.filter(programme=programme, key__in=keys)
    return {each.key: each for each in found}


def selection_in(programme: Programme, key: str) -> Selection | None:
    """Return a choice of a programme, None when there is none. Two queries."""
    found = Selection.objects.filter(programme=programme, key=key).select_related("programme")
    return found.prefetch_related("amendments").first()


def proposal_in(selection: Selection) -> Proposal:
    """Return what a choice proposes, as it was reckoned when it was made."""
    return proposal_of(selection.proposal)


def choice_that_answered(topic: Topic) -> Selection | None:
    """Return the decided choice that took or left a topic; None where none did. One query."""
    decided = Selection.objects.filter(
        programme_id=topic.programme_id, decided_on=topic.state_on
    ).exclude(decided_on=None)
    return next(
        (each for each in decided if any(one.number == topic.number for one in wanted_of(each))),
        None,
    )


def terms_of(selection: Selection) -> Terms:
    """Return the terms of a choice."""
    return Terms(**selection.terms)


def wanted_of(selection: Selection) -> list[Wanted]:
    """Return what a choice was made among, as it was then."""
    return [Wanted(**each) for each in selection.wanted]


def lines_of(selection: Selection) -> list[DecidedLine]:
    """Return the topics of a choice, those proposed first. One query."""
    amended = {each.number: each for each in selection.amendments.all()}
    titles = {each.number: each.title for each in wanted_of(selection)}
    rows = {
        each.number: each
        for each in Topic.objects.filter(
            programme=selection.programme, number__in=titles
        ).select_related("department")
    }
    return [
        DecidedLine(each, titles[each.number], rows.get(each.number), amended.get(each.number))
        for each in proposal_in(selection).lines
    ]


def topics_told(programme: Programme) -> dict[str, Any]:
    """Return what an archive holds of topics, grades under the threshold left out. Six queries."""
    topics = list(
        Topic.objects.filter(programme=programme)
        .select_related("department", "case")
        .prefetch_related("questions", "tallies__criterion")
    )
    plain = (
        "key", "number", "title", "aim", "audience", "stakes", "deadline", "freed", "asked_by",
        "theme", "cost", "is_must", "is_aside", "state", "reason", "state_on", "made_at",
    )  # fmt: skip
    return {
        "topics": [
            {name: getattr(each, name) for name in plain}
            | {
                "department": None if each.department is None else each.department.name,
                "case": None if each.case is None else each.case.key,
                "questions": [
                    {"words": one.words, "at": one.at, "answer": one.answer}
                    for one in each.questions.all()
                ],
                "grades": [
                    {
                        "criterion": one.criterion.name,
                        "on": one.on,
                        "n": sum(one.counts),
                        "counts": one.counts if sum(one.counts) >= programme.threshold else None,
                    }
                    for one in {one.criterion_id: one for one in each.tallies.all()}.values()
                ],
            }
            for each in topics
        ],
        "choices": [
            {
                "key": each.key,
                "title": each.title,
                "terms": each.terms,
                "among": each.wanted,
                "proposal": _shown(each.proposal, programme.threshold),
                "ballots": each.ballots if _may_tell(each.ballots, programme.threshold) else None,
                "amended": [
                    {"number": one.number, "is_taken": one.is_taken, "reason": one.reason}
                    for one in each.amendments.all()
                ],
                "decided_on": each.decided_on,
            }
            for each in Selection.objects.filter(programme=programme).prefetch_related("amendments")
        ],
    }


def _shown(proposal: Mapping[str, Any], threshold: int) -> dict[str, Any]:
    """Return a proposal without counts of a few ballots, nor their complements."""
    n = proposal["n_ballots"]

    def told(count: int, of: int = n) -> int | None:
        return count if count in (0, of) or threshold <= count <= of - threshold else None

    return {
        **proposal,
        "n_served": told(proposal["n_served"]),
        "n_blank": told(proposal["n_blank"]),
        "lines": [
            {
                **each,
                "supporters": None if 0 < each["supporters"] < threshold else each["supporters"],
            }
            for each in proposal["lines"]
        ],
    }


def _may_tell(ballots: Sequence[Any], threshold: int) -> bool:
    """Say whether every ballot is that of enough people."""
    return all(n >= threshold for _marked, n in ballots)
