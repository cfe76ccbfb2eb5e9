"""Composing a restitution, releasing it, asking those who were there, replying to them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F

from mire.programme.evidence.queries import gone_texts
from mire.programme.findings.actions import change_statuses
from mire.programme.findings.rules import FINDING, STATUS_WORDS, Status, moves_from
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.rules import NOBODY, About, Actor, changed
from mire.programme.links import digest_of_secret
from mire.programme.meetings.actions import note_on_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.people.rules import Right
from mire.programme.restitutions.models import ReleasedRestitution, Remark, Restitution
from mire.programme.restitutions.queries import digest_of_told, told_findings
from mire.programme.restitutions.rules import (
    MOST_REMARKS,
    RESTITUTION,
    RemarkState,
    Section,
    may_answer,
    standing,
    without_quotes,
)
from mire.programme.thread.actions import cite
from mire.programme.thread.rules import Reference
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.words import words


@journalled
def begin_restitution(*, meeting: Meeting, by: Actor, now: datetime) -> Restitution:
    """Begin the restitution of a meeting that has ended; once. All its sections are in."""
    if done := Restitution.objects.filter(meeting=meeting).first():
        nothing_done()
        return done
    if meeting.programme is None or meeting.ended_at is None:
        raise Refusal(text("Une restitution commence quand la réunion est terminée."))
    restitution = Restitution.objects.create(
        programme=meeting.programme,
        meeting=meeting,
        sections=[each.value for each in Section],
        made_by=by.name[:120],
        made_at=now,
    )
    _note(restitution, "restitution.begun", by=by, now=now)
    return restitution


@journalled
def compose_restitution(
    *, restitution: Restitution, values: Mapping[str, Any], by: Actor, now: datetime
) -> None:
    """Change ``lead``, ``next_steps`` or ``sections``: a draft again, the next version if released.

    Sections that don't exist are left out.
    """
    restitution = Restitution.objects.select_for_update().get(pk=restitution.pk)
    if "sections" in values:
        known = [each.value for each in Section]
        values = {**values, "sections": standing(values["sections"], known)}
    before, after = changed({name: getattr(restitution, name) for name in values}, values)
    if not after:
        nothing_done()
        return
    for name, value in after.items():
        setattr(restitution, name, value)
    _be_draft(restitution)
    _note(restitution, "restitution.composed", by=by, now=now, before=before, after=after)


@journalled
def tell_findings(
    *, restitution: Restitution, findings: Sequence[str], by: Actor, now: datetime
) -> None:
    """Make these findings (their keys, in order) those that a restitution tells.

    Raises what ``cite`` raises.
    """
    restitution = Restitution.objects.select_for_update().get(pk=restitution.pk)
    was = [each.finding.key for each in told_findings(restitution)]
    if was == list(findings):
        nothing_done()
        return
    cite(
        programme=restitution.programme,
        citing=Reference(RESTITUTION, restitution.key),
        name=restitution.meeting.title,
        cited=[Reference(FINDING, each) for each in findings],
        by=by,
        now=now,
    )
    _be_draft(restitution)


def _be_draft(restitution: Restitution) -> None:
    if restitution.status == Status.RELEASED:
        restitution.version += 1
    restitution.status, restitution.status_by, restitution.status_at = Status.DRAFT, "", None
    restitution.save()


@journalled
def give_restitution_status(
    *,
    restitution: Restitution,
    status: Status,
    seen: str,
    rights: Collection[Right],
    documents: Mapping[str, Any] | None = None,
    why: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Give a restitution a status, and with it the findings that it tells, as far as they are not.

    ``seen``: the digest of what they read (``digest_of_told``); ``documents``: what is released, by
    length; ``why``: what changed since the version that was released before. Raises a ``Refusal``
    for a move that can't be, or a correction of which nobody says what it changes.
    """
    restitution = Restitution.objects.select_for_update().get(pk=restitution.pk)
    was = Status(restitution.status)
    if was is status:
        nothing_done()
        return
    if status not in moves_from(was, rights):
        raise Refusal(
            text(
                "Cette restitution est « %(was)s » : elle ne peut pas passer à « %(to)s » d'ici.",
                was=STATUS_WORDS[was],
                to=STATUS_WORDS[status],
            ),
            code="status",
        )
    if digest_of_told(restitution) != seen:
        raise Refusal(text("Cette restitution a changé entre-temps : relisez-la."), code="moved")
    if status is Status.RELEASED:
        if restitution.version > 1 and not why:
            raise Refusal(
                text("Dites ce qui change : chacun le lira à côté de la nouvelle version."),
                path=("why",),
                code="missing",
            )
        if documents is None:
            raise TypeError("what is released is missing")
        ReleasedRestitution.objects.create(
            restitution=restitution,
            version=restitution.version,
            documents=dict(documents),
            why=why,
            seen=seen,
            by=by.name[:120],
            at=now,
        )
    restitution.status, restitution.status_by = status, by.name[:120]
    restitution.status_at = now
    restitution.save()
    if status is not Status.DRAFT:
        told = [each.finding for each in told_findings(restitution)]
        change_statuses(findings=told, status=status, by=by, now=now)
    _note(
        restitution,
        "restitution.status",
        by=by,
        now=now,
        before={"status": was},
        after={"status": status, "version": restitution.version},
    )


@journalled
def begin_correction(*, restitution: Restitution, by: Actor, now: datetime) -> None:
    """Make the next version of a released restitution a draft; what was released stays as it is."""
    restitution = Restitution.objects.select_for_update().get(pk=restitution.pk)
    if restitution.status != Status.RELEASED:
        nothing_done()
        return
    _be_draft(restitution)
    after = {"version": restitution.version}
    _note(restitution, "restitution.composed", by=by, now=now, after=after)


@journalled
def publish_restitution(
    *, restitution: Restitution, is_published: bool, by: Actor, now: datetime
) -> None:
    """Let everybody read the released versions, or no more. Raises a ``Refusal`` where none is."""
    restitution = Restitution.objects.select_for_update().get(pk=restitution.pk)
    if is_published == (restitution.published_at is not None):
        nothing_done()
        return
    if is_published and not restitution.released.exists():
        raise Refusal(text("Diffusez d'abord cette restitution : rien n'est encore à publier."))
    restitution.published_at = now if is_published else None
    restitution.save(update_fields=["published_at"])
    act = "restitution.published" if is_published else "restitution.unpublished"
    _note(restitution, act, by=by, now=now)


@journalled
def ask_who_was_there(
    *, restitution: Restitution, secret: str, ends_on: date, by: Actor, now: datetime
) -> None:
    """Open a link, up to a day, by which those who were there answer; an older one dies.

    Raises a ``Refusal`` naming ``ends_on`` for a day that is past.
    """
    restitution = Restitution.objects.select_for_update().get(pk=restitution.pk)
    if ends_on < words.local(now).date():
        raise Refusal(text("Ce jour est passé."), path=("ends_on",), code="value")
    restitution.heard_digest, restitution.heard_ends_on = digest_of_secret(secret), ends_on
    restitution.save(update_fields=["heard_digest", "heard_ends_on"])
    _note(restitution, "restitution.asked", by=by, now=now, after={"ends_on": ends_on})


@journalled
def note_reader(*, restitution: Restitution, now: datetime) -> None:
    """Count one more browser that opened the link; nothing else is kept of it."""
    nothing_done()
    Restitution.objects.filter(pk=restitution.pk).update(n_readers=F("n_readers") + 1)


@journalled
def remark(
    *, restitution: Restitution, key: str, finding: str, words: str, today: date, now: datetime
) -> None:
    """Keep what somebody who was there answers, without a trace of who; once for a key.

    ``finding``: the key of what they don't recognise, "" for something that is missing. The
    office's journal holds nothing of it. Raises a ``Refusal`` when it is too late, or too much.
    """
    nothing_done()
    if Remark.objects.filter(key=key, restitution=restitution).exists():
        return
    if not may_answer(restitution.heard_ends_on, today=today):
        raise Refusal(text("Le délai est passé : votre remarque n'a pas été gardée."), code="late")
    told = {each.finding.key: each.finding for each in told_findings(restitution)}
    if finding and finding not in told:
        raise Refusal(text("Cette phrase n'est plus dans la restitution."), code="gone")
    if not finding and not words:
        raise Refusal(text("Écrivez ce qui manque."), path=("words",), code="missing")
    if restitution.remarks.filter(state=RemarkState.WAITING).count() >= MOST_REMARKS:
        raise Refusal(
            text("Trop de remarques attendent d'être lues : revenez demain."), code="many"
        )
    Remark.objects.create(
        key=key,
        restitution=restitution,
        finding=finding,
        sentence=told[finding].sentence if finding else "",
        words=words,
        on=today,
    )


@journalled
def answer_remark(
    *,
    remark: Remark,
    state: RemarkState,
    reply: str,
    today: date,
    by: Actor,
    now: datetime,
) -> None:
    """Say what becomes of a remark, and reply. Raises a ``Refusal`` for a silence."""
    if not reply:
        raise Refusal(
            text("Répondez en quelques mots : la réponse se lit à côté de la remarque."),
            path=("reply",),
            code="missing",
        )
    remark = Remark.objects.select_for_update().get(pk=remark.pk)
    remark.state, remark.reply = state, reply
    remark.reply_by, remark.reply_on = by.name[:120], today
    remark.save()
    _note(remark.restitution, "restitution.replied", by=by, now=now, after={"what": state})


@journalled
def forget_quotes_of(*, meeting: Meeting, now: datetime) -> None:
    """Take out of released restitutions the texts that are masked or erased since."""
    gone = gone_texts(meeting)
    quoting = ReleasedRestitution.objects.filter(restitution__meeting=meeting)
    changed_ones = []
    for each in quoting.select_for_update() if gone else ():
        documents = without_quotes(each.documents, gone)
        if documents != each.documents:
            each.documents = documents
            changed_ones.append(each)
    if not changed_ones:
        nothing_done()
        return
    ReleasedRestitution.objects.bulk_update(changed_ones, ["documents"])
    after = {"n": len(changed_ones)}
    note_on_meeting(meeting, "restitution.quotes_forgotten", by=NOBODY, after=after, now=now)


def _note(
    restitution: Restitution,
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
        about=About(RESTITUTION, restitution.key, restitution.meeting.title),
        programme=restitution.programme.key,
        before=before,
        after=after,
        now=now,
    )
