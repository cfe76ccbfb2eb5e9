"""Reading programmes."""

from collections.abc import Sequence

from mire.programme.programmes.models import Phase as Phase
from mire.programme.programmes.models import Programme as Programme


def phases_of(programme: Programme) -> Sequence[Phase]:
    """Return a programme's phases by their first day. One query."""
    return list(programme.phases.all())


def sole_programme() -> Programme | None:
    """Return the installation's programme when it has exactly one. One query."""
    found = list(Programme.objects.all()[:2])
    return found[0] if len(found) == 1 else None


def programme_of(key: str) -> Programme | None:
    """Return a programme by its key. One query."""
    return Programme.objects.filter(key=key).first()
