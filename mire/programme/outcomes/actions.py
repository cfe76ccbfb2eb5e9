"""Writing outcomes, changing them until they are settled, and what may happen to them after."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor, changed
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.models import Correction, Outcome
from mire.programme.outcomes.queries import digest
from mire.programme.outcomes.rules.kinds import (
    ENDS,
    KIND_WORDS,
    End,
    OutcomeKind,
    may_change,
    name_of,
)
from mire.programme.programmes.models import Programme
from mire.programme.thread.actions import cite, set_source
from mire.programme.thread.queries import cited_by
from mire.programme.thread.rules import Reference
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text


@journalled
def write_outcome(
    *,
    programme: Programme,
    key: str,
    values: Mapping[str, Any],
    on: date,
    meeting: Meeting | None = None,
    is_shared: bool = True,
    is_settled: bool = True,
    cited: Sequence[Reference] = (),
    by: Actor,
    now: datetime,
) -> Outcome:
    """Write an outcome that cites some things; once for a key. Raises what ``cite`` raises.

    ``values``: ``kind``, ``what``, and by the kind ``why``, ``who``, ``left``, ``due``, ``stance``.
    ``is_shared``, ``is_settled``: not while it stands in minutes that are a draft, or not final.
    """
    # The programme's row makes two writers wait: each kind is numbered without a gap or a double.
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if done := Outcome.objects.filter(key=key).first():
        if done.programme_id != programme.pk:
            raise Refusal(text("Cette ligne est déjà ailleurs : écrivez-la de nouveau."))
        nothing_done()
        return done
    same = Outcome.objects.filter(programme=programme, kind=values["kind"])
    outcome = Outcome.objects.create(
        key=key,
        programme=programme,
        meeting=meeting,
        number=(same.aggregate(last=Max("number"))["last"] or 0) + 1,
        on=on,
        made_by=by.name[:120],
        made_at=now,
        changed_at=now,
        shared_at=now if is_shared else None,
        settled_at=now if is_settled else None,
        **values,
    )
    _note(outcome, "outcome.written", by=by, now=now, after=_told(outcome, values))
    if cited:
        cite(
            programme=programme,
            citing=Reference(outcome.kind, key),
            name=outcome.what,
            cited=cited,
            by=by,
            now=now,
        )
    return outcome


@journalled
def change_outcome(
    *,
    outcome: Outcome,
    values: Mapping[str, Any],
    seen: str,
    by: Actor,
    now: datetime,
) -> None:
    """Change what an outcome says, but for its kind. ``seen``: the digest of what was read.

    Raises a ``Refusal`` once it is settled, or when somebody else has changed it since.
    """
    outcome = _changeable(outcome, now=now)
    values = {name: value for name, value in values.items() if name != "kind"}
    before, after = changed({name: getattr(outcome, name) for name in values}, values)
    if not after:
        nothing_done()
        return
    if digest(outcome) != seen:
        raise Refusal(
            text(
                "%(name)s a changé entre-temps : « %(what)s ». Relisez, puis recommencez.",
                name=name_of(outcome.kind, outcome.number),
                what=outcome.what,
            ),
            code="moved",
        )
    for name in after:
        setattr(outcome, name, values[name])
    outcome.version += 1
    outcome.changed_at = now
    outcome.save()
    _note(outcome, "outcome.changed", by=by, now=now, before=before, after=after)


@journalled
def strike_outcome(*, outcome: Outcome, by: Actor, now: datetime) -> None:
    """Take an outcome out before it is settled; its number stays unused."""
    outcome = _changeable(outcome, now=now)
    if outcome.supersedes.exists():
        raise Refusal(
            text("Cette décision en remplace une autre : elle ne se retire pas."), code="supersedes"
        )
    outcome.struck_at = outcome.changed_at = now
    outcome.save(update_fields=["struck_at", "changed_at"])
    _note(outcome, "outcome.struck", by=by, now=now)


@journalled
def put_back_outcome(*, key: str, programme: Programme, by: Actor, now: datetime) -> None:
    """Put back an outcome that was taken out."""
    outcome = Outcome.objects.select_for_update().filter(key=key, programme=programme).first()
    if outcome is None or outcome.struck_at is None:
        nothing_done()
        return
    is_final = (
        outcome.meeting is not None
        and Outcome.objects.filter(
            meeting=outcome.meeting, settled_at__isnull=False, settled_at__gt=outcome.struck_at
        ).exists()
    )
    if is_final or not may_change(settled_at=outcome.settled_at, made_at=outcome.made_at, now=now):
        raise Refusal(
            text("Ce qui l'entourait est arrêté depuis : écrivez-la comme une nouvelle ligne."),
            code="settled",
        )
    outcome.struck_at, outcome.changed_at = None, now
    outcome.save(update_fields=["struck_at", "changed_at"])
    _note(outcome, "outcome.put_back", by=by, now=now)


@journalled
def share_outcomes(*, meeting: Meeting, now: datetime) -> None:
    """Let whoever has a right in the programme read what a meeting concluded.

    To be called in the action that proposes the minutes.
    """
    nothing_done()
    Outcome.objects.filter(meeting=meeting, shared_at=None).update(shared_at=now)


@journalled
def settle_outcomes(*, meeting: Meeting, now: datetime) -> None:
    """Settle what a meeting concluded: from now on nothing of it is rewritten.

    To be called in the action that makes the minutes final.
    """
    nothing_done()
    Outcome.objects.filter(meeting=meeting, settled_at=None, struck_at=None).update(settled_at=now)


@journalled
def end_outcome(
    *, outcome: Outcome, end: End, why: str, on: date, by: Actor, now: datetime
) -> None:
    """Say that an action is done, or that an outcome is abandoned, with why.

    ``End.NOT``: it goes on after all. Raises a ``Refusal`` naming ``why`` where it is missing.
    """
    outcome = Outcome.objects.select_for_update().get(pk=outcome.pk)
    was = End(outcome.end)
    if was is end:
        nothing_done()
        return
    if outcome.struck_at is not None or outcome.superseded_by_id is not None:
        raise Refusal(text("Cette ligne n'est plus en vigueur."), code="over")
    if end is not End.NOT and end not in ENDS[OutcomeKind(outcome.kind)]:
        raise Refusal(
            text("Cela ne se dit pas d'une %(kind)s.", kind=KIND_WORDS[OutcomeKind(outcome.kind)])
        )
    if end is End.ABANDONED and not why:
        raise Refusal(
            text("Dites pourquoi : la raison reste à côté, dans le registre."),
            path=("why",),
            code="missing",
        )
    outcome.end, outcome.ended_why = end, why
    outcome.ended_on = None if end is End.NOT else on
    outcome.ended_by = "" if end is End.NOT else by.name[:120]
    outcome.save()
    _note(
        outcome,
        "outcome.ended" if end is not End.NOT else "outcome.resumed",
        by=by,
        now=now,
        before={"end": was},
        after={"end": end, "reason": why},
    )


@journalled
def supersede(*, outcome: Outcome, successor: Outcome, by: Actor, now: datetime) -> None:
    """Say that a decision stands in the place of another one: both stay, each leads to the other.

    Raises a ``Refusal`` for what is no decision in force, or a circle.
    """
    outcome = Outcome.objects.select_for_update().get(pk=outcome.pk)
    successor = Outcome.objects.select_for_update().get(pk=successor.pk)
    if outcome.superseded_by_id == successor.pk:
        nothing_done()
        return
    are_decisions = {outcome.kind, successor.kind} == {OutcomeKind.DECISION}
    holds = not (outcome.end or outcome.struck_at or outcome.superseded_by_id)
    succeeds = successor.settled_at is not None and not (
        successor.end or successor.struck_at or successor.superseded_by_id
    )
    if not (are_decisions and holds and succeeds) or outcome.pk == successor.pk:
        raise Refusal(
            text(
                "Une décision en vigueur n'est remplacée que par une autre décision en vigueur, et "
                "arrêtée, du même programme."
            ),
            code="over",
        )
    outcome.superseded_by = successor
    outcome.save(update_fields=["superseded_by"])
    name = name_of(successor.kind, successor.number)
    _note(outcome, "outcome.superseded", by=by, now=now, after={"into": name})
    set_source(
        programme=successor.programme,
        citing=Reference(successor.kind, successor.key),
        name=successor.what,
        source=Reference(OutcomeKind.DECISION, outcome.key),
        how="for",
        by=by,
        now=now,
    )


@journalled
def write_successor(
    *,
    outcome: Outcome,
    key: str,
    values: Mapping[str, Any],
    on: date,
    cited: Sequence[Reference] = (),
    by: Actor,
    now: datetime,
) -> Outcome:
    """Write the decision that stands in the place of another one: both or neither.

    Raises what ``write_outcome`` and ``supersede`` raise.
    """
    made = write_outcome(
        programme=outcome.programme, key=key,
        values={**values, "kind": OutcomeKind.DECISION}, on=on, cited=cited, by=by, now=now,
    )  # fmt: skip
    supersede(outcome=outcome, successor=made, by=by, now=now)
    return made


@journalled
def correct_outcome(*, outcome: Outcome, key: str, words: str, by: Actor, now: datetime) -> None:
    """Let words stand beside a settled outcome; once for a key. Raises a ``Refusal`` for none."""
    if Correction.objects.filter(key=key, outcome=outcome).exists():
        nothing_done()
        return
    if not words:
        raise Refusal(text("Écrivez la correction."), path=("words",), code="missing")
    if may_change(settled_at=outcome.settled_at, made_at=outcome.made_at, now=now):
        raise Refusal(
            text("Cette ligne se change encore : corrigez-la elle-même."), path=("words",)
        )
    Correction.objects.create(key=key, outcome=outcome, words=words, by=by.name[:120], at=now)
    _note(outcome, "outcome.corrected", by=by, now=now, after={"what": words})


@journalled
def set_outcome_source(
    *, outcome: Outcome, source: Reference, how: str, by: Actor, now: datetime
) -> None:
    """Make something a source of an outcome: ``how`` "for", "against", or "" for no more.

    Once it is settled, sources are added, never taken out nor turned round. Raises what ``cite``
    raises.
    """
    links = cited_by(outcome.programme, outcome.kind, [outcome.key])[outcome.key]
    is_settled = not may_change(settled_at=outcome.settled_at, made_at=outcome.made_at, now=now)
    if is_settled and (not how or source in [each.cited for each in links]):
        raise Refusal(
            text("Cette ligne est arrêtée : une source s'y ajoute, aucune ne s'en retire."),
            code="settled",
        )
    set_source(
        programme=outcome.programme,
        citing=Reference(outcome.kind, outcome.key),
        name=outcome.what,
        source=source,
        how=how,
        by=by,
        now=now,
    )


def _changeable(outcome: Outcome, *, now: datetime) -> Outcome:
    outcome = Outcome.objects.select_for_update().get(pk=outcome.pk)
    if outcome.struck_at is not None or not may_change(
        settled_at=outcome.settled_at, made_at=outcome.made_at, now=now
    ):
        raise Refusal(
            text(
                "%(name)s est arrêtée : elle ne se réécrit pas. Une correction se note à côté ; "
                "une décision se remplace par une autre.",
                name=name_of(outcome.kind, outcome.number),
            ),
            code="settled",
        )
    return outcome


def _told(outcome: Outcome, values: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in values.items() if value}
    return {"name": name_of(outcome.kind, outcome.number), **said}


def _note(
    outcome: Outcome,
    act: str,
    *,
    by: Actor,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    note(
        by=by,
        act=act,
        about=About(outcome.kind, outcome.key, outcome.what),
        programme=outcome.programme.key,
        before=before,
        after=after,
        now=now,
    )
