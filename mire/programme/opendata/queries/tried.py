"""What an archive holds of a programme's cases and methods: the rows, and what each cites."""

from typing import Any

from mire.programme.cases.models import Case
from mire.programme.cases.rules import CASE, LEARNT, spread
from mire.programme.criteria.queries import criteria_of
from mire.programme.methods.models import Method
from mire.programme.programmes.models import Programme
from mire.programme.thread.queries import cited_by
from mire.programme.thread.rules import Link

PARTS = ("departments", "moves", "days", "tallies__criterion", "learnt")


def cases_told(programme: Programme) -> dict[str, Any]:
    """Return the criteria, and the cases with all that belongs to each. Nine queries.

    Of a tally under the threshold, only how many voices there were.
    """
    cases = list(Case.objects.filter(programme=programme).prefetch_related(*PARTS))
    cites = cited_by(programme, CASE, [each.key for each in cases])
    learnt = [point.key for each in cases for point in each.learnt.all()]
    points_cite = cited_by(programme, LEARNT, learnt)
    return {
        "criteria": [
            {"name": each.name, "meaning": each.meaning, "retired_at": each.retired_at}
            for each in criteria_of(programme)
        ],
        "cases": [
            {
                **_case(each, programme.threshold),
                "learnt": [
                    {
                        "key": point.key,
                        "sentence": point.sentence,
                        "read_at": point.read_at,
                        "made_by": point.made_by,
                        "removed_at": point.removed_at,
                        "cites": _cites(points_cite[point.key]),
                    }
                    for point in each.learnt.all()
                ],
                "cites": _cites(cites[each.key]),
            }
            for each in cases
        ],
    }


def _case(case: Case, threshold: int) -> dict[str, Any]:
    names = (
        "key", "title", "asked_by", "carried_by", "ask", "asked_on", "done", "outputs", "became",
        "became_on", "status", "closed_on", "made_by", "made_at", "read_by", "read_at",
        "removed_at",
    )  # fmt: skip
    return {
        **{name: getattr(case, name) for name in names},
        "departments": [str(each) for each in case.departments.all()],
        "moves": [
            {"was": each.was, "to": each.to, "on": each.on, "reason": each.reason, "by": each.by}
            for each in case.moves.all()
        ],
        "days": [
            {"on": each.on, "half_days": each.half_days, "what": each.what}
            for each in case.days.all()
        ],
        "grades": [
            {
                "criterion": each.criterion.name,
                "on": each.on,
                "how": each.how,
                "n": sum(each.counts),
                "counts": each.counts if spread(each.counts, threshold=threshold) else None,
            }
            for each in case.tallies.all()
        ],
    }


def methods_told(programme: Programme) -> list[dict[str, Any]]:
    """Return the methods that the group wrote or reviewed, with their reviews. Three queries."""
    rows = Method.objects.filter(programme=programme)
    names = (
        "key", "technique", "title", "aim", "avoid", "minutes_low", "minutes_high", "people_low",
        "people_high", "steps", "material", "sources", "made_by", "made_at", "removed_at",
    )  # fmt: skip
    given = ("on", "ease", "effect", "would_again", "recommended_for", "words")
    return [
        {
            **{name: getattr(row, name) for name in names},
            "reviews": [
                {"by": str(each.person), **{name: getattr(each, name) for name in given}}
                for each in row.reviews.all()
            ],
        }
        for row in rows.prefetch_related("reviews__person")
    ]


def _cites(links: list[Link]) -> list[dict[str, Any]]:
    return [
        {"kind": each.cited.kind, "key": each.cited.key, "is_contrary": each.is_contrary}
        for each in links
    ]
