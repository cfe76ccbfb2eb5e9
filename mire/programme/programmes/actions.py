"""Making authorities and programmes, and changing them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor, changed
from mire.programme.programmes.models import Authority, Phase, Programme

FIELDS = (
    "name",
    "starts_on",
    "ends_on",
    "aims",
    "threshold",
    "retention_months",
    "language",
    "words",
    "shows_topics",
)

PHASE_FIELDS = ("name", "track", "starts_on", "ends_on", "place")


@journalled
def make_authority(*, name: str, by: Actor, now: datetime) -> Authority:
    """Make an authority."""
    authority = Authority.objects.create(name=name, made_at=now)
    note(by=by, act="authority.made", about=_about_authority(authority), now=now)
    return authority


@journalled
def make_programme(
    *, authority: Authority, name: str, starts_on: date, ends_on: date, by: Actor, now: datetime
) -> Programme:
    """Make a programme of an authority; its roles are made by ``people``."""
    programme = Programme.objects.create(
        authority=authority, name=name, starts_on=starts_on, ends_on=ends_on, made_at=now
    )
    _note(programme, by=by, act="programme.made", now=now)
    return programme


@journalled
def change_programme(
    *, programme: Programme, values: Mapping[str, Any], by: Actor, now: datetime
) -> Programme:
    """Change some of a programme's ``FIELDS``."""
    before = {name: getattr(programme, name) for name in values}
    was, becomes = changed(before, values)
    if not becomes:
        nothing_done()
        return programme
    for name in values:
        if name not in FIELDS:
            raise ValueError(name)
        setattr(programme, name, values[name])
    programme.save(update_fields=list(values))
    _note(programme, by=by, act="programme.changed", now=now, before=was, after=becomes)
    return programme


@journalled
def add_phase(
    *, programme: Programme, key: str, values: Mapping[str, Any], by: Actor, now: datetime
) -> Phase:
    """Add a phase with its ``PHASE_FIELDS``; once for a key."""
    if done := Phase.objects.filter(programme=programme, key=key).first():
        nothing_done()
        return done
    phase = Phase(programme=programme, key=key)
    for name in PHASE_FIELDS:
        setattr(phase, name, values[name])
    phase.save()
    _note(programme, by=by, act="phase.added", now=now, after=dict(values))
    return phase


@journalled
def change_phase(*, phase: Phase, values: Mapping[str, Any], by: Actor, now: datetime) -> None:
    """Change a phase's ``PHASE_FIELDS``."""
    was, becomes = changed({name: getattr(phase, name) for name in PHASE_FIELDS}, values)
    if not becomes:
        nothing_done()
        return
    for name in PHASE_FIELDS:
        setattr(phase, name, values[name])
    phase.save()
    _note(phase.programme, by=by, act="phase.changed", now=now, before=was, after=becomes)


@journalled
def remove_phase(*, phase: Phase, by: Actor, now: datetime) -> None:
    """Remove a phase; meetings on its days stay."""
    before = {name: getattr(phase, name) for name in PHASE_FIELDS}
    phase.delete()
    _note(phase.programme, by=by, act="phase.removed", now=now, before=before)


def _note(
    programme: Programme,
    *,
    by: Actor,
    act: str,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    note(
        by=by,
        act=act,
        about=About("programme", programme.key, programme.name),
        programme=programme.key,
        before=before,
        after=after,
        now=now,
    )


def _about_authority(authority: Authority) -> About:
    return About("authority", authority.key, authority.name)
