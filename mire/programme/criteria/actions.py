"""Adding criteria, wording them, ordering them, retiring them."""

from collections.abc import Mapping
from datetime import datetime

from mire.programme.criteria.models import Criterion
from mire.programme.criteria.rules import CRITERION, moved_up, refuse_one_more, tidy_name
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor, Values, changed
from mire.programme.programmes.models import Programme


@journalled
def add_criterion(
    *, programme: Programme, key: str, name: str, meaning: str, by: Actor, now: datetime
) -> None:
    """Add a criterion after the others, once for a key. Raises a ``Refusal`` naming the field."""
    found = list(_locked(programme))
    if any(each.key == key for each in found):
        nothing_done()
        return
    refuse_one_more(sum(each.retired_at is None for each in found))
    criterion = Criterion.objects.create(
        key=key,
        programme=programme,
        name=tidy_name(name, others=[each.name for each in found]),
        meaning=meaning.strip(),
        place=1 + max((each.place for each in found), default=-1),
        made_at=now,
    )
    _note(criterion, "criterion.added", by=by, now=now)


@journalled
def change_criterion(
    *, criterion: Criterion, values: Mapping[str, str], by: Actor, now: datetime
) -> None:
    """Change a criterion's words (``name``, ``meaning``). Raises a ``Refusal`` naming the field."""
    found = list(_locked(criterion.programme))
    criterion = next(each for each in found if each.pk == criterion.pk)
    others = [each.name for each in found if each.pk != criterion.pk]
    kept = {
        "name": tidy_name(values["name"], others=others),
        "meaning": values["meaning"].strip(),
    }
    before, after = changed({name: getattr(criterion, name) for name in kept}, kept)
    if not after:
        nothing_done()
        return
    criterion.name, criterion.meaning = kept["name"], kept["meaning"]
    criterion.save(update_fields=["name", "meaning"])
    _note(criterion, "criterion.changed", by=by, now=now, before=before, after=after)


@journalled
def move_criterion_up(*, criterion: Criterion, by: Actor, now: datetime) -> None:
    """Put a criterion one place sooner among those in use."""
    found = list(_locked(criterion.programme))
    used = {each.key: each for each in found if each.retired_at is None}
    order = moved_up(list(used), criterion.key)
    if order == list(used):
        nothing_done()
        return
    retired = [each for each in found if each.retired_at is not None]
    for place, each in enumerate([*(used[key] for key in order), *retired]):
        if each.place != place:
            each.place = place
            each.save(update_fields=["place"])
    _note(criterion, "criterion.moved", by=by, now=now)


@journalled
def retire_criterion(*, criterion: Criterion, by: Actor, now: datetime) -> None:
    """Retire a criterion, or use it again: what was graded by it stays."""
    found = list(_locked(criterion.programme))
    criterion = next(each for each in found if each.pk == criterion.pk)
    is_back = criterion.retired_at is not None
    if is_back:
        refuse_one_more(sum(each.retired_at is None for each in found))
    criterion.retired_at = None if is_back else now
    criterion.save(update_fields=["retired_at"])
    _note(criterion, "criterion.taken_back" if is_back else "criterion.retired", by=by, now=now)


def _locked(programme: Programme) -> list[Criterion]:
    return list(Criterion.objects.select_for_update().filter(programme=programme))


def _note(
    criterion: Criterion,
    act: str,
    *,
    by: Actor,
    now: datetime,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    note(
        by=by,
        act=act,
        about=About(CRITERION, criterion.key, criterion.name),
        programme=criterion.programme.key,
        before=before,
        after=after,
        now=now,
    )
