"""Freezing the note, setting up its circuit, approving, publishing."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from mire.programme.approvals.models import Approval, ApprovalStep, FrozenNote
from mire.programme.approvals.queries import (
    Circuit,
    StepTold,
    circuit_of,
    content_of,
    may_answer,
    sections_now,
    signed_on,
)
from mire.programme.approvals.rules.changes import changes_between
from mire.programme.approvals.rules.circuit import MOST_STEPS, Verdict, check_turn
from mire.programme.approvals.rules.frozen import NOTE_VERSION, canonical, freeze, written_in
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import About, Actor
from mire.programme.keys import key_from
from mire.programme.note.actions import remark_on_passage
from mire.programme.note.models import PrefigurationNote
from mire.programme.note.queries import passages_by_key
from mire.programme.note.rules.kinds import RemarkKind
from mire.programme.people.models import Person
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.words import words

REMARK_KINDS = {False: RemarkKind.COMMENT, True: RemarkKind.SUGGESTION}


@journalled
def begin_circuit(
    *, made: PrefigurationNote, steps: Sequence[tuple[int, str]], by: Actor, now: datetime
) -> None:
    """Give a note a circuit of steps, each its rank and its title; once."""
    made = _locked(made)
    if ApprovalStep.objects.filter(note=made, removed_at=None).exists():
        nothing_done()
        return
    for rank, title in steps:
        ApprovalStep.objects.create(note=made, rank=rank, title=title)
    about = About("note", made.programme.key, made.title)
    note(by=by, act="circuit.begun", about=about, programme=made.programme.key,
         after={"steps": len(steps)}, now=now)  # fmt: skip


@journalled
def write_step(
    *,
    made: PrefigurationNote,
    key: str,
    rank: int,
    title: str,
    holder: Person | None,
    delegate: Person | None,
    away_from: date | None,
    away_until: date | None,
    covers: Collection[str],
    due_on: date | None,
    by: Actor,
    now: datetime,
    is_new: bool = False,
) -> ApprovalStep:
    """Add a step (``is_new``, once for a key), or change the one of this key.

    Raises a ``Refusal`` for days in the wrong order, for somebody who stands in for themselves, and
    where what an approved step covers, or its title, would change: the approval was given on that.
    """
    made = _locked(made)
    if away_from is not None and away_until is not None and away_until < away_from:
        raise Refusal(
            text("L'absence finit avant d'avoir commencé."), path=("away_until",), code="order"
        )
    if delegate is not None and holder is None:
        raise Refusal(
            text("Dites d'abord qui donne ce visa, puis qui le remplace."),
            path=("holder",),
            code="missing",
        )
    if delegate is not None and delegate == holder:
        raise Refusal(
            text("Choisissez quelqu'un d'autre pour le remplacement."),
            path=("delegate",),
            code="same",
        )
    row = ApprovalStep.objects.select_for_update().filter(note=made, key=key).first()
    if row is not None and row.removed_at is not None:
        raise Refusal(text("Cette étape a été retirée du circuit."), code="gone")
    if row is not None and is_new:
        _check_same((row.rank, row.title), (rank, title))
        nothing_done()
        return row
    if row is None:
        if ApprovalStep.objects.filter(note=made, removed_at=None).count() >= MOST_STEPS:
            raise Refusal(
                text("%(most)s étapes au plus.", most=MOST_STEPS), path=("title",), code="many"
            )
        row = ApprovalStep(note=made, key=key)
    elif _is_approved(row) and (row.title != title or set(row.covers) != set(covers)):
        raise Refusal(
            text(
                "Un visa a été donné à cette étape : son intitulé et ce qu'elle couvre ne changent "
                "plus. Ajoutez une autre étape."
            ),
            path=("title",),
            code="approved",
        )
    values: dict[str, Any] = {
        "rank": rank,
        "title": title,
        "holder": holder,
        "delegate": delegate,
        "away_from": away_from,
        "away_until": away_until,
        "covers": sorted(covers),
        "due_on": due_on,
    }
    is_added = row.pk is None
    if not is_added and all(getattr(row, name) == value for name, value in values.items()):
        nothing_done()
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    act = "circuit.step_added" if is_added else "circuit.step_changed"
    _note_step(row, act, by=by, now=now, after={"rank": rank, "due": due_on})
    return row


@journalled
def remove_step(*, step: ApprovalStep, by: Actor, now: datetime) -> None:
    """Take a step out; its approvals stay in view. Does nothing twice."""
    _locked(step.note)
    row = ApprovalStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    if row.removed_at is not None:
        nothing_done()
        return
    if row.approvals.filter(withdrawn_at=None).exists():
        raise Refusal(
            text(
                "Cette étape a répondu : elle reste dans le circuit. Sa réponse peut être retirée, "
                "avec une raison."
            ),
            code="answered",
        )
    row.removed_at = now
    row.save(update_fields=["removed_at"])
    _note_step(row, "circuit.step_removed", by=by, now=now)


@journalled
def freeze_note(
    *,
    made: PrefigurationNote,
    key: str,
    why: str,
    salt: Callable[[], str],
    by: Actor,
    now: datetime,
) -> FrozenNote:
    """Freeze the note as it stands, as its next version; once for a key.

    Raises a ``Refusal`` where it has no passage, or says what the last version says.
    """
    made = _locked(made)
    programme = made.programme
    sections = sections_now(programme, made)
    if done := FrozenNote.objects.filter(note=made, key=key).first():
        _check_same((done.why, changes_between(content_of(done), sections)), (why, []))
        nothing_done()
        return done
    if not any(section.passages for section in sections):
        raise Refusal(text("La note n'a pas encore de passage."), code="empty")
    circuit = _circuit(made, now)
    if circuit.last is not None and not circuit.changed:
        raise Refusal(
            text(
                "Rien n'a changé depuis la version %(number)s : c'est encore elle qui circule.",
                number=circuit.last.number,
            ),
            code="same",
        )
    last = circuit.last
    content = freeze(
        sections,
        programme=programme.name,
        title=made.title,
        language=programme.language,
        number=1 if last is None else last.number + 1,
        at=now.isoformat(),
        previous="" if last is None else last.digest,
        salt=salt,
    )
    row = FrozenNote.objects.create(
        key=key,
        note=made,
        number=content["number"],
        content=canonical(content).decode(),
        digest=content["digest"],
        why=why,
        by=by.name[:120],
        at=now,
    )
    _note_version(row, "note.frozen", by=by, now=now, after={"digest": row.digest})
    return row


@journalled
def approve(
    *,
    step: ApprovalStep,
    version: FrozenNote,
    key: str,
    verdict: Verdict,
    remarks: str,
    on_passages: Mapping[str, tuple[bool, str]],
    person: Person,
    given_on: date,
    proof: str | None,
    today: date,
    by: Actor,
    now: datetime,
) -> Approval:
    """Say what a step makes of a version; once for a key.

    ``on_passages``: what is said of passages by their key, and whether these are other words for
    them: each becomes a remark or a suggestion of the note. ``proof``: what shows it, where
    somebody writes down what came otherwise; None for who answers here.

    Raises a ``Refusal`` where it isn't the step's turn, the version isn't the last one or the note
    has changed since; for somebody who doesn't answer for it; without a word for what is sent
    back or bears remarks; for a day to come.
    """
    made = _locked(version.note)
    if done := Approval.objects.filter(key=key).select_related("step", "version").first():
        _check_same(
            (done.step_id, done.version_id, done.verdict, done.remarks, done.n_remarks),
            (step.pk, version.pk, verdict, remarks, len(on_passages)),
        )
        nothing_done()
        return done
    circuit = _circuit(made, now)
    told = circuit.told(step.key)
    if told is None:
        raise Refusal(text("Cette étape a été retirée du circuit."), code="gone")
    _check_version(circuit, version)
    if told.step.covers and not {each.key for each in content_of(version)} & set(told.step.covers):
        raise Refusal(
            text(
                "Ce que cette étape couvrait n'est plus dans la note : changez l'étape, puis "
                "recommencez."
            ),
            code="uncovered",
        )
    check_turn(told.stands, is_current=circuit.is_current)
    _check_said(told, version, person, given_on, proof, today)
    if verdict is not Verdict.APPROVED and not remarks and not on_passages:
        raise Refusal(
            text("Dites en un mot pourquoi, ici ou sous un passage."),
            path=("remarks",),
            code="missing",
        )
    if verdict is Verdict.APPROVED and (remarks or on_passages):
        raise Refusal(
            text(
                "Vous avez écrit des remarques : choisissez « visa avec remarques » ou « renvoyer "
                "», ou effacez-les."
            ),
            path=("verdict",),
            code="remarks",
        )
    row = Approval.objects.create(
        key=key,
        step=told.step,
        version=version,
        verdict=verdict,
        remarks=remarks,
        n_remarks=len(on_passages),
        given_on=given_on,
        by="" if proof is not None else by.name[:120],
        person=None if proof is not None else person,
        is_delegate=proof is None and person != told.step.holder,
        recorded_by=by.name[:120] if proof is not None else "",
        proof=proof or "",
        at=now,
    )
    _say_of_passages(row, on_passages, by=by, now=now)
    _note_step(
        told.step, "circuit.approved", by=by, now=now,
        after={"verdict": str(verdict), "version": version.number, "is_recorded": bool(proof)},
    )  # fmt: skip
    return row


def _check_version(circuit: Circuit, version: FrozenNote) -> None:
    if circuit.last is not None and circuit.last.pk != version.pk:
        raise Refusal(
            text(
                "La version %(number)s a été figée entre-temps : lisez-la, puis donnez votre visa.",
                number=circuit.last.number,
            ),
            code="older",
        )


def _check_said(
    told: StepTold,
    version: FrozenNote,
    person: Person,
    given_on: date,
    proof: str | None,
    today: date,
) -> None:
    if proof is None:
        if not may_answer(told.step, person, on=today):
            raise Refusal(text("Ce visa est celui de quelqu'un d'autre."), code="other")
        return
    if not proof:
        raise Refusal(
            text("Dites ce qui le prouve : un courrier signé, un message, et où il est gardé."),
            path=("proof",),
            code="missing",
        )
    if given_on > today:
        raise Refusal(text("Ce jour n'est pas encore venu."), path=("given_on",), code="future")
    if given_on < words.local(version.at).date():
        raise Refusal(
            text(
                "Ce jour est avant celui où la version %(number)s a été figée.",
                number=version.number,
            ),
            path=("given_on",),
            code="past",
        )


def _say_of_passages(
    row: Approval, on_passages: Mapping[str, tuple[bool, str]], *, by: Actor, now: datetime
) -> None:
    """Leave what was said of passages as remarks of the note, signed by the step where recorded."""
    who = Actor(by.key, row.step.title[:120]) if row.recorded_by else by
    passages = passages_by_key(row.step.note.programme, list(on_passages))
    for passage, (is_suggestion, said) in on_passages.items():
        try:
            remark_on_passage(
                passage=passages[passage],
                key=key_from("remark", row.key, passage),
                kind=REMARK_KINDS[is_suggestion],
                words=said,
                by=who,
                now=now,
            )
        except Refusal as refusal:
            raise Refusal(refusal.text, path=(f"on-{passage}",), code=refusal.code) from None


@journalled
def withdraw_approval(*, approval: Approval, why: str, by: Actor, now: datetime) -> None:
    """Take back what a step said, in view of everybody. Does nothing twice."""
    _locked(approval.step.note)
    row = Approval.objects.select_for_update(of=("self",)).get(pk=approval.pk)
    if row.withdrawn_at is not None:
        nothing_done()
        return
    if not why:
        raise Refusal(text("Dites en un mot pourquoi."), path=("why",), code="missing")
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = now, by.name[:120], why
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    _note_step(row.step, "circuit.withdrawn", by=by, now=now, after={"reason": why})


@journalled
def set_published(
    *,
    version: FrozenNote,
    is_published: bool,
    check: Callable[[Collection[str]], None],
    by: Actor,
    now: datetime,
) -> None:
    """Let everybody read a version, or nobody any more.

    ``check`` raises a ``Refusal`` for words that can't be public. So does this, while a step of the
    circuit has not approved: the note is preparatory.
    """
    made = _locked(version.note)
    row = FrozenNote.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if (row.published_at is not None) == is_published:
        nothing_done()
        return
    if is_published:
        circuit = _circuit(made, now)
        _check_version(circuit, row)
        if not circuit.is_complete or not circuit.is_current:
            raise Refusal(
                text(
                    "La note est préparatoire tant que chaque étape n'a pas donné son visa à la "
                    "version que l'on publie."
                ),
                code="preparatory",
            )
        functions = [each.function for each in signed_on(row)]
        check([*written_in(json.loads(row.content)), row.why, *functions])
    if not is_published:  # no earlier one comes back by itself
        FrozenNote.objects.filter(note=made).update(published_at=None, published_by="")
    row.published_at = now if is_published else None
    row.published_by = by.name[:120] if is_published else ""
    row.save(update_fields=["published_at", "published_by"])
    act = "note.published" if is_published else "note.unpublished"
    _note_version(row, act, by=by, now=now, after={"version": row.number})


def _circuit(made: PrefigurationNote, now: datetime) -> Circuit:
    circuit = circuit_of(made.programme, today=now.date())
    if circuit is None:
        raise Refusal(text("La note n'est pas encore commencée."), code="missing")
    return circuit


def _check_same(kept: object, sent: object) -> None:
    """Raise a ``Refusal`` for a form that comes back with something else than it was sent with."""
    if kept != sent:
        raise Refusal(
            text(
                "Ce formulaire a déjà servi, et n'a pas été envoyé une seconde fois : revenez au "
                "circuit, puis recommencez."
            ),
            code="twice",
        )


def _is_approved(step: ApprovalStep) -> bool:
    rows = step.approvals.filter(withdrawn_at=None).exclude(verdict=Verdict.SENT_BACK)
    return rows.exists()


def _locked(made: PrefigurationNote) -> PrefigurationNote:
    rows = PrefigurationNote.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.get(pk=made.pk)


def _note_step(
    step: ApprovalStep,
    act: str,
    *,
    by: Actor,
    now: datetime,
    after: Mapping[str, Any] | None = None,
) -> None:
    about = About("step", step.key, step.title)
    note(by=by, act=act, about=about, programme=step.note.programme.key, after=after, now=now)


def _note_version(
    row: FrozenNote, act: str, *, by: Actor, now: datetime, after: Mapping[str, Any]
) -> None:
    about = About(NOTE_VERSION, row.key, f"v{row.number}")
    note(by=by, act=act, about=about, programme=row.note.programme.key, after=after, now=now)
