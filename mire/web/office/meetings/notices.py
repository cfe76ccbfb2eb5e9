"""What the run-sheet editor says of a change that it made."""

from django.utils.translation import gettext as _

from mire.programme.meetings.actions import SheetChange
from mire.runsheet.sheet import Sheet
from mire.runsheet.timetable import minutes_taken, tells_minutes
from mire.words import words


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
