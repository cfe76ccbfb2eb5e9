"""Writing the deliberation, and noting its vote."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from mire.programme.journal.actions import journalled, nothing_done
from mire.programme.journal.rules import Actor, changed
from mire.programme.sponsorship.actions.telling import locked_path, moved, tell_deliberation
from mire.programme.sponsorship.models import Deliberation, SponsorshipPath
from mire.programme.sponsorship.queries import text_of
from mire.programme.sponsorship.rules.deliberation import (
    DeliberationState,
    DeliberationText,
    check_ready,
    check_result,
    check_text,
)
from mire.programme.sponsorship.rules.kinds import DELIBERATION
from mire.programme.sponsorship.rules.path import Side
from mire.programme.sponsorship.rules.scdl import act_from, check_act, stored_act
from mire.programme.thread.actions import cite
from mire.programme.thread.rules import Reference
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.words.words import local

_FROZEN = text(
    "Ce texte a été voté : il ne change plus. Une erreur se corrige par une nouvelle délibération."
)


@journalled
def assemble_deliberation(
    *,
    path: SponsorshipPath,
    key: str,
    said: DeliberationText,
    cited: Sequence[Reference],
    by: Actor,
    now: datetime,
) -> Deliberation:
    """Begin the deliberation from passages and decisions, which it cites; once."""
    path = locked_path(path)
    if done := Deliberation.objects.filter(path=path).first():
        nothing_done()
        return done
    check_text(said)
    row = Deliberation.objects.create(
        path=path, key=key, **said.stored(), made_by=by.name[:120], made_at=now,
        changed_by=by.name[:120], changed_at=now,
    )  # fmt: skip
    tell_deliberation(row, "deliberation.assembled", by=by, now=now)
    cite(
        programme=path.programme, citing=Reference(DELIBERATION, row.key), name=said.title[:80],
        cited=cited, by=by, now=now,
    )  # fmt: skip
    return row


@journalled
def change_deliberation(
    *, deliberation: Deliberation, seen: int, said: DeliberationText, by: Actor, now: datetime
) -> None:
    """Give a deliberation other words; ``seen``: the version that was read.

    Raises a ``Refusal`` once it is voted, or when somebody saved another since.
    """
    row = _deliberation(deliberation)
    if text_of(row) == said:
        nothing_done()
        return
    if row.document is not None:
        raise Refusal(_FROZEN, code="frozen")
    if row.version != seen:
        raise Refusal(
            text("Quelqu'un a changé ce texte entre-temps : relisez, puis recommencez."),
            code="moved",
        )
    check_text(said)
    for name, value in said.stored().items():
        setattr(row, name, value)
    row.version += 1
    row.changed_by, row.changed_at = by.name[:120], now
    row.save()
    tell_deliberation(row, "deliberation.changed", by=by, now=now)


@journalled
def note_vote(
    *,
    deliberation: Deliberation,
    seen: int,
    act: Mapping[str, Any],
    is_adopted: bool,
    document: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> None:
    """Note the vote: the text is frozen as ``document`` the first time; the line can be mended.

    The council's session is noted as held, where nobody did.

    ``act``: the line of the national schema; its object is the text's title. Raises a ``Refusal``
    that names the field to mend.
    """
    row = _deliberation(deliberation)
    check_ready(text_of(row))
    whole = {**act, "DELIB_OBJET": row.title}
    check_act(whole)
    voted_on = whole["DELIB_DATE"]
    if voted_on > local(now).date():
        raise Refusal(
            text("Ce jour n'est pas encore passé : notez le vote quand il aura eu lieu."),
            path=("DELIB_DATE",),
            code="future",
        )
    check_result(
        is_adopted=is_adopted, n_for=whole.get("VOTE_POUR"), n_against=whole.get("VOTE_CONTRE")
    )
    state = DeliberationState.ADOPTED if is_adopted else DeliberationState.REJECTED
    kept = stored_act(whole)
    if (row.act, row.state) == (kept, state):
        nothing_done()
        return
    if row.version != seen:
        raise Refusal(
            text("Quelqu'un a changé ce texte entre-temps : relisez, puis recommencez."),
            code="moved",
        )
    before = act_from(row.act)
    row.act, row.state = kept, state
    if row.document is None:
        row.document = dict(document)
    row.voted_by = by.name[:120]
    row.save()
    _note_session(row.path, voted_on, by=by, now=now)
    was, told = changed(before, act_from(kept))
    tell_deliberation(row, "deliberation.voted", by=by, now=now, before=was, after=told)


def _note_session(path: SponsorshipPath, on: date, *, by: Actor, now: datetime) -> None:
    """Note the council's session as held, unless somebody did."""
    path = locked_path(path)
    step = path.steps.get(side=Side.COUNCIL)
    if step.done_on is None:
        step.done_on, step.done_by = on, by.name[:120]
        step.save(update_fields=["done_on", "done_by"])
        moved(path, now)


def _deliberation(row: Deliberation) -> Deliberation:
    rows = Deliberation.objects.select_for_update(of=("self",))
    return rows.select_related("path__programme").get(pk=row.pk)
