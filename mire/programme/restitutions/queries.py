"""Restitutions, read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from mire.programme.evidence.rules import digest_of
from mire.programme.findings.models import Finding
from mire.programme.findings.queries import WeighedFinding, findings_by_key, weights_of
from mire.programme.findings.rules import FINDING, digest_of_finding
from mire.programme.links import digest_of_secret
from mire.programme.meetings.models import Meeting
from mire.programme.programmes.models import Programme
from mire.programme.reading.queries import reading_of_meeting
from mire.programme.restitutions.models import ReleasedRestitution as ReleasedRestitution
from mire.programme.restitutions.models import Remark as Remark
from mire.programme.restitutions.models import Restitution as Restitution
from mire.programme.restitutions.rules import RESTITUTION, RemarkState
from mire.programme.thread.queries import cited_by


@dataclass(frozen=True, slots=True)
class ToTell:
    """An ended meeting and its restitution, None until somebody begins it."""

    meeting: Meeting
    restitution: Restitution | None
    n_waiting: int


def meetings_to_tell(
    programme: Programme, *, words: str = "", start: int = 0, most: int = 25
) -> tuple[list[ToTell], int]:
    """Return the meetings that have ended, the last one first, and how many. Two queries."""
    found = Meeting.objects.filter(programme=programme, ended_at__isnull=False)
    for word in words.split():
        found = found.filter(title__icontains=word)
    is_waiting = Q(restitution__remarks__state=RemarkState.WAITING)
    counted = found.annotate(n_waiting=Count("restitution__remarks", filter=is_waiting))
    rows = counted.select_related("restitution").order_by("-planned_at", "pk")
    return [
        ToTell(each, getattr(each, "restitution", None), each.n_waiting)
        for each in rows[start : start + most]
    ], found.count()


def restitution_in(programme: Programme, key: str) -> Restitution | None:
    """Return a restitution of a programme, None when there is none. One query."""
    found = Restitution.objects.filter(programme=programme, key=key)
    return found.select_related("meeting", "programme").first()


def restitution_of_meeting(meeting: Meeting) -> Restitution | None:
    """Return the restitution of a meeting, None until it is begun. One query."""
    return Restitution.objects.filter(meeting=meeting).first()


def restitutions_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Restitution]:
    """Return the restitutions of a programme that have these keys. One query."""
    found = Restitution.objects.filter(programme=programme, key__in=keys)
    return {each.key: each for each in found.select_related("meeting")}


def restitution_of_key(key: str) -> Restitution | None:
    """Return a restitution of any programme, None when there is none. One query."""
    return Restitution.objects.filter(key=key).select_related("programme").first()


def remark_in(restitution: Restitution, key: str) -> Remark | None:
    """Return a remark on a restitution, None when there is none. One query."""
    found = Remark.objects.filter(restitution=restitution, key=key)
    return found.select_related("restitution__meeting", "restitution__programme").first()


def published_restitution(key: str) -> Restitution | None:
    """Return a restitution that everybody may read, None where nobody may. One query."""
    found = Restitution.objects.filter(key=key, published_at__isnull=False)
    return found.select_related("meeting", "programme").first()


def restitution_of_secret(secret: str) -> Restitution | None:
    """Return the restitution that a link opens, whatever its last day. One query."""
    found = Restitution.objects.filter(heard_digest=digest_of_secret(secret))
    return found.select_related("meeting", "programme").first()


def told_findings(restitution: Restitution) -> list[WeighedFinding]:
    """Return the findings that a restitution tells, in its order; those removed are left out.

    Two queries, and those of ``findings.queries.weights_of``.
    """
    links = cited_by(restitution.programme, RESTITUTION, [restitution.key])[restitution.key]
    keys = [each.cited.key for each in links if each.cited.kind == FINDING]
    rows = Finding.objects.filter(programme=restitution.programme, key__in=keys, removed_at=None)
    found = sorted(rows, key=lambda row: keys.index(row.key))
    weights = weights_of(restitution.programme, found)
    return [WeighedFinding(each, weights[each.key]) for each in found]


def digest_of_told(restitution: Restitution) -> str:
    """Return what changes with anything that a restitution tells: its words, findings, themes.

    Four queries.
    """
    links = cited_by(restitution.programme, RESTITUTION, [restitution.key])[restitution.key]
    keys = [each.cited.key for each in links if each.cited.kind == FINDING]
    found = findings_by_key(restitution.programme, keys)
    shown = Remark.objects.filter(restitution=restitution, state=RemarkState.SHOWN)
    reading = reading_of_meeting(restitution.meeting)
    return digest_of(
        {
            "words": [restitution.lead, restitution.next_steps, restitution.sections],
            "findings": [
                [key, digest_of_finding(row.kind, row.sentence, row.detail)]
                for key in keys
                if (row := found.get(key)) is not None and row.removed_at is None
            ],
            "themes": None if reading is None else [reading.key, reading.number],
            "remarks": [list(row) for row in shown.values_list("key", "reply")],
        }
    )


def released_versions(restitution: Restitution) -> Sequence[ReleasedRestitution]:
    """Return what was released of a restitution, the last version first. One query."""
    return list(ReleasedRestitution.objects.filter(restitution=restitution).order_by("-version"))


def remarks_of(restitution: Restitution) -> Sequence[Remark]:
    """Return the remarks on a restitution, in no order that tells who. One query."""
    return list(Remark.objects.filter(restitution=restitution))
