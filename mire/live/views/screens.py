"""What each surface of a room is told, as JSON primitives. Pure.

The phone is told phases, never counts, so that its frame changes on phase only. Nobody is
told an answer before closing; free texts go to the console, and to the projector only
after a facilitator's press.
"""

import enum
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from mire.live.state.results import findings_of, is_withheld, result_of
from mire.live.state.room import CLOSING_GRACE, ActivityState, Phase, RoomState
from mire.live.state.rounds import round_of
from mire.live.state.timing import ends_at, promised_end_if_begun
from mire.live.views.naming import names_in, placed_in, texts_in, worded
from mire.live.views.presses import begin, presses
from mire.live.views.schedule import schedule
from mire.technique_api.technique import Regime, Screen, Verbatim

Primitives = dict[str, Any]

CROWDED, CROWDED_MORE = 1.2, 5
"""More phones than this share of the people announced, and a few, is told to facilitators."""

MOST_TEXTS = 200
"""Texts that the console lists; the page that reads them again has them all."""


class Surface(enum.StrEnum):
    """Who looks at a room."""

    PHONE = "phone"
    CONSOLE = "console"
    REMOTE = "remote"  # the console's essentials, on a facilitator's phone
    PROJECTOR = "projector"


class Counts:
    """How many joined, are there, have answered, came late, and are gone without answering.

    ``begun``: phones with an answer that they have not sent. ``unheard``: seats given a while
    ago that nobody uses.

    ``projectors`` and ``consoles`` are how many of these screens are connected here.
    """

    def __init__(
        self,
        *,
        joined: int = 0,
        online: int = 0,
        answered: int = 0,
        late: int = 0,
        gone: int = 0,
        begun: int = 0,
        unheard: int = 0,
        projectors: int = 0,
        consoles: int = 0,
    ) -> None:
        self.joined, self.online, self.answered = joined, online, answered
        self.late, self.gone, self.begun, self.unheard = late, gone, begun, unheard
        self.projectors, self.consoles = projectors, consoles


def phone(room: RoomState) -> Primitives:
    """Return what every phone of the room is told."""
    activity = room.activity
    told: Primitives = {
        "room": _room(room),
        "moment": _moment(room),
        "activity": None,
        "is_paused": room.paused_at is not None,
    }
    if activity is None or room.ended_at is not None:
        return told
    is_open = activity.phase in (Phase.OPEN, Phase.CLOSING)
    result = result_of(room, activity) if activity.is_shown else None
    told |= {
        "activity": _activity(room, activity),
        "screen": _facts(room, activity, Screen.PARTICIPANT, None),
        "is_open": is_open,
        "is_withheld": activity.phase is Phase.CLOSED and is_withheld(room, activity),
        "result": None if result is None else _facts(room, activity, Screen.PROJECTOR, result),
    }
    return told


def projector(room: RoomState, counts: Counts) -> Primitives:
    """Return what the projector is told: the activity, how many answered, what is shown."""
    activity = room.activity
    told: Primitives = {
        "room": _room(room),
        "moment": _moment(room),
        "activity": None,
        "joined": counts.joined,
        "is_paused": room.paused_at is not None,
        "has_sound": room.has_sound,
        "has_qr": room.has_qr,
    }
    if activity is None or room.ended_at is not None:
        return told
    result = result_of(room, activity) if activity.is_shown else None
    screen = _facts(room, activity, Screen.PROJECTOR, result)
    told |= {
        "activity": _activity(room, activity),
        "screen": screen,
        "is_open": activity.phase in (Phase.OPEN, Phase.CLOSING),
        "answered": counts.answered,
        "result": None if result is None else screen,
        "texts": []
        if screen.get("places_texts")
        else [{"id": id, "text": said} for id, said in texts_in(activity, shown_only=True).items()],
    }
    return told


def console(room: RoomState, counts: Counts, now: datetime) -> Primitives:
    """Return what the facilitators are told: everything but what is sealed."""
    told = schedule(room, now)
    told |= {
        "joined": counts.joined,
        "online": counts.online,
        "unheard": counts.unheard,
        "is_crowded": counts.joined > CROWDED * room.headcount + CROWDED_MORE,
        "projectors": counts.projectors,
        "consoles": counts.consoles,
        "room": _room(room),
        "moment": _moment(room),
        "activity": None,
        **_next(room),
        **_begin(room, now),
    }
    activity = room.activity
    if activity is None:
        return told
    result = result_of(room, activity)
    screen = _facts(room, activity, Screen.FACILITATOR, result)
    on_wall = _on_wall(room, activity)
    texts = [] if is_withheld(room, activity) else activity.verbatims()
    told |= {
        "activity": {**_activity(room, activity), "notes": activity.sheet.notes},
        "screen": screen,
        "answered": counts.answered,
        "late": counts.late,
        "gone": counts.gone,
        "begun": counts.begun,
        "is_withheld": activity.phase is Phase.CLOSED and is_withheld(room, activity),
        "result": None if result is None else screen,
        "findings": [each.sentence.primitive() for each in findings_of(room, activity)],
        "texts": [
            {
                "id": each.id,
                "text": each.text,
                "is_shown": each.id in activity.shown_texts,
                "is_on_wall": each.id in on_wall,
            }
            for each in _first_texts(texts, on_wall)
        ],
        "n_texts": len(texts),
        "n_masked": len(activity.masked_texts),
        "presses": presses(room, activity, has_result=result is not None, screen=screen),
    }
    return told


def _first_texts(texts: Sequence[Verbatim], on_wall: AbstractSet[str]) -> list[Verbatim]:
    """Return those that the projector shows and the latest, as many as a console lists."""
    if len(texts) <= MOST_TEXTS:
        return list(texts)
    latest = texts[-max(0, MOST_TEXTS - len(on_wall)) :]
    kept = on_wall | {each.id for each in latest}
    return [each for each in texts if each.id in kept]


def _on_wall(room: RoomState, activity: ActivityState) -> frozenset[str]:
    """Return the ids of the texts that the wall says now: those that were pressed, unless the
    technique places them and says others.
    """  # noqa: D205
    if not activity.shown_texts:
        return frozenset()
    result = result_of(room, activity) if activity.is_shown else None
    screen = _facts(room, activity, Screen.PROJECTOR, result)
    return placed_in(screen) if screen.get("places_texts") else frozenset(activity.shown_texts)


def remote(room: RoomState, counts: Counts, now: datetime) -> Primitives:
    """Return what a facilitator's phone is told: the clock, what comes, who answered."""
    schedule_ = schedule(room, now)
    activity = room.activity
    told = {
        **{name: schedule_[name] for name in ("version", "clock", "is_paused", "hand", "may_undo")},
        "room": _room(room),
        "moment": _moment(room),
        "joined": counts.joined,
        "answered": counts.answered,
        "begun": counts.begun,
        "activity": None,
        **_next(room),
        **_begin(room, now),
    }
    if activity is None or room.ended_at is not None:
        return told
    result = result_of(room, activity)
    screen = _facts(room, activity, Screen.FACILITATOR, result)
    told |= {
        "activity": {**_activity(room, activity), "notes": activity.sheet.notes},
        "presses": presses(room, activity, has_result=result is not None, screen=screen),
    }
    return told


def _next(room: RoomState) -> Primitives:
    """Return what comes next, None at the end."""
    coming = room.next_activity
    return {"next": None if coming is None else _activity(room, coming)}


def _begin(room: RoomState, now: datetime) -> Primitives:
    """Return the press that begins, and whether the sheet is dated of another day than today."""
    start = room.sheet.meeting.starts_at
    is_other_day = now.astimezone(start.tzinfo).date() != start.date()
    return {
        "begin": None if room.next_activity is None else begin(room.next_activity),
        "is_other_day": is_other_day and room.current is None and not room.is_rehearsal,
        "end_if_begun": promised_end_if_begun(room, now).isoformat(timespec="minutes")
        if is_other_day and room.started_at is None
        else None,
    }


def _facts(room: RoomState, activity: ActivityState, screen: Screen, result: Any) -> Primitives:
    # What tables do is seen as it comes; of anything else, nothing is known before the closing.
    is_known = activity.phase is Phase.CLOSED or activity.regime is Regime.GROUP
    if screen is Screen.PARTICIPANT and activity.regime is not Regime.GROUP:
        is_known = False
    state = activity.state if is_known else activity.technique.first_state(activity.config)
    told = dict(activity.technique.screens[screen](activity.config, state, result))
    if activity.regime is not Regime.GROUP:
        return told
    texts = (
        {}
        if screen is Screen.PARTICIPANT
        else texts_in(activity, shown_only=screen is not Screen.FACILITATOR)
    )
    made: Primitives = worded(told, texts, names_in(room, activity))
    return made


def _room(room: RoomState) -> Primitives:
    meeting = room.sheet.meeting
    return {
        "title": meeting.title,
        "kind": meeting.kind,
        "is_rehearsal": room.is_rehearsal,
        "threshold": meeting.threshold,
        "helper": room.helper,
        "timezone": meeting.timezone,
        "starts_at": meeting.starts_at.isoformat(timespec="minutes"),
        "report_on": None if meeting.report_on is None else meeting.report_on.isoformat(),
        "n_activities": len(room.activities),
    }


def _moment(room: RoomState) -> str:
    """Say where the meeting stands: "before", "during" or "ended"."""
    if room.ended_at is not None:
        return "ended"
    return "before" if room.current is None else "during"


def _activity(room: RoomState, activity: ActivityState) -> Primitives:
    stopped = room.paused_at if room.current == activity.sheet.id else None
    until = ends_at(room, activity, stopped or room.last_at)
    left = None if until is None or stopped is None else int((until - stopped).total_seconds())
    return {
        "id": activity.sheet.id,
        "title": activity.sheet.title,
        "number": activity.number,
        "technique": activity.technique.slug,
        "technique_title": activity.technique.title.primitive(),
        "regime": str(activity.regime),
        "phase": str(activity.phase),
        "is_shown": activity.is_shown,
        "has_answers": activity.regime is not Regime.NONE,
        "linked_round": round_of(room, activity),
        "is_sealed": activity.regime.is_sealed,
        "n_directed": activity.n_directed,
        "until": None
        if until is None
        else _minute(until.astimezone(room.sheet.meeting.starts_at.tzinfo)),
        "clock": _ring(until, 60 * activity.allotted, left),
        "closing_clock": _ring(activity.closes_at, int(CLOSING_GRACE.total_seconds())),
    }


def _ring(until: datetime | None, total_seconds: int, left: int | None = None) -> Primitives:
    """Return a clock's ring. Its "now" is left to the page: a frame is kept a while.

    ``left`` is what the clock shows while it stands still, in seconds; None when it goes.
    """
    return {
        "ends_at_ms": _ms(until),
        "now_ms": "",
        "total_s": total_seconds,
        "shown": "",
        "left_s": left,
    }


def _minute(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="minutes")


def _ms(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp() * 1000)
