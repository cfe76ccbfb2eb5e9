"""Reading criteria."""

from collections.abc import Sequence

from mire.programme.criteria.models import Criterion as Criterion
from mire.programme.programmes.models import Programme


def criteria_of(programme: Programme) -> Sequence[Criterion]:
    """Return a programme's criteria in their order, the retired ones too. One query."""
    return list(Criterion.objects.filter(programme=programme))


def criteria_in_use(programme: Programme) -> Sequence[Criterion]:
    """Return the criteria that are in use, in their order. One query."""
    return list(Criterion.objects.filter(programme=programme, retired_at=None))


def criterion_in(programme: Programme, key: str) -> Criterion | None:
    """Return a criterion of a programme, None when there is none. One query."""
    return Criterion.objects.filter(programme=programme, key=key).first()
