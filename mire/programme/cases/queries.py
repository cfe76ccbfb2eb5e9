"""Cases, read: the list with stakes beside effort, one with all that belongs to it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mire.programme.cases.models import Case as Case
from mire.programme.cases.models import CaseDays as CaseDays
from mire.programme.cases.models import CaseMove as CaseMove
from mire.programme.cases.models import Learnt as Learnt
from mire.programme.cases.models import Tally as Tally
from mire.programme.cases.rules import (
    Point,
    Spread,
    Stakes,
    Status,
    digest_of_story,
    is_follow_up_due,
    latest_stakes,
    spread,
)
from mire.programme.evidence.rules import searched
from mire.programme.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list. ``stakes`` None: not graded by enough people."""

    case: Case
    departments: Sequence[str]
    half_days: int
    stakes: Stakes | None
    is_follow_up_due: bool


@dataclass(frozen=True, slots=True)
class Graded:
    """A tally, told: ``spread`` None under the threshold, when ``n`` alone is."""

    tally: Tally
    n: int
    spread: Spread | None
    is_latest: bool


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with all that belongs to it; ``graded`` by criterion, the latest first."""

    case: Case
    departments: Sequence[Any]
    moves: Sequence[CaseMove]
    days: Sequence[CaseDays]
    graded: Sequence[Graded]
    learnt: Sequence[Learnt]
    stakes: Stakes | None
    is_follow_up_due: bool

    @property
    def half_days(self) -> int:
        """How many half days the case took."""
        return sum(each.half_days for each in self.days)

    @property
    def digest(self) -> str:
        """What tells that its story is not the one that was read."""
        case = self.case
        said = [each.sentence for each in self.learnt]
        return digest_of_story(case.done, case.outputs, case.became, said)

    @property
    def is_draft(self) -> bool:
        """Whether something of its story is written that nobody has read yet."""
        case = self.case
        has_story = bool(case.done or case.outputs or case.became)
        return (has_story and case.read_at is None) or any(
            each.read_at is None for each in self.learnt
        )


def case_in(programme: Programme, key: str) -> Case | None:
    """Return a case of a programme, withdrawn or not; None when there is none. One query."""
    return Case.objects.filter(programme=programme, key=key).first()


def cases_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Case]:
    """Return the cases of a programme that have these keys. One query."""
    return {each.key: each for each in Case.objects.filter(programme=programme, key__in=keys)}


def learnt_by_key(programme: Programme, keys: Collection[str]) -> Mapping[str, Learnt]:
    """Return the learnt points of a programme that have these keys. One query."""
    found = Learnt.objects.filter(case__programme=programme, key__in=keys)
    return {each.key: each for each in found.select_related("case")}


def learnt_in(case: Case, key: str) -> Learnt | None:
    """Return a learnt point of a case, None when there is none. One query."""
    return Learnt.objects.filter(case=case, key=key).first()


def keys_of_learnt(programme: Programme, case: str) -> list[str]:
    """Return the keys of what was learnt from a case. One query."""
    found = Learnt.objects.filter(case__programme=programme, case__key=case)
    return list(found.values_list("key", flat=True))


def keys_of_cases(programme: Programme, words: str) -> list[str]:
    """Return the keys of cases that hold these words, the last asked first. One query."""
    rows = Case.objects.filter(programme=programme, removed_at=None).order_by("-asked_on", "-pk")
    return [key for key, *said in rows.values_list("key", "title", "ask") if _holds(words, *said)]


def keys_of_read(programme: Programme, words: str) -> list[str]:
    """Return the keys of learnt points that can be read and hold these words, the last first.

    One query.
    """
    rows = Learnt.objects.filter(case__programme=programme, removed_at=None)
    found = rows.exclude(read_at=None).order_by("-made_at", "-pk")
    return [
        key
        for key, *said in found.values_list("key", "sentence", "case__title")
        if _holds(words, *said)
    ]


def _holds(words: str, *said: str) -> bool:
    plain = searched(" ".join(said))
    return all(word in plain for word in searched(words).split())


def cases_of(
    programme: Programme,
    *,
    today: date,
    words: str = "",
    status: str = "",
) -> list[CaseLine]:
    """Return a programme's cases, the first asked first; ``status`` "": all. Four queries."""
    found = Case.objects.filter(programme=programme, removed_at=None)
    if status:
        found = found.filter(status=status)
    cases = [
        each
        for each in found.prefetch_related("departments")
        if _holds(words, each.title, each.ask, each.asked_by)
    ]
    days: dict[int, int] = {}
    for case, half_days in CaseDays.objects.filter(case__in=cases).values_list(
        "case_id", "half_days"
    ):
        days[case] = days.get(case, 0) + half_days
    tallies: dict[int, list[Tally]] = {}
    for each in Tally.objects.filter(case__in=cases):
        tallies.setdefault(each.case_id, []).append(each)
    return [
        CaseLine(
            each,
            [str(department) for department in each.departments.all()],
            days.get(each.pk, 0),
            _stakes(tallies.get(each.pk, []), programme.threshold),
            is_follow_up_due(Status(each.status), each.closed_on, each.became, today),
        )
        for each in cases
    ]


def points_of(lines: Sequence[CaseLine]) -> list[Point]:
    """Return the cases of a list that have stakes and days, numbered as they come in it."""
    return [
        Point(place, each.case.title, each.half_days, each.stakes)
        for place, each in enumerate(lines, 1)
        if each.stakes is not None and each.half_days
    ]


def file_of(case: Case, *, today: date) -> CaseFile:
    """Return a case with all that belongs to it. Five queries."""
    threshold = case.programme.threshold
    tallies = list(Tally.objects.filter(case=case).select_related("criterion", "meeting"))
    latest = {each.criterion_id: each.pk for each in tallies}
    tallies.sort(key=lambda each: (each.criterion.place, each.criterion_id))
    graded = [
        Graded(
            each,
            sum(each.counts),
            spread(each.counts, threshold=threshold),
            latest[each.criterion_id] == each.pk,
        )
        for each in tallies
    ]
    graded.sort(key=lambda each: not each.is_latest)
    return CaseFile(
        case,
        list(case.departments.all()),
        list(CaseMove.objects.filter(case=case)),
        list(CaseDays.objects.filter(case=case)),
        graded,
        list(Learnt.objects.filter(case=case, removed_at=None)),
        _stakes(tallies, threshold),
        is_follow_up_due(Status(case.status), case.closed_on, case.became, today),
    )


def _stakes(tallies: Sequence[Tally], threshold: int) -> Stakes | None:
    """Return what is at stake by the latest tally of each criterion."""
    in_time = sorted(tallies, key=lambda each: (each.on, each.pk))
    return latest_stakes(
        ((each.criterion_id, each.counts) for each in in_time), threshold=threshold
    )


def days_in(case: Case, key: str) -> CaseDays | None:
    """Return a line of days of a case, None when there is none. One query."""
    return CaseDays.objects.filter(case=case, key=key).first()


def tally_in(case: Case, key: str) -> Tally | None:
    """Return a tally of a case, None when there is none. One query."""
    return Tally.objects.filter(case=case, key=key).select_related("criterion").first()
