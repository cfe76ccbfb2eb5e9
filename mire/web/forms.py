"""Plain forms: what was sent, as text."""

from django.http import QueryDict


def fields_of(given: QueryDict) -> dict[str, str]:
    """Return a form's fields by name; of one that was sent several times, the last."""
    return {name: str(value) for name, value in given.items()}
