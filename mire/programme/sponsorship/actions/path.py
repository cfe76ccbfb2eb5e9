"""Planning the path: its bodies, its steps, what is done, election periods."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from mire.programme.journal.actions import journalled, nothing_done
from mire.programme.journal.rules import Actor, changed
from mire.programme.keys import new_key
from mire.programme.programmes.models import Programme
from mire.programme.sponsorship.actions.telling import (
    locked_path,
    moved,
    served,
    tell_path,
    tell_step,
    too_many,
)
from mire.programme.sponsorship.models import Body, PathStep, RestraintPeriod, SponsorshipPath
from mire.programme.sponsorship.queries import bodies_of, step_from, steps_of
from mire.programme.sponsorship.rules.elections import Restraint
from mire.programme.sponsorship.rules.kinds import (
    FIRST_YEAR,
    LAST_YEAR,
    MOST_BODIES,
    MOST_PERIODS,
    MOST_STEPS,
    check_step,
)
from mire.programme.sponsorship.rules.path import Side, Step
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.words.words import local

STEP_COLUMNS = ("title", "side", "delay", "count", "is_law", "is_public", "source", "visa")


@journalled
def begin_path(
    *,
    programme: Programme,
    bodies: Sequence[tuple[str, str, bool]],
    steps: Sequence[Mapping[str, Any]],
    facts: Sequence[str],
    periods: Sequence[Restraint],
    by: Actor,
    now: datetime,
) -> SponsorshipPath:
    """Begin the path of a programme from a template, once.

    ``bodies``: name in the template, name, whether it is the council. ``steps``: the columns of
    each, with its ``name``, ``anchors`` and ``body`` as the template calls them.
    """
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if done := SponsorshipPath.objects.filter(programme=programme).first():
        nothing_done()
        return done
    path = SponsorshipPath.objects.create(
        programme=programme, facts=list(facts), made_by=by.name[:120], made_at=now, changed_at=now
    )
    rows = {
        name: Body.objects.create(path=path, name=said, is_council=is_council)
        for name, said, is_council in bodies
    }
    keys = {each["name"]: new_key() for each in steps}
    for place, each in enumerate(steps, 1):
        PathStep.objects.create(
            key=keys[each["name"]],
            path=path,
            place=place,
            anchors=[keys[name] for name in each["anchors"]],
            body=rows.get(each["body"]),
            **{name: each[name] for name in STEP_COLUMNS},
        )
    for period in periods:
        RestraintPeriod.objects.create(
            path=path, title=period.title, first=period.first, last=period.last,
            source=period.source,
        )  # fmt: skip
    tell_path(path, "sponsorship.begun", by=by, now=now)
    return path


@journalled
def set_council(
    *, path: SponsorshipPath, on: date | None, is_alsace_moselle: bool, by: Actor, now: datetime
) -> None:
    """Choose the council's day, or none. May raise a ``Refusal``."""
    if on is not None and not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise Refusal(
            text("L'année va de %(first)s à %(last)s.", first=FIRST_YEAR, last=LAST_YEAR),
            path=("council_on",),
            code="year",
        )
    path = locked_path(path)
    was = {"council_on": path.council_on, "is_alsace_moselle": path.is_alsace_moselle}
    told = {"council_on": on, "is_alsace_moselle": is_alsace_moselle}
    if was == told:
        nothing_done()
        return
    path.council_on, path.is_alsace_moselle = on, is_alsace_moselle
    moved(path, now)
    before, after = changed(was, told)
    tell_path(path, "sponsorship.council_chosen", by=by, now=now, before=before, after=after)


@journalled
def write_body(
    *,
    path: SponsorshipPath,
    key: str,
    name: str,
    sessions: Sequence[date],
    by: Actor,
    now: datetime,
    is_new: bool = False,
) -> Body:
    """Add a body, or change the one of this key: its name, its sessions. May raise ``Refusal``.

    ``is_new``: from a form that adds, which changes nothing that it added before.
    """
    path = locked_path(path)
    row = Body.objects.filter(path=path, key=key).first()
    days = [each.isoformat() for each in sorted(set(sessions))]
    is_same = row is not None and (row.name, row.sessions) == (name, days)
    if row is not None:
        _check_written(row, "name", is_new=is_new, is_same=is_same)
    if row is not None and is_same:
        nothing_done()
        return row
    if row is None:
        if path.bodies.filter(removed_at=None).count() >= MOST_BODIES:
            raise too_many(MOST_BODIES, "name")
        row = Body(path=path, key=key)
    row.name, row.sessions = name, days
    row.save()
    moved(path, now)
    tell_path(
        path, "sponsorship.body_written", by=by, now=now, after={"name": name, "n": len(days)}
    )
    return row


def _check_written(row: Body | RestraintPeriod, name: str, *, is_new: bool, is_same: bool) -> None:
    """Raise a ``Refusal`` for a row that was taken out, or that a form would add a second time."""
    if is_new and (row.removed_at is not None or not is_same):
        raise served(str(row), name)
    if row.removed_at is not None:
        raise Refusal(
            text("« %(name)s » a été retirée entre-temps.", name=str(row)), path=(name,),
            code="gone",
        )  # fmt: skip


@journalled
def remove_body(*, body: Body, by: Actor, now: datetime) -> None:
    """Take a body out. Raises a ``Refusal`` for the council, or while a step is held at it."""
    path = locked_path(body.path)
    body = Body.objects.get(pk=body.pk)
    if body.removed_at is not None:
        nothing_done()
        return
    if body.is_council or body.steps.filter(removed_at=None).exists():
        raise Refusal(
            text("Une étape se tient dans cette instance : changez ou retirez l'étape d'abord."),
            code="used",
        )
    body.removed_at = now
    body.save(update_fields=["removed_at"])
    moved(path, now)
    tell_path(path, "sponsorship.body_removed", by=by, now=now, before={"name": body.name})


@journalled
def write_step(
    *,
    path: SponsorshipPath,
    step: Step,
    source: str,
    visa: str,
    by: Actor,
    now: datetime,
    is_new: bool = False,
) -> PathStep:
    """Add a step, or change the one of this key. May raise a ``Refusal`` that names the field.

    The council's keeps its side and its body. ``is_new``: from a form that adds, which changes
    nothing that it added before.
    """
    path = locked_path(path)
    rows, bodies = steps_of(path), {each.key: each for each in bodies_of(path)}
    row = next((each for each in rows if each.key == step.key), None)
    is_council = row is not None and row.side == Side.COUNCIL
    if is_council != (step.side is Side.COUNCIL):
        raise Refusal(
            text("La séance du conseil est une étape à part : elle le reste."), path=("side",),
            code="council",
        )  # fmt: skip
    said = {
        "title": step.title, "side": step.side, "anchors": list(step.anchors),
        "delay": step.delay, "count": step.count, "is_law": step.is_law,
        "is_public": step.is_public, "source": source, "visa": visa,
        "body": row.body if row is not None and is_council else bodies.get(step.body),
    }  # fmt: skip
    is_same = row is not None and all(getattr(row, each) == said[each] for each in said)
    if row is not None and is_new and not is_same:
        raise served(row.title, "title")
    check_step(step, [step_from(each) for each in rows], bodies=list(bodies))
    if row is not None and is_same:
        nothing_done()
        return row
    if row is not None:
        _check_followers(step, rows)
    else:
        row = _new_step(path, step, n_steps=len(rows), is_new=is_new)
    for name, value in said.items():
        setattr(row, name, value)
    row.save()
    moved(path, now)
    tell_step(row, "sponsorship.step_written", by=by, now=now)
    return row


def _new_step(path: SponsorshipPath, step: Step, *, n_steps: int, is_new: bool) -> PathStep:
    """Return a step behind the others. Raises a ``Refusal`` where it was taken out since."""
    if n_steps >= MOST_STEPS:
        raise too_many(MOST_STEPS, "title")
    if gone := PathStep.objects.filter(key=step.key).first():
        if is_new:
            raise served(gone.title, "title")
        raise Refusal(
            text("Cette étape a été retirée entre-temps : remettez-la d'abord."),
            path=("title",),
            code="gone",
        )
    last = path.steps.aggregate(last=Max("place"))["last"] or 0
    return PathStep(path=path, key=step.key, place=last + 1)


def _check_followers(step: Step, rows: Sequence[PathStep]) -> None:
    """Raise a ``Refusal`` for a step that changes side while others count from it."""
    sides = {Side.BEFORE} if step.side in (Side.BEFORE, Side.COUNCIL) else set()
    if step.side is not Side.BEFORE:
        sides |= {Side.AFTER, Side.TERM}
    for each in rows:
        if step.key in each.anchors and Side(each.side) not in sides:
            raise Refusal(
                text(
                    "« %(title)s » compte à partir d'elle : changez d'abord cette étape-là.",
                    title=each.title,
                ),
                path=("side",),
                code="side",
            )


@journalled
def set_step_removed(*, step: PathStep, is_removed: bool, by: Actor, now: datetime) -> None:
    """Take a step out, or put it back: what counted to it counts to what it counted to.

    Raises a ``Refusal`` for the council's, or one that no longer fits.
    """
    path = locked_path(step.path)
    row = PathStep.objects.select_related("body").get(pk=step.pk)
    if (row.removed_at is not None) == is_removed:
        nothing_done()
        return
    rows = steps_of(path)
    if is_removed:
        if row.side == Side.COUNCIL:
            raise Refusal(text("La séance du conseil reste dans le chemin."), code="council")
        for each in rows:
            if row.key in each.anchors:
                others = [key for key in each.anchors if key != row.key]
                each.anchors = [*others, *(key for key in row.anchors if key not in others)]
                each.save(update_fields=["anchors"])
    else:
        known = {each.key for each in rows}
        row.anchors = [key for key in row.anchors if key in known]
        if not row.anchors:
            row.anchors = [next(each.key for each in rows if each.side == Side.COUNCIL)]
        if row.body is not None and row.body.removed_at is not None:
            row.body = None
        bodies = [each.key for each in bodies_of(path)]
        check_step(step_from(row), [step_from(each) for each in rows], bodies=bodies)
    row.removed_at = now if is_removed else None
    row.save()
    moved(path, now)
    act = "sponsorship.step_removed" if is_removed else "sponsorship.step_put_back"
    tell_step(row, act, by=by, now=now)


@journalled
def note_done(*, step: PathStep, on: date | None, by: Actor, now: datetime) -> None:
    """Note on which day a step was done, or (None) that it is not. May raise a ``Refusal``."""
    path = locked_path(step.path)
    row = PathStep.objects.select_related("path__programme").get(pk=step.pk)
    if row.done_on == on:
        nothing_done()
        return
    if row.side == Side.TERM:
        raise Refusal(text("Un délai qui court ne se note pas fait."), path=("on",), code="term")
    if on is not None and on > local(now).date():
        raise Refusal(
            text("Ce jour n'est pas encore passé : notez l'étape quand elle sera faite."),
            path=("on",),
            code="future",
        )
    before = {"done_on": row.done_on}
    row.done_on, row.done_by = on, "" if on is None else by.name[:120]
    row.save(update_fields=["done_on", "done_by"])
    moved(path, now)
    tell_step(row, "sponsorship.step_done", by=by, now=now, before=before, after={"done_on": on})


@journalled
def write_period(
    *,
    path: SponsorshipPath,
    key: str,
    period: Restraint,
    by: Actor,
    now: datetime,
    is_new: bool = False,
) -> RestraintPeriod:
    """Add an election period, or change the one of this key. May raise a ``Refusal``.

    ``is_new``: from a form that adds, which changes nothing that it added before.
    """
    path = locked_path(path)
    if period.last < period.first:
        raise Refusal(text("La période finit avant de commencer."), path=("last",), code="order")
    row = RestraintPeriod.objects.filter(path=path, key=key).first()
    said = (period.title, period.first, period.last, period.source)
    is_same = row is not None and (row.title, row.first, row.last, row.source) == said
    if row is not None:
        _check_written(row, "title", is_new=is_new, is_same=is_same)
    if row is not None and is_same:
        nothing_done()
        return row
    if row is None:
        if path.periods.filter(removed_at=None).count() >= MOST_PERIODS:
            raise too_many(MOST_PERIODS, "title")
        row = RestraintPeriod(path=path, key=key)
    row.title, row.first, row.last, row.source = said
    row.save()
    tell_path(path, "sponsorship.period_written", by=by, now=now, after={"title": period.title})
    return row


@journalled
def remove_period(*, period: RestraintPeriod, by: Actor, now: datetime) -> None:
    """Take an election period out."""
    path = locked_path(period.path)
    row = RestraintPeriod.objects.get(pk=period.pk)
    if row.removed_at is not None:
        nothing_done()
        return
    row.removed_at = now
    row.save(update_fields=["removed_at"])
    tell_path(path, "sponsorship.period_removed", by=by, now=now, before={"title": row.title})
