"""Making the rows of a meeting what its log says."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from mire.programme.evidence.models import Figure, MeetingRead, Verbatim
from mire.programme.evidence.queries import LogRead
from mire.programme.evidence.rules import (
    FIGURE,
    VERBATIM,
    SaidFigure,
    SaidVerbatim,
    searched,
)
from mire.programme.journal.actions import journalled, nothing_done
from mire.programme.journal.rules import NOBODY
from mire.programme.meetings.actions import note_on_meeting
from mire.programme.meetings.models import Meeting
from mire.programme.thread.rules import State


@journalled
def take_in(*, meeting: Meeting, read: LogRead, now: datetime) -> None:
    """Make a meeting's rows what its log says: those that stand, and stubs for those that don't.

    A row that the log no longer gives keeps its key, and nothing of what it said.
    """
    said, head = read.said, read.head
    MeetingRead.objects.select_for_update().filter(meeting=meeting).first()
    verbatims = {
        each.key: Verbatim(
            meeting=meeting, place=place, searched=searched(each.text), **asdict(each)
        )
        for place, each in enumerate(said.verbatims, 1)
    }
    figures = {
        each.key: Figure(
            meeting=meeting,
            place=place,
            state=State.SAID,
            **{**asdict(each), "rests_on": list(each.rests_on)},
        )
        for place, each in enumerate(said.figures, 1)
    }
    n = _replace(Verbatim.objects, meeting, verbatims, GONE_VERBATIM)
    n += _replace(Figure.objects, meeting, figures, GONE_FIGURE)
    MeetingRead.objects.update_or_create(meeting=meeting, defaults={"head": head, "at": now})
    if not n:
        nothing_done()
        return
    note_on_meeting(
        meeting,
        "meeting.read",
        by=NOBODY,
        after={
            "verbatims": sum(each.state is State.SAID for each in said.verbatims),
            "masked": sum(each.state is State.MASKED for each in said.verbatims),
            "figures": len(said.figures),
        },
        now=now,
    )


GONE_VERBATIM: Mapping[str, Any] = {
    "text": "",
    "searched": "",
    "about": None,
    "beside": None,
    "table": None,
    "medium": "",
    "reason": "",
    "digest": VERBATIM,
    "state": State.WITHDRAWN,
}
GONE_FIGURE: Mapping[str, Any] = {
    "sentence": {"msgid": ""},
    "n_answers": 0,
    "n_entries": 0,
    "rests_on": [],
    "digest": FIGURE,
    "state": State.WITHDRAWN,
}
"""What a row holds once the log gives it no more."""

FIELDS: Mapping[type, tuple[str, ...]] = {
    Verbatim: (
        *(each for each in SaidVerbatim.__slots__ if each != "key"),
        "place",
        "searched",
    ),
    Figure: (*(each for each in SaidFigure.__slots__ if each != "key"), "place", "state"),
}
"""What a row holds besides its key and its meeting."""


def _replace(
    rows: Any, meeting: Meeting, wanted: Mapping[str, Any], gone: Mapping[str, Any]
) -> int:
    """Make the rows of a meeting those that are wanted; return how many were added or changed.

    ``rows`` is their table's manager; ``gone``: the fields of a row that is not wanted any more.
    """
    known = {row.key: row for row in rows.select_for_update().filter(meeting=meeting)}
    added = [row for key, row in wanted.items() if key not in known]
    changed = []
    for key, row in known.items():
        values = gone if key not in wanted else _values(wanted[key], FIELDS[rows.model])
        if _values(row, values) != values:
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    rows.bulk_create(added, batch_size=500)
    rows.bulk_update(changed, FIELDS[rows.model], batch_size=200)
    return len(added) + len(changed)


def _values(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
