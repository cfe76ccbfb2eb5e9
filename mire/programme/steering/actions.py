"""Composing a file, sending it; taking minutes, amending them, making them final, masking."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from mire.programme.evidence.queries import gone_texts
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import NOBODY, About, Actor, changed
from mire.programme.meetings.actions import note_on_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.actions import settle_outcomes, share_outcomes, write_outcome
from mire.programme.outcomes.models import Correction, Outcome
from mire.programme.outcomes.queries import outcome_in, outcomes_of_meeting
from mire.programme.outcomes.rules.kinds import may_change, name_of
from mire.programme.outcomes.rules.masking import (
    LONG,
    MASK,
    checked_passage,
    without_in_line,
    without_passages,
)
from mire.programme.restitutions.rules import without_quotes
from mire.programme.steering.models import Amendment, Dossier, Minutes, SentDossier
from mire.programme.steering.queries import (
    changed_late,
    digest_of_minutes,
    n_waiting,
    submitted,
)
from mire.programme.steering.rules import (
    DOSSIER,
    MINUTES,
    MINUTES_WORDS,
    MOVES,
    AmendmentState,
    MinutesState,
    may_amend,
    may_make_final,
)
from mire.programme.thread.actions import cite
from mire.programme.thread.rules import Reference
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

WORDS = ("what", "why", "who", "left", "ended_why")
"""The fields of an outcome that hold people's words."""


@journalled
def begin_dossier(*, meeting: Meeting, by: Actor, now: datetime) -> Dossier:
    """Begin the file of a meeting; once."""
    if done := Dossier.objects.filter(meeting=meeting).first():
        nothing_done()
        return done
    if meeting.programme is None:
        raise Refusal(text("Rattachez d'abord cette réunion à un programme."))
    dossier = Dossier.objects.create(
        programme=meeting.programme, meeting=meeting, made_by=by.name[:120], made_at=now
    )
    _note(dossier, "dossier.begun", by=by, now=now)
    return dossier


@journalled
def compose_dossier(
    *, dossier: Dossier, values: Mapping[str, Any], by: Actor, now: datetime
) -> None:
    """Change ``lead``, or ``asks``: those that are given, beside those that are kept."""
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if "asks" in values:
        values = {**values, "asks": {**dossier.asks, **values["asks"]}}
    before, after = changed({name: getattr(dossier, name) for name in values}, values)
    if not after:
        nothing_done()
        return
    for name in after:
        setattr(dossier, name, values[name])
    dossier.save()
    _note(dossier, "dossier.composed", by=by, now=now, before=before, after=after)


@journalled
def submit(*, dossier: Dossier, cited: Sequence[Reference], by: Actor, now: datetime) -> None:
    """Make these things, in order, what a file submits. Raises what ``cite`` raises."""
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if submitted(dossier) == list(cited):
        nothing_done()
        return
    cite(
        programme=dossier.programme,
        citing=Reference(DOSSIER, dossier.key),
        name=dossier.meeting.title,
        cited=cited,
        by=by,
        now=now,
    )


@journalled
def send_dossier(
    *,
    dossier: Dossier,
    document: Mapping[str, Any],
    version: int,
    why: str,
    by: Actor,
    now: datetime,
) -> None:
    """Keep a file as it is sent. ``version``: the one that was read, so that none is sent twice.

    Raises a ``Refusal`` for a later copy of which nobody says what it changes.
    """
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if version != dossier.version:
        raise Refusal(text("Ce dossier a déjà été dit envoyé : relisez-le."), code="moved")
    if version > 1 and not why:
        raise Refusal(
            text("Dites ce qui change : cela se lira en tête du nouvel envoi."),
            path=("why",),
            code="missing",
        )
    SentDossier.objects.create(
        dossier=dossier,
        version=version,
        document=dict(document),
        why=why,
        by=by.name[:120],
        at=now,
    )
    dossier.version += 1
    dossier.save(update_fields=["version"])
    _note(dossier, "dossier.sent", by=by, now=now, after={"version": version, "reason": why})


@journalled
def begin_minutes(*, meeting: Meeting, by: Actor, now: datetime) -> Minutes:
    """Begin the minutes of a meeting; once."""
    if done := Minutes.objects.filter(meeting=meeting).first():
        nothing_done()
        return done
    if meeting.programme is None:
        raise Refusal(text("Rattachez d'abord cette réunion à un programme."))
    minutes = Minutes.objects.create(
        programme=meeting.programme, meeting=meeting, made_by=by.name[:120], made_at=now
    )
    _note(minutes, "minutes.begun", by=by, now=now)
    return minutes


@journalled
def write_line(
    *,
    minutes: Minutes,
    key: str,
    values: Mapping[str, Any],
    on: date,
    cited: Sequence[Reference] = (),
    by: Actor,
    now: datetime,
) -> Outcome:
    """Write a line of minutes; once for a key. One that comes after they are final is settled.

    Raises what ``write_outcome`` raises.
    """
    minutes = Minutes.objects.select_for_update().get(pk=minutes.pk)
    return write_outcome(
        programme=minutes.programme,
        key=key,
        values=values,
        on=on,
        meeting=minutes.meeting,
        is_shared=minutes.state != MinutesState.TAKING,
        is_settled=minutes.state == MinutesState.FINAL,
        cited=cited,
        by=by,
        now=now,
    )


@journalled
def move_minutes(
    *,
    minutes: Minutes,
    state: MinutesState,
    seen: str,
    today: date,
    until: date | None = None,
    document: Mapping[str, Any] | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Propose minutes until a day, take them back, or make them final with ``document``.

    ``seen``: the digest of the lines that were read. Raises a ``Refusal`` for a move that can't be.
    """
    minutes = Minutes.objects.select_for_update().get(pk=minutes.pk)
    was = MinutesState(minutes.state)
    longer = minutes.amend_until is not None and until is not None and until > minutes.amend_until
    if was is state and not (state is MinutesState.PROPOSED and longer):
        nothing_done()
        return
    if was is not state and state not in MOVES[was]:
        raise Refusal(
            text("Ce relevé est « %(was)s » : il le reste.", was=MINUTES_WORDS[was]), code="status"
        )
    lines = outcomes_of_meeting(minutes.meeting)
    if digest_of_minutes(minutes.programme, lines) != seen:
        raise Refusal(text("Ce relevé a changé entre-temps : relisez-le."), code="moved")
    if state is MinutesState.PROPOSED:
        if until is None or until < today:
            raise Refusal(
                text("Donnez un dernier jour qui n'est pas passé."), path=("until",), code="value"
            )
        if minutes.amend_until is not None and until < minutes.amend_until:
            raise Refusal(
                text("Un délai plus long a été promis : il ne se raccourcit pas."),
                path=("until",),
                code="value",
            )
        minutes.amend_until = until
        share_outcomes(meeting=minutes.meeting, now=now)
    if state is MinutesState.FINAL:
        late = [name_of(each.kind, each.number) for each in changed_late(minutes)]
        why_not = may_make_final(
            was, minutes.amend_until, n_waiting(minutes), late=late, today=today
        )
        if why_not is not None:
            raise Refusal(why_not, code="early")
        if document is None:
            raise TypeError("what becomes final is missing")
        minutes.document = dict(document)
        settle_outcomes(meeting=minutes.meeting, now=now)
    minutes.state, minutes.state_by, minutes.state_at = state, by.name[:120], now
    minutes.save()
    _note(minutes, "minutes.moved", by=by, now=now, before={"status": was}, after={"status": state})


@journalled
def ask_amendment(
    *,
    minutes: Minutes,
    key: str,
    outcome: str,
    words: str,
    on_behalf_of: str = "",
    today: date,
    by: Actor,
    now: datetime,
) -> None:
    """Keep the change that somebody asks for; once for a key. ``outcome`` "": on no line.

    Raises a ``Refusal`` when it is too late, or the line is not of these minutes.
    """
    minutes = Minutes.objects.select_for_update().get(pk=minutes.pk)
    if Amendment.objects.filter(key=key, minutes=minutes).exists():
        nothing_done()
        return
    if not may_amend(MinutesState(minutes.state), minutes.amend_until, today=today):
        raise Refusal(
            text("Le délai d'amendement est passé : une correction se note à côté de la ligne."),
            code="late",
        )
    if not words:
        raise Refusal(text("Écrivez ce qui devrait changer."), path=("words",), code="missing")
    found = outcome_in(minutes.programme, outcome) if outcome else None
    if outcome and (found is None or found.meeting_id != minutes.meeting_id):
        raise Refusal(text("Cette ligne n'est plus dans le relevé."), code="gone")
    Amendment.objects.create(
        key=key,
        minutes=minutes,
        outcome=outcome,
        said="" if found is None else found.what,
        words=words,
        by=by.name[:120],
        on_behalf_of=on_behalf_of,
        at=now,
    )
    _note(minutes, "minutes.amendment_asked", by=by, now=now)


@journalled
def answer_amendment(
    *, amendment: Amendment, state: AmendmentState, reply: str, by: Actor, now: datetime
) -> None:
    """Say what becomes of an amendment. Raises a ``Refusal`` for one refused without a word."""
    amendment = Amendment.objects.select_for_update().get(pk=amendment.pk)
    if amendment.minutes.state == MinutesState.FINAL:
        raise Refusal(text("Ce relevé est définitif."), code="status")
    if state is AmendmentState.REFUSED and not reply:
        raise Refusal(
            text("Dites pourquoi : qui l'a demandé le lira."), path=("reply",), code="missing"
        )
    amendment.state, amendment.reply, amendment.reply_by = state, reply, by.name[:120]
    amendment.save()
    _note(amendment.minutes, "minutes.amendment_answered", by=by, now=now, after={"what": state})


@journalled
def forget_quotes_in_dossiers(*, meeting: Meeting, now: datetime) -> None:
    """Take out of files that were sent the texts of a meeting that are masked or erased since."""
    gone = gone_texts(meeting)
    changed_ones = []
    quoting = SentDossier.objects.filter(dossier__programme=meeting.programme)
    for each in quoting.select_for_update() if gone and meeting.programme else ():
        document = without_quotes(each.document, gone)
        if document != each.document:
            each.document = document
            changed_ones.append(each)
    if not changed_ones:
        nothing_done()
        return
    SentDossier.objects.bulk_update(changed_ones, ["document"])
    after = {"n": len(changed_ones)}
    note_on_meeting(meeting, "dossier.quotes_forgotten", by=NOBODY, after=after, now=now)


@journalled
def mask_passage(*, outcome: Outcome, passage: str, reason: str, by: Actor, now: datetime) -> None:
    """Take a passage that names a third person out of a settled line, its corrections, its minutes.

    It goes from the line, from amendments asked for on it, from every document that was kept and
    from the journal, which tells of it without saying it. Raises a ``Refusal`` for a line that can
    still be changed, and those of ``checked_passage``.
    """
    outcome = Outcome.objects.select_for_update().get(pk=outcome.pk)
    if may_change(settled_at=outcome.settled_at, made_at=outcome.made_at, now=now):
        raise Refusal(
            text("Cette ligne se change encore : changez-la elle-même."), path=("passage",)
        )
    corrections = list(outcome.corrections.select_for_update())
    amendments = list(Amendment.objects.select_for_update().filter(outcome=outcome.key))
    rows: list[tuple[Outcome | Correction | Amendment, tuple[str, ...]]] = [
        (outcome, WORDS),
        *((each, ("words",)) for each in corrections),
        *((each, ("said", "words", "reply")) for each in amendments),
    ]
    said = {(row, name): getattr(row, name) for row, names in rows for name in names}
    passage = checked_passage(passage, reason, said.values())
    outcome.masked_at, outcome.masked_why = now, reason
    for row, names in rows:
        for name in names:
            setattr(row, name, said[row, name].replace(passage, MASK))
        row.save()
    whole = {
        each: each.replace(passage, MASK)
        for each in said.values()
        if passage in each and len(each) >= LONG and each != passage
    }
    _scrub_documents(outcome, passage, whole)
    _scrub_journal(outcome, passage, whole)
    note(
        by=by,
        act="outcome.masked",
        about=About(outcome.kind, outcome.key, outcome.what),
        programme=outcome.programme.key,
        after={"reason": reason},
        now=now,
    )


def _scrub_documents(outcome: Outcome, passage: str, whole: dict[str, str]) -> None:
    """Mask a passage where minutes and files, as they were kept, tell of a line, or quote it."""
    name = name_of(outcome.kind, outcome.number)
    for rows in (
        Minutes.objects.filter(programme=outcome.programme, document__isnull=False),
        SentDossier.objects.filter(dossier__programme=outcome.programme),
    ):
        for row in rows.select_for_update():
            document = without_passages(without_in_line(row.document, name, passage), whole)
            if document != row.document:
                row.document = document
                row.save(update_fields=["document"])


def _scrub_journal(outcome: Outcome, passage: str, whole: dict[str, str]) -> None:
    """Take the passage out of each entry on the line, and its words out of every other one.

    The name that an entry on the line gave it is what it says now: a passage may have been cut.
    """
    changed = []
    for entry in Entry.objects.filter(programme=outcome.programme.key).iterator():
        is_its = (entry.about_kind, entry.about_key) == (outcome.kind, outcome.key)
        passages = {passage: MASK} if is_its else whole
        was = (entry.about_name, entry.before, entry.after)
        entry.about_name = (
            outcome.what[:200] if is_its else without_passages(entry.about_name, passages)
        )
        entry.before = without_passages(entry.before, passages)
        entry.after = without_passages(entry.after, passages)
        if was != (entry.about_name, entry.before, entry.after):
            changed.append(entry)
    Entry.objects.bulk_update(changed, ["about_name", "before", "after"], batch_size=500)


def _note(
    about: Dossier | Minutes,
    act: str,
    *,
    by: Actor,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    kind = DOSSIER if isinstance(about, Dossier) else MINUTES
    note(
        by=by,
        act=act,
        about=About(kind, about.key, about.meeting.title),
        programme=about.programme.key,
        before=before,
        after=after,
        now=now,
    )
