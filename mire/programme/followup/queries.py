"""What became of what was said in a meeting: conclusions that took it up, and where they led."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mire.programme.evidence.queries import Verbatim
from mire.programme.findings.queries import Finding, cards_cited, themes_cited
from mire.programme.findings.rules import FINDING, Status
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.queries import StandingOutcome, is_seen, outcomes_by_key, stand
from mire.programme.outcomes.rules.kinds import OutcomeKind, Seen
from mire.programme.programmes.models import Programme
from mire.programme.reading.queries import THEME
from mire.programme.thread.queries import cited_by, links_of
from mire.programme.thread.rules import Link, Reference, State, reached

KINDS = frozenset(each.value for each in OutcomeKind)


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """A conclusion that rests on a meeting's texts, and the outcomes that rest on it.

    ``texts``: those of the meeting that it took up, (key, words), in their order; ``n_contrary``:
    how many of them say its contrary. ``outcomes``: the nearest first.
    """

    finding: Finding
    texts: Sequence[tuple[str, str]]
    n_contrary: int
    outcomes: Sequence[StandingOutcome]


@dataclass(frozen=True, slots=True)
class Followups:
    """What became of a meeting: its conclusions, and how many of its texts none of them took up."""

    lines: Sequence[FollowedUp]
    n_texts: int
    n_left: int


def followups_of(meeting: Meeting, *, today: date, is_settled: bool = False) -> Followups:
    """Return what became of what was said in a meeting.

    Findings that nobody reviewed and outcomes of minutes being written are left out: they are
    drafts. ``is_settled``: only outcomes of minutes that are final, for who has no account. Eight
    queries, and one for each reading whose themes are cited.
    """
    programme = meeting.programme
    if programme is None:
        return Followups((), 0, 0)
    rows = Verbatim.objects.filter(meeting=meeting, state=State.SAID).order_by("place")
    texts = dict(rows.values_list("key", "text"))
    findings = list(
        Finding.objects.filter(programme=programme, removed_at=None).exclude(status=Status.DRAFT)
    )
    cited = cited_by(programme, FINDING, [each.key for each in findings])
    themes = themes_cited(
        programme,
        {link.cited.key for each in cited.values() for link in each if link.cited.kind == THEME},
    )
    taken = {
        each.key: {
            key: is_contrary
            for key, is_contrary in cards_cited(cited[each.key], themes).items()
            if key in texts
        }
        for each in findings
    }
    ahead = outcomes_ahead(
        programme,
        [each.key for each in findings if taken[each.key]],
        today=today,
        is_settled=is_settled,
    )
    lines = [
        FollowedUp(
            each,
            [(key, said) for key, said in texts.items() if key in taken[each.key]],
            sum(taken[each.key].values()),
            ahead.get(each.key, ()),
        )
        for each in findings
        if taken[each.key]
    ]
    held = {key for each in taken.values() for key in each}
    return Followups(lines, len(texts), len(texts) - len(held))


def outcomes_ahead(
    programme: Programme, findings: Collection[str], *, today: date, is_settled: bool = False
) -> Mapping[str, Sequence[StandingOutcome]]:
    """Return the outcomes that rest on each finding (its key), however far; the nearest first.

    Four queries; none for no finding.
    """
    if not findings:
        return {}
    seen = Seen.SETTLED if is_settled else Seen.SHARED
    links = links_of(programme)
    met = {key: _outcomes(links, key) for key in findings}
    known = outcomes_by_key(programme, {each.key for found in met.values() for each in found})
    shown = [each for each in known.values() if each.struck_at is None and is_seen(each, seen)]
    stood = {each.outcome.key: each for each in stand(programme, shown, seen=seen, today=today)}
    return {
        key: [stood[each.key] for each in found if each.key in stood] for key, found in met.items()
    }


def _outcomes(links: Sequence[Link], finding: str) -> list[Reference]:
    found = reached(Reference(FINDING, finding), links, upstream=False)
    return [each for each in found if each.kind in KINDS]
