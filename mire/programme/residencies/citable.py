"""What cycles give to cite: each plan that was kept."""

from collections.abc import Collection, Mapping, Sequence

from mire.programme.evidence.rules import digest_of, searched
from mire.programme.programmes.models import Programme
from mire.programme.residencies.models import ResidencyPlan
from mire.programme.residencies.queries import found_of, kept_plans
from mire.programme.residencies.rules.plans import PLAN
from mire.programme.thread.rules import Citable, Kind, Reach, Reference, Said, State
from mire.technique_api.text import Text, text, text_n


def _plans(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return plans. One query."""
    return {each.key: _citable(each) for each in kept_plans(programme, keys)}


def _citable(row: ResidencyPlan) -> Citable:
    found = found_of(row)
    n = 0 if found is None else len(found.residencies)
    origin: list[tuple[Text, Said]] = [(text("cycle"), row.cycle.title)]
    if row.kept_at is not None:
        origin.append((text("retenu"), row.kept_at))
    return Citable(
        Reference(PLAN, row.key),
        text_n(
            "« %(title)s », plan %(version)s : %(count)s résidence en %(weeks)s semaines",
            "« %(title)s », plan %(version)s : %(count)s résidences en %(weeks)s semaines",
            n,
            title=row.cycle.title,
            version=row.version or 0,
            weeks=0 if found is None else found.weeks,
        ),
        digest_of({"plan": row.found}),
        State.SAID if row.cycle.removed_at is None else State.WITHDRAWN,
        origin,
        reach=Reach.MEMBERS,
    )


def _seek(programme: Programme, sought: str, most: int) -> Sequence[str]:
    """Return the kept plans whose cycle's title holds the words, the newest first. One query."""
    wanted = searched(sought).split()
    found = [
        each.key
        for each in reversed(kept_plans(programme))
        if each.cycle.removed_at is None
        and all(word in searched(each.cycle.title) for word in wanted)
    ]
    return found[:most]


KINDS = (Kind(PLAN, text("plan d'un cycle"), _plans, seek=_seek),)
