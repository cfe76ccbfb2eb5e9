"""The run sheet: a meeting's facts and its activities, in the order in which they are played.

What each field means is documented in ``docs/reference/runsheet.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec

from mire.planning.fit import Fit, fit
from mire.technique_api.refusal import Path
from mire.technique_api.text import Text

_CONTROLS = r"\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069"
Name = Annotated[
    str, msgspec.Meta(pattern=rf"^(?=.*\S)[^{_CONTROLS}]+\Z", min_length=1, max_length=120)
]
"""A title: something to read on one line, without marks that turn the writing around."""
YEARS = range(2000, 2101)
Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]*\Z", max_length=40)]
Minutes = Annotated[int, msgspec.Meta(ge=1, le=600)]


class Meeting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The facts of a meeting. ``starts`` is local time in ``timezone``; slot in minutes."""

    title: Name
    starts: Annotated[datetime, msgspec.Meta(tz=False)]
    slot: Minutes
    participants: Annotated[int, msgspec.Meta(ge=1, le=10_000)]
    kind: Slug = "seminar"
    timezone: str = "Europe/Paris"
    hard_end: bool = True
    """The promised end can't move: a sheet that passes it is refused, not only flagged."""
    departments: Annotated[tuple[Name, ...], msgspec.Meta(max_length=200)] = ()
    locale: Slug = "fr"
    threshold: Annotated[int, msgspec.Meta(ge=3, le=100)] = 5
    helper: Annotated[str, msgspec.Meta(pattern=rf"^[^{_CONTROLS}]*\Z", max_length=120)] = ""
    """Who helps people to join, as a role and a place; "": nobody is named."""
    report_on: date | None = None
    """When the restitution reaches those who were there; None: no day is promised."""

    @property
    def starts_at(self) -> datetime:
        """When it starts, with its time zone."""
        return self.starts.replace(tzinfo=ZoneInfo(self.timezone))

    @property
    def ends_at(self) -> datetime:
        """When it was promised to end, with its time zone."""
        return self.starts_at + timedelta(minutes=self.slot)


class Activity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sequence: a technique with its settings and its minutes.

    ``least`` and ``most`` are None when the planned minutes can't be changed.
    """

    id: Slug
    technique: Slug
    title: Name
    planned: Minutes
    least: Minutes | None = None
    most: Minutes | None = None
    droppable: bool = False
    priority: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1
    """How much its minutes matter when the room runs late; 1 is ordinary."""
    buffer: bool = False
    """Its minutes are there to be taken when the room runs late."""
    fixed: Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")] | None = None
    """The local time, HH:MM, at which it must start; None: when the one before ends."""
    notes: Annotated[str, msgspec.Meta(max_length=5_000)] = ""
    again: Slug | None = None
    """The earlier activity whose question this one asks a second time, answers linked."""
    source: Slug | None = msgspec.field(default=None, name="from")
    """The earlier activity whose outcome this one goes on from (a sign-up's tables)."""
    settings: dict[str, Any] = {}

    @property
    def least_minutes(self) -> int:
        """The fewest minutes it can do with."""
        return self.planned if self.least is None else self.least

    @property
    def most_minutes(self) -> int:
        """The most minutes it may take."""
        return self.planned if self.most is None else self.most


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole run sheet; activities in the order in which they are played."""

    format: int
    meeting: Meeting
    activity: Annotated[tuple[Activity, ...], msgspec.Meta(min_length=1, max_length=60)]

    def fit(self) -> Fit:
        """Return how the planned minutes fit the slot."""
        return fit(
            [each.planned for each in self.activity],
            [each.least_minutes for each in self.activity],
            self.meeting.slot,
            self.fixed_minutes(),
        )

    def fixed_minutes(self) -> list[int | None]:
        """Return the minute after the start at which each activity must begin, or None."""
        return [self.minute_of(each.fixed) if each.fixed else None for each in self.activity]

    def minute_of(self, written: str) -> int:
        """Return a time of day, HH:MM, in minutes after the start (< 0 before it)."""
        hours, minutes = written.split(":")
        start = self.meeting.starts
        return 60 * int(hours) + int(minutes) - 60 * start.hour - start.minute

    def primitive(self) -> dict[str, Any]:
        """Return the sheet as JSON primitives, as the opening entry of a log carries it."""
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a sheet: ``line`` is 1-based, None where there is no file."""

    line: int | None
    path: Path
    text: Text


class SheetRefused(Exception):
    """The sheet is not accepted; ``problems`` lists all that could be found, by line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(str(problem.text) for problem in problems))
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line or 0))
