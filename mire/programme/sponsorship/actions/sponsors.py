"""Noting what sponsors did, until when, and what was noted wrongly."""

from collections.abc import Sequence
from datetime import date, datetime

from mire.programme.journal.actions import journalled, nothing_done
from mire.programme.journal.rules import Actor
from mire.programme.sponsorship.actions.telling import (
    locked_path,
    served,
    tell_fact,
    tell_path,
    too_many,
)
from mire.programme.sponsorship.models import SponsorFact, SponsorshipPath
from mire.programme.sponsorship.rules.kinds import MOST_FACTS, SponsorRole
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text
from mire.words.words import local


@journalled
def word_facts(*, path: SponsorshipPath, facts: Sequence[str], by: Actor, now: datetime) -> None:
    """Word what a sponsor may have done; what was noted keeps its words."""
    path = locked_path(path)
    if path.facts == list(facts):
        nothing_done()
        return
    path.facts = list(facts)
    path.save(update_fields=["facts"])
    tell_path(path, "sponsorship.facts_worded", by=by, now=now)


@journalled
def note_fact(
    *,
    path: SponsorshipPath,
    key: str,
    role: SponsorRole,
    function: str,
    what: str,
    words: str,
    since: date,
    by: Actor,
    now: datetime,
) -> SponsorFact:
    """Note what somebody did in a capacity, once for a key. May raise a ``Refusal``."""
    path = locked_path(path)
    if done := SponsorFact.objects.filter(path=path, key=key).first():
        was = (done.role, done.function, done.what, done.words, done.since)
        if was != (role, function, what, words, since):
            raise served(str(done), "what")
        nothing_done()
        return done
    if since > local(now).date():
        raise Refusal(
            text("Un fait se note une fois qu'il a eu lieu."), path=("since",), code="future"
        )
    if path.facts_noted.count() >= MOST_FACTS:
        raise too_many(MOST_FACTS, "what")
    row = SponsorFact.objects.create(
        path=path, key=key, role=role, function=function, what=what, words=words, since=since,
        made_by=by.name[:120], made_at=now,
    )  # fmt: skip
    tell_fact(row, "sponsorship.fact_noted", by=by, now=now)
    return row


@journalled
def end_fact(*, fact: SponsorFact, until: date | None, by: Actor, now: datetime) -> None:
    """Say until when a fact held, or (None) that it still does. May raise a ``Refusal``."""
    row = _fact(fact)
    if row.until == until:
        nothing_done()
        return
    if until is not None and not row.since <= until <= local(now).date():
        raise Refusal(
            text("Ce jour va du début du fait à aujourd'hui."), path=("until",), code="order"
        )
    row.until = until
    row.save(update_fields=["until"])
    tell_fact(row, "sponsorship.fact_ended", by=by, now=now)


@journalled
def withdraw_fact(*, fact: SponsorFact, why: str, by: Actor, now: datetime) -> None:
    """Withdraw a fact that was wrong: it stays in sight, struck, with why."""
    row = _fact(fact)
    if row.withdrawn_at is not None:
        nothing_done()
        return
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = now, by.name[:120], why
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    tell_fact(row, "sponsorship.fact_withdrawn", by=by, now=now)


def _fact(fact: SponsorFact) -> SponsorFact:
    rows = SponsorFact.objects.select_for_update(of=("self",))
    return rows.select_related("path__programme").get(pk=fact.pk)
