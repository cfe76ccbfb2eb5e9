"""What makes a rule fail by itself, and by how much it would have to be loosened.

A clash names rules; what the calendar does to a rule, or what a phase asks of a person, is no
rule of its own and is told here.
"""

from dataclasses import dataclass
from math import ceil

from mire.planning.residency.calendar import Calendar
from mire.planning.residency.facts import TENTHS, WEEKS_A_MONTH, Department, Facts, Person
from mire.planning.residency.model import shortest
from mire.planning.residency.rules import Rule


@dataclass(frozen=True, slots=True)
class InHolidays:
    """A fixed start in a week when nobody is at work; the nearest weeks that are."""

    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class TooFewWeeks:
    """Weeks at work that are left, holidays taken out, fewer than are needed."""

    left: int
    needed: int


@dataclass(frozen=True, slots=True)
class TooManyDays:
    """A phase that asks one person for more days a week than they give, in tenths of a day.

    ``days_a_month``: what they would have to give, in tenths, rounded up.
    """

    phase: str
    asked: int
    given: int
    days_a_month: int


Loosening = InHolidays | TooFewWeeks | TooManyDays


def loosening(facts: Facts, rule: Rule) -> Loosening | None:
    """Return why a rule can't hold even by itself; None where it can."""
    calendar = Calendar(facts)
    match rule.kind:
        case "cycle":
            most = calendar.length if facts.cycle is None else calendar.first_from(facts.cycle)
            return TooFewWeeks(most, least) if (least := shortest(facts)) > most else None
        case "person":
            person = next((one for one in facts.people if one.name == rule.subject), None)
            return None if person is None else _of_person(facts, person)
        case "windows" | "fixed":
            each = next(one for one in facts.departments if one.id == rule.subject)
            return _of_department(facts, calendar, rule.kind, each)
    return None


def _of_department(
    facts: Facts, calendar: Calendar, kind: str, each: Department
) -> Loosening | None:
    if kind == "fixed":
        if each.fixed is None or calendar.place(each.fixed) is not None:
            return None
        at_work = [week for week in range(facts.weeks) if week not in facts.holidays]
        return InHolidays(
            max((week for week in at_work if week < each.fixed), default=None),
            min((week for week in at_work if week > each.fixed), default=None),
        )
    needed = sum(phase.weeks for phase in facts.phases)
    needed += sum(phase.gap[0] for phase in facts.phases[:-1])
    left = max(end - begin for begin, end in map(calendar.span, each.windows))
    return TooFewWeeks(left, needed) if left < needed else None


def _of_person(facts: Facts, person: Person) -> TooManyDays | None:
    """Return the phase that asks most of those that only too busy people could bear."""
    found = None
    for phase in facts.phases:
        for need in phase.needs:
            asked = ceil(TENTHS * need.days - 1e-9)
            able = [one for one in facts.people if not need.skill or need.skill in one.skills]
            is_borne = any(one.tenths_a_week >= asked for one in able)
            if person in able and not is_borne and (found is None or asked > found.asked):
                month = ceil(asked * WEEKS_A_MONTH - 1e-9)
                found = TooManyDays(phase.name, asked, person.tenths_a_week, month)
    return found
