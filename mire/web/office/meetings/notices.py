"""What the run-sheet editor says of a change that it made."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from mire.programme.meetings.actions import SheetChange
from mire.runsheet.sheet import Sheet
from mire.runsheet.timetable import Row, minutes_taken, tells_minutes
from mire.words import words

HIDDEN = frozenset({"csrfmiddlewaretoken", "version", "sequence", "act"})
"""What a form sends of itself."""


def say_taken(before: Sheet, after: Sheet) -> str:
    """Return the sentences that say from which activities minutes were taken."""
    taken = minutes_taken(before, after)
    lines = [
        _("%(title)s : %(minutes)s min au lieu de %(before)s")
        % {"title": words.quoted(each.title), "minutes": each.planned, "before": had}
        for each, had in taken
    ]
    said = _("Pris : %(what)s.") % {"what": " ; ".join(lines)} if lines else ""
    if any(tells_minutes(each) for each, _had in taken):
        said += " " + _("Leurs notes parlent de minutes : relisez-les.")
    return said


def say_merge(done: SheetChange) -> str:
    """Return the sentence that says that somebody else changed the sheet at the same time."""
    if not done.clashes:
        return _(
            "Quelqu'un d'autre a changé ce conducteur pendant que vous y travailliez. Les deux "
            "changements sont gardés : relisez l'ensemble."
        )
    titles = {each.id: each.title for each in done.mine.activity}
    changed = [titles.get(each, done.meeting.title) for each in done.clashes]
    named = words.listed([words.quoted(each) for each in changed])
    return _(
        "Quelqu'un d'autre a changé %(what)s en même temps que vous. Ce qui était déjà enregistré "
        "est gardé ; ce que vous aviez écrit est ci-dessous : enregistrez de nouveau pour le "
        "remplacer."
    ) % {"what": named}


def unkept_words(given: Mapping[str, str]) -> str:
    """Return what a form held in words, a line each, for who must copy it elsewhere; "" for none.

    Numbers, ticks and choices are left out: they are set again in a moment.
    """
    return "\n".join(
        each.strip() for name, each in given.items() if name not in HIDDEN and len(each.split()) > 1
    )


def first_in_the_way(
    rows: Sequence[Row], by_activity: Mapping[int, Sequence[str]], general: Sequence[str]
) -> dict[str, str] | None:
    """Return the first thing that keeps a sheet from being opened, and the activity it is of."""
    if general:
        return {"words": general[0], "activity": "", "title": ""}
    if not by_activity:
        return None
    place = min(by_activity)
    found = rows[place].activity
    return {"words": by_activity[place][0], "activity": found.id, "title": found.title}


def note_wrong_minutes(rows: list[dict[str, Any]], activity: str, typed: str, error: str) -> None:
    """Put in the row of an activity the minutes that were refused, and why."""
    for each in rows:
        if each["row"].activity.id == activity:
            each["minutes"] = typed
            each["minutes_error"] = _("Minutes : %(error)s.") % {"error": error.rstrip(".")}
