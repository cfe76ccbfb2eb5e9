"""Reading programmes."""

from collections.abc import Sequence

from mire.programme.programmes.models import Phase as Phase
from mire.programme.programmes.models import Programme as Programme


def sole_programme() -> Programme | None:
    """Return the installation's programme when it has exactly one. One query."""
    found = list(Programme.objects.all()[:2])
    return found[0] if len(found) == 1 else None


def programme_by_key(key: str) -> Programme | None:
    """Return a programme, None for none. One query."""
    return Programme.objects.filter(key=key).select_related("authority").first()


def phases_of(programme: Programme) -> Sequence[Phase]:
    """Return a programme's phases, by their first day. One query."""
    return list(programme.phases.all())


def phase_of(programme: Programme, key: str) -> Phase | None:
    """Return a phase of a programme by its key, None when there is none. One query."""
    return programme.phases.filter(key=key).first()
