"""Hours that clocks skip, or show twice, in the night when they change."""

from datetime import UTC, datetime

from mire.runsheet.sheet import Problem, Sheet, SheetRefused
from mire.technique_api.text import Text, text


def on_the_clock(sheet: Sheet) -> Sheet:
    """Return a sheet whose hours are on a clock; refuse another.

    Asked where a sheet is read from a file, not where a log is: what was played is replayed.
    """
    if problems := _problems(sheet):
        raise SheetRefused(problems)
    return sheet


def _problems(sheet: Sheet) -> list[Problem]:
    starts, ends = sheet.meeting.starts_at, sheet.meeting.ends_at
    said: Text | None = None
    if _is_skipped(starts):
        said = text(
            "cette heure n'existe pas : dans la nuit de ce jour-là, on avance les horloges d'une "
            "heure"
        )
    elif starts.utcoffset() != starts.replace(fold=1).utcoffset():
        said = text(
            "cette heure vient deux fois : dans la nuit de ce jour-là, on recule les horloges "
            "d'une heure"
        )
    elif starts.utcoffset() != ends.utcoffset() or _is_skipped(ends):
        said = text(
            "les horloges changent d'heure pendant cette réunion : ses heures ne seraient pas "
            "tenues"
        )
    return [] if said is None else [Problem(None, ("meeting", "starts"), said)]


def _is_skipped(at: datetime) -> bool:
    """Whether no clock of its zone ever shows this hour."""
    there_and_back = at.astimezone(UTC).astimezone(at.tzinfo)
    return there_and_back.replace(tzinfo=None) != at.replace(tzinfo=None)
