"""Weeks at work: the axis on which residencies are planned, holidays left out."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from mire.planning.residency.facts import Facts, Weeks


class Calendar:
    """Between weeks of the calendar and weeks at work, both from 0."""

    def __init__(self, facts: Facts) -> None:
        self._at_work = [week for week in range(facts.weeks) if week not in facts.holidays]
        self.length = len(self._at_work)

    def first_from(self, week: int) -> int:
        """Return the week at work that is ``week``, or the first one after it."""
        return bisect_left(self._at_work, week)

    def place(self, week: int) -> int | None:
        """Return the place of a calendar week, None when nobody is at work in it."""
        found = self.first_from(week)
        return found if found < self.length and self._at_work[found] == week else None

    def span(self, weeks: Weeks) -> tuple[int, int]:
        """Return the places in a span: the first, and the one after the last."""
        return self.first_from(weeks[0]), bisect_right(self._at_work, weeks[1])

    def places(self, spans: Iterable[Weeks]) -> set[int]:
        """Return every place in any of the spans."""
        return {place for span in spans for place in range(*self.span(span))}

    def week(self, place: int) -> int:
        """Return the calendar week of a place; past the last one, weeks go on one by one."""
        if place < self.length:
            return self._at_work[place]
        last = self._at_work[-1] if self._at_work else -1
        return last + 1 + place - self.length
