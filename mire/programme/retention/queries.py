"""What there is of each kind of data, and when it goes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone

from mire.live.engine.engine import Engine
from mire.programme.accounts.models import SignInLink
from mire.programme.guests.models import GuestLink
from mire.programme.journal.models import Entry
from mire.programme.meetings.models import Meeting
from mire.programme.people.models import MissionLetter, Person, Role
from mire.programme.programmes.models import Programme as Programme
from mire.programme.restitutions.models import Remark
from mire.programme.restitutions.rules import RemarkState
from mire.programme.retention.rules import Due, Kind, Stock, due, goes_on

PROOF = "archives.disposed"
"""The act whose lines never go: they say under which visa archives were disposed of."""

Going = Mapping[int, date | None]
"""Rows (their ids) and the first day on which each goes, None for what is in use."""


def due_of(programme: Programme, engine: Engine, *, today: date) -> Sequence[Due]:
    """Return what becomes of a programme's data, by kind. Ten queries, and one of live rooms.

    Raises ``StorageUnavailable`` when the rooms can't be read.
    """
    people = people_going(programme)
    stocks = [
        _stock(Kind.ACCOUNTS, accounts_going(programme).values()),
        _stock(Kind.GUESTS, guests_going(programme).values()),
        _stock(Kind.REMARKS, remarks_going(programme).values()),
        *_of_rooms(programme, engine),
        _stock(Kind.LETTERS, letters_going(programme).values()),
        _stock(Kind.PERSONS, people.values()),
        Stock(Kind.JOURNAL, _lines(journal_of_programme(programme), Kind.JOURNAL, programme)),
        _stock(Kind.MEETINGS, meetings_going(programme).values()),
    ]
    return due(stocks, today=today)


def common_due(*, today: date) -> Sequence[Due]:
    """Return what becomes of the installation's data, of no programme. Three queries."""
    sessions = Session.objects.values_list("expire_date", flat=True)
    links = SignInLink.objects.values_list("lapses_at", flat=True)
    stocks = [
        _stock(Kind.SESSIONS, [_going(Kind.SESSIONS, at.date()) for at in sessions]),
        _stock(Kind.LINKS, [_going(Kind.LINKS, at.date()) for at in links]),
        Stock(Kind.SIGN_INS, _lines(journal_of_installation(), Kind.SIGN_INS, None)),
    ]
    return due(stocks, today=today)


def all_programmes() -> Sequence[Programme]:
    """Return the installation's programmes. One query."""
    return list(Programme.objects.select_related("authority"))


def _going(kind: Kind, since: date, programme: Programme | None = None) -> date:
    months = 0 if programme is None else programme.retention_months
    return goes_on(kind, since, retention_months=months)


def _stock(kind: Kind, days: Iterable[date | None]) -> Stock:
    counted = Counter(days)
    n_in_use = counted.pop(None, 0)
    return Stock(kind, {day: n for day, n in counted.items() if day is not None}, n_in_use)


def _roles(programme: Programme) -> Mapping[int, Sequence[Role]]:
    """Return all the roles, wherever held, of persons who have one in a programme. One query."""
    held: dict[int, list[Role]] = {}
    here = Role.objects.filter(kind__programme=programme, person__erased_at=None)
    for role in Role.objects.filter(person__in=here.values("person")).select_related(
        "kind__programme", "person"
    ):
        held.setdefault(role.person_id, []).append(role)
    return held


def people_going(programme: Programme) -> Going:
    """Return when each person of a programme goes: once all their programmes agree. One query."""
    return {
        pk: _last(
            None
            if role.ends_on is None
            else _going(
                Kind.PERSONS, max(role.ends_on, role.kind.programme.ends_on), role.kind.programme
            )
            for role in roles
        )
        for pk, roles in _roles(programme).items()
    }


def accounts_going(programme: Programme) -> Going:
    """Return when the account of each person of a programme goes, by its id. One query."""
    return {
        account: _last(
            None if role.ends_on is None else _going(Kind.ACCOUNTS, role.ends_on) for role in roles
        )
        for roles in _roles(programme).values()
        if (account := roles[0].person.account_id) is not None
    }


def _last(days: Iterable[date | None]) -> date | None:
    """Return the last of some days; None when one of them is not known."""
    found = list(days)
    return None if None in found else max(day for day in found if day is not None)


def guests_going(programme: Programme) -> Going:
    """Return when each link given to a guest of a programme goes. One query."""
    links = GuestLink.objects.filter(programme=programme).values_list("pk", "ends_on")
    return {pk: _going(Kind.GUESTS, ends_on) for pk, ends_on in links}


def remarks_going(programme: Programme) -> Going:
    """Return when each remark on a programme's restitutions goes. One query.

    Those that are shown beside a restitution stay with it.
    """
    found = Remark.objects.filter(restitution__programme=programme)
    rows = found.exclude(state=RemarkState.SHOWN).values_list(
        "pk", "on", "restitution__heard_ends_on", "reply_on"
    )
    return {
        pk: _going(Kind.REMARKS, max(each for each in days if each is not None))
        for pk, *days in rows
    }


def letters_going(programme: Programme) -> Going:
    """Return when each mission letter of a programme goes. One query."""
    end = programme.ends_on
    return {
        pk: _going(Kind.LETTERS, max(end, ends_on or end), programme)
        for pk, ends_on in MissionLetter.objects.filter(programme=programme).values_list(
            "pk", "ends_on"
        )
    }


def meetings_going(programme: Programme) -> Going:
    """Return when each meeting of a programme goes; one whose room is open is in use. One query."""
    return {
        meeting.pk: None
        if meeting.code is not None and meeting.ended_at is None
        else _going(Kind.MEETINGS, _ended(meeting, programme), programme)
        for meeting in Meeting.objects.filter(programme=programme)
    }


def _ended(meeting: Meeting, programme: Programme) -> date:
    at = meeting.ended_at or meeting.planned_at
    return max(programme.ends_on, _day(at))


def _day(at: datetime | None) -> date:
    """Return the day of a time, where this installation is."""
    if at is None:
        raise TypeError(at)
    return at.astimezone(timezone.get_current_timezone()).date()


def rooms_going(programme: Programme, kind: Kind) -> Mapping[str, date]:
    """Return when what a kind holds goes from each room that has ended, by code. One query."""
    ended = Meeting.objects.filter(programme=programme, ended_at__isnull=False).exclude(code=None)
    return {
        meeting.code: _going(Kind.COMMITMENTS, _ended(meeting, programme), programme)
        if kind is Kind.COMMITMENTS
        else _going(kind, _day(meeting.ended_at))
        for meeting in ended
        if meeting.code is not None
    }


def _of_rooms(programme: Programme, engine: Engine) -> Sequence[Stock]:
    """Return the stocks of notes and of commitments. Three queries, and one of the live rooms."""
    codes = Meeting.objects.filter(programme=programme).values_list("code", flat=True)
    held = engine.named_in([code for code in codes if code is not None])
    stocks = []
    for kind, place in ((Kind.NOTES, 1), (Kind.COMMITMENTS, 0)):
        going = rooms_going(programme, kind)
        days: Counter[date] = Counter()
        n_in_use = 0
        for code, counts in held.items():
            if (day := going.get(code)) is None:
                n_in_use += counts[place]
            elif counts[place]:
                days[day] += counts[place]
        stocks.append(Stock(kind, days, n_in_use))
    return stocks


def rooms_due(
    programme: Programme, kind: Kind, engine: Engine, *, today: date
) -> Mapping[str, int]:
    """Return the rooms whose notes or commitments go today, with how many. One query."""
    codes = [code for code, day in rooms_going(programme, kind).items() if day <= today]
    place = 0 if kind is Kind.COMMITMENTS else 1
    held = engine.named_in(codes)
    return {code: counts[place] for code, counts in held.items() if counts[place]}


def journal_of_programme(programme: Programme) -> QuerySet[Entry]:
    """Return the lines of a programme's journal that go one day."""
    return Entry.objects.filter(programme=programme.key).exclude(act=PROOF)


def journal_of_installation() -> QuerySet[Entry]:
    """Return the lines of no programme that go one day: signing in, the installation."""
    return Entry.objects.filter(programme="").exclude(act=PROOF)


def _lines(entries: QuerySet[Entry], kind: Kind, programme: Programme | None) -> Mapping[date, int]:
    days: Counter[date] = Counter()
    for at in entries.order_by().values_list("at", flat=True).iterator():
        days[_line_goes(at.date(), kind, programme)] += 1
    return days


def _line_goes(day: date, kind: Kind, programme: Programme | None) -> date:
    return _going(kind, day if programme is None else max(day, programme.ends_on), programme)


def lines_due(
    entries: QuerySet[Entry], kind: Kind, programme: Programme | None, *, today: date
) -> Sequence[int]:
    """Return the lines of the journal that go today. One query."""
    return [
        pk
        for pk, at in entries.order_by().values_list("pk", "at").iterator()
        if _line_goes(at.date(), kind, programme) <= today
    ]


def due_now(going: Going, *, today: date) -> list[int]:
    """Return the rows that go today."""
    return [pk for pk, day in going.items() if day is not None and day <= today]


def persons_due(programme: Programme, *, today: date) -> Sequence[Person]:
    """Return the persons of a programme who go today. Two queries."""
    return list(Person.objects.filter(pk__in=due_now(people_going(programme), today=today)))


def open_rooms(*, before: date) -> Sequence[str]:
    """Return the codes of meetings of past days whose end nobody noted. One query."""
    found = Meeting.objects.filter(
        Q(planned_at__date__lt=before), ended_at=None, code__isnull=False
    )
    return [str(each.code) for each in found]
