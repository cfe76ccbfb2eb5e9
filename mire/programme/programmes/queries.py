"""Reading programmes."""

from mire.programme.programmes.models import Programme as Programme


def sole_programme() -> Programme | None:
    """Return the installation's programme when it has exactly one. One query."""
    found = list(Programme.objects.all()[:2])
    return found[0] if len(found) == 1 else None
