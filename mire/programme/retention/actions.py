"""The two acts at the end of data's time: erasing what is personal, disposing of archives.

Each kind goes in a transaction of its own, with one line of the journal that counts and names
nobody. What lies in the live rooms goes just before that transaction ends: after a crash between
the two, the same act ends what was begun.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Manager

from mire.live.engine.engine import Engine
from mire.live.engine.keeping import Dispose, ForgetNotes, ForgetRegister
from mire.live.engine.rooms import UnknownRoom
from mire.programme.accounts.models import Account, SignInLink
from mire.programme.closeness.actions import drop_vectors
from mire.programme.guests.models import GuestLink
from mire.programme.journal.actions import journalled, note, nothing_done
from mire.programme.journal.models import Entry
from mire.programme.journal.rules import NOBODY, About, Actor
from mire.programme.meetings.actions import note_ended
from mire.programme.meetings.models import Meeting
from mire.programme.outcomes.models import Outcome
from mire.programme.people.models import MissionLetter
from mire.programme.personal.actions import erase_account, leave_stubs
from mire.programme.programmes.models import Programme
from mire.programme.reading.queries import texts_in_use
from mire.programme.restitutions.models import Remark
from mire.programme.retention.queries import (
    accounts_going,
    due_now,
    guests_going,
    journal_of_installation,
    journal_of_programme,
    letters_going,
    lines_due,
    meetings_going,
    open_rooms,
    persons_due,
    remarks_going,
    rooms_due,
)
from mire.programme.retention.rules import RULES, Kind, goes_on
from mire.programme.steering.models import Minutes
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

BATCH = 500
MOST_OF_VISA = 80


@journalled
def erase_kind(
    *,
    kind: Kind,
    programme: Programme | None,
    engine: Engine,
    today: date,
    by: Actor,
    now: datetime,
) -> int:
    """Erase what is due of one kind, of a programme or (None) of the installation; return how many.

    Raises ``StorageUnavailable``.
    """
    if programme is None:
        n = _COMMON[kind](today)
    elif kind in (Kind.NOTES, Kind.COMMITMENTS):
        n = _forget(programme, kind, engine, today)
    else:
        n = _OWN[kind](programme, today, now)
    if not n:
        nothing_done()
        return 0
    _tell("data.erased", kind, programme, n, by=by, now=now)
    return n


@journalled
def dispose_of_archives(
    *, programme: Programme, visa: str, engine: Engine, today: date, by: Actor, now: datetime
) -> int:
    """Dispose of a programme's meetings whose time is over, logs included, under a visa.

    Their files and minutes go with them; what they decided stays in the register, without them.
    Raises a ``Refusal`` without the visa's reference, ``StorageUnavailable``.
    """
    visa = visa.strip()[:MOST_OF_VISA]
    if not visa:
        raise Refusal(text("Donnez la référence du visa d'élimination."), path=("visa",))
    found = list(Meeting.objects.filter(pk__in=due_now(meetings_going(programme), today=today)))
    if not found:
        nothing_done()
        return 0
    _tell("archives.disposed", Kind.MEETINGS, programme, len(found), by=by, now=now, visa=visa)
    Minutes.objects.filter(meeting__in=found).delete()
    Outcome.objects.filter(meeting__in=found).update(meeting=None)
    Meeting.objects.filter(pk__in=[each.pk for each in found]).delete()
    drop_vectors(in_use=texts_in_use())
    for meeting in found:
        if meeting.code is not None:
            engine.ask(Dispose(meeting.code, visa))
    return len(found)


@journalled
def note_past_ends(*, engine: Engine, today: date, now: datetime) -> None:
    """Note the ends of meetings of past days that no page has noted yet."""
    nothing_done()
    for code in open_rooms(before=today):
        try:
            state = engine.room(code).state
        except UnknownRoom:
            continue
        if state.ended_at is not None and not state.is_rehearsal:
            note_ended(code=code, ended_at=state.ended_at, by=NOBODY, now=now)


def _tell(
    act: str,
    kind: Kind,
    programme: Programme | None,
    n: int,
    *,
    by: Actor,
    now: datetime,
    visa: str = "",
) -> None:
    note(
        by=by,
        act=act,
        about=About("kept", kind.value, RULES[kind].what.msgid),
        programme="" if programme is None else programme.key,
        after={"n": n, "visa": visa} if visa else {"n": n},
        now=now,
    )


def _delete(rows: Manager[Any], pks: Sequence[Any]) -> int:
    """Delete rows by slices, as SQLite bounds how many a statement names."""
    for start in range(0, len(pks), BATCH):
        rows.filter(pk__in=pks[start : start + BATCH]).delete()
    return len(pks)


def _forget(programme: Programme, kind: Kind, engine: Engine, today: date) -> int:
    found = rooms_due(programme, kind, engine, today=today)
    for code in found:
        engine.ask(ForgetRegister(code) if kind is Kind.COMMITMENTS else ForgetNotes(code))
    return sum(found.values())


def _accounts(programme: Programme, today: date, now: datetime) -> int:
    found = list(Account.objects.filter(pk__in=due_now(accounts_going(programme), today=today)))
    for account in found:
        erase_account(account)
    return len(found)


def _guests(programme: Programme, today: date, now: datetime) -> int:
    return _delete(GuestLink.objects, due_now(guests_going(programme), today=today))


def _remarks(programme: Programme, today: date, now: datetime) -> int:
    return _delete(Remark.objects, due_now(remarks_going(programme), today=today))


def _letters(programme: Programme, today: date, now: datetime) -> int:
    return _delete(MissionLetter.objects, due_now(letters_going(programme), today=today))


def _persons(programme: Programme, today: date, now: datetime) -> int:
    return leave_stubs(persons_due(programme, today=today), on=today, erased_at=now)


def _journal(programme: Programme, today: date, now: datetime) -> int:
    found = lines_due(journal_of_programme(programme), Kind.JOURNAL, programme, today=today)
    return _delete(Entry.objects, found)


_OWN: dict[Kind, Callable[[Programme, date, datetime], int]] = {
    Kind.ACCOUNTS: _accounts,
    Kind.GUESTS: _guests,
    Kind.REMARKS: _remarks,
    Kind.LETTERS: _letters,
    Kind.PERSONS: _persons,
    Kind.JOURNAL: _journal,
}


def _sessions(today: date) -> int:
    pks = [
        each.pk
        for each in Session.objects.all()
        if goes_on(Kind.SESSIONS, each.expire_date.date()) <= today
    ]
    return _delete(Session.objects, pks)


def _links(today: date) -> int:
    links = SignInLink.objects.values_list("pk", "lapses_at")
    return _delete(
        SignInLink.objects, [pk for pk, at in links if goes_on(Kind.LINKS, at.date()) <= today]
    )


def _sign_ins(today: date) -> int:
    return _delete(
        Entry.objects, lines_due(journal_of_installation(), Kind.SIGN_INS, None, today=today)
    )


_COMMON: dict[Kind, Callable[[date], int]] = {
    Kind.SESSIONS: _sessions,
    Kind.LINKS: _links,
    Kind.SIGN_INS: _sign_ins,
}
