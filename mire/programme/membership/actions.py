"""How a programme words its roles."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.text import slugify

from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor, changed
from mire.programme.people.models import Role, RoleKind
from mire.programme.people.rules import Right
from mire.programme.programmes.models import Programme
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

FIELDS = ("name", "plural", "right", "is_group", "place")


@journalled
def set_role_kind(
    *,
    programme: Programme,
    key: str,
    values: Mapping[str, Any],
    on: date,
    by: Actor,
    now: datetime,
) -> RoleKind:
    """Add a programme's role of a key, or change its ``FIELDS``.

    Raises a ``Refusal`` when nobody would administer the programme on ``on`` any more.
    """
    kind = RoleKind.objects.filter(programme=programme, key=key).first()
    is_new = kind is None
    if kind is None:
        kind = RoleKind(programme=programme, key=key, slug=_slug(programme, str(values["name"])))
    was, becomes = changed(
        {} if is_new else {name: getattr(kind, name) for name in FIELDS},
        {name: values[name] for name in FIELDS},
    )
    if not becomes:
        nothing_done()
        return kind
    if kind.right == Right.ADMINISTRATOR and values["right"] != Right.ADMINISTRATOR:
        others = Role.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=on),
            kind__programme=programme,
            kind__right=Right.ADMINISTRATOR,
            starts_on__lte=on,
        ).exclude(kind=kind)
        if not others.exists():
            raise Refusal(
                text("Plus personne n'administrerait le programme : donnez d'abord ce droit."),
                path=("right",),
            )
    for name in FIELDS:
        setattr(kind, name, values[name])
    kind.save()
    note(
        by=by,
        act="role_kind.added" if is_new else "role_kind.changed",
        about=About("role_kind", kind.key, kind.name),
        programme=programme.key,
        before=None if is_new else was,
        after=becomes,
        now=now,
    )
    return kind


def _slug(programme: Programme, name: str) -> str:
    """Return a slug that no role of the programme has."""
    taken = set(RoleKind.objects.filter(programme=programme).values_list("slug", flat=True))
    first = slugify(name)[:26] or "role"
    n, slug = 1, first
    while slug in taken or slug == "parti":  # "parti" is a filter of the list of people
        n += 1
        slug = f"{first}-{n}"
    return slug
