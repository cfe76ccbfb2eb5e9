"""A run sheet as a timetable: when each activity starts, what is too much, and where."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mire.planning.fit import walk
from mire.runsheet.checks import asks_everybody, needed_minutes
from mire.runsheet.editing import change_activity
from mire.runsheet.sheet import Activity, Sheet
from mire.technique_api import registry
from mire.technique_api.refusal import Refusal

_MINUTES = re.compile(r"\d\s*min\b|\bminutes?\b")


@dataclass(frozen=True, slots=True)
class Row:
    """An activity in the timetable; ``is_over``: it ends after the promised end.

    ``asks_phones`` is None where the settings don't say yet.
    """

    activity: Activity
    number: int
    starts_at: datetime
    is_over: bool
    asks_phones: bool | None


def rows_of(sheet: Sheet) -> Sequence[Row]:
    """Return the activities of a sheet with the local times at which they start."""
    walked = walk([each.planned for each in sheet.activity], sheet.fixed_minutes())
    return [
        Row(
            activity,
            number,
            sheet.meeting.starts + timedelta(minutes=start),
            start + minutes > sheet.meeting.slot,
            asks_phones(activity),
        )
        for number, (activity, (start, minutes)) in enumerate(
            zip(sheet.activity, walked, strict=True), 1
        )
    ]


def asks_phones(activity: Activity) -> bool | None:
    """Say whether an activity asks everybody's phone; None where its settings don't say yet."""
    try:
        technique = registry.technique(activity.technique)
        config = technique.read_config(activity.settings)
    except Refusal:
        return None
    return asks_everybody(technique.regime(config))


def minutes_taken(before: Sheet, after: Sheet) -> Sequence[tuple[Activity, int]]:
    """Return the activities that have fewer minutes, as they are now, with what they had."""
    had = {each.id: each.planned for each in before.activity}
    return [
        (each, had[each.id])
        for each in after.activity
        if each.planned < had.get(each.id, each.planned)
    ]


def tells_minutes(activity: Activity) -> bool:
    """Say whether an activity's private notes speak of minutes, which may be others by now."""
    return bool(_MINUTES.search(activity.notes))


def shorten_to_fit(sheet: Sheet) -> Sheet | None:
    """Return the sheet with just enough minutes taken for it to fit; None when that can't be.

    Minutes are taken where most can be spared, buffers first, never under an activity's least nor
    under what its settings ask for.
    """
    least = [max(each.least_minutes, needed_minutes(each)) for each in sheet.activity]
    made = sheet
    while made.fit().over > 0:
        spare = [
            (each.buffer, each.planned - least[place], -place)
            for place, each in enumerate(made.activity)
            if each.planned > least[place]
        ]
        if not spare:
            return None
        chosen = made.activity[-max(spare)[2]]
        made = change_activity(made, chosen.id, {"planned": chosen.planned - 1})
    return made
