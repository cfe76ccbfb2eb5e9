"""What a facilitator may press now, in the order of the bar that holds it. Pure.

One act is the primary one, always at the same place; the others follow in an order that does
not depend on the moment, so that a hand finds them without looking.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from mire.live.state import entries
from mire.live.state.agenda import RETURN_MINUTES, minutes_left
from mire.live.state.controls.registry import CONTROLS
from mire.live.state.room import ActivityState, Phase, RoomState
from mire.technique_api.technique import Regime
from mire.technique_api.text import Text, text

Primitives = dict[str, Any]


def presses(
    room: RoomState, activity: ActivityState, *, has_result: bool, screen: Mapping[str, Any]
) -> Primitives:
    """Return {"primary": a press, "beside": presses, "aside": presses, "may_end": bool}.

    ``screen`` is what the technique tells facilitators: ``acts`` are the presses that it offers
    itself, the first the one that is awaited; ``left`` says what a closing would cut short.
    A press is what its form sends (``kind`` of a control, or ``do`` of a technique), ``words``
    and ``key``; ``warning`` is said under it, None where nothing is; ``asks`` is said before it is
    done, None where it is done at once. ``id`` is the same for the
    same act in each frame: a page that is brought up to date then never turns a button into
    another one under a finger.
    """
    acts = _acts(activity, screen)
    ways = _ways(room, activity, has_result=has_result)
    primary = _primary(room, activity, acts, ways)
    beside = [
        *(each for each in acts if each is not primary),
        *(ways[name] for name in ("more", "less", "clock", "result", "qr", "next") if name in ways),
    ]
    aside = [
        ways[name]
        for name in ("close", "reopen", "skip", "restore", "back", "sound")
        if name in ways
    ]
    if "close" in ways and screen.get("left"):
        ways["close"]["warning"] = screen["left"]
    return {
        "primary": primary,
        "beside": [each for each in beside if each is not primary],
        "aside": [each for each in aside if each is not primary],
        "may_end": activity.phase not in (Phase.OPEN, Phase.CLOSING),
    }


def begin(first: ActivityState) -> Primitives:
    """Return the press that begins the meeting."""
    return press(entries.ENTERED, first.sheet.id, "first", key="s")


def _primary(
    room: RoomState,
    activity: ActivityState,
    acts: Sequence[Primitives],
    ways: Mapping[str, Primitives],
) -> Primitives | None:
    """Return the act that the moment awaits; None: nothing but the end of the meeting."""
    if room.paused_at is not None:
        return ways["clock"]
    if activity.phase is Phase.OPEN and acts:
        return acts[0]
    if "result" in ways and not activity.is_shown:
        return ways["result"]
    return next((ways[name] for name in ("open", "keep", "close", "next") if name in ways), None)


def _ways(room: RoomState, activity: ActivityState, *, has_result: bool) -> dict[str, Primitives]:
    slug = activity.sheet.id
    phase = activity.phase
    made = {
        "more": press(entries.EXTENDED, slug, "more", key="+", minutes=2),
        "less": press(entries.EXTENDED, slug, "less", key="-", minutes=-2),
        "clock": press(entries.PAUSED, "", key="p")
        if room.paused_at is None
        else press(entries.RESUMED, "", key="p"),
        "qr": _switch(entries.QR, is_on=room.has_qr, key="q"),
        "sound": _switch(entries.SOUND, is_on=room.has_sound, key="k"),
    }
    if activity.regime is not Regime.NONE:
        if phase is Phase.READY:
            made["open"] = press(entries.OPENED, slug, key="o")
        elif phase is Phase.OPEN:
            made["close"] = press(entries.CLOSING, slug, key="c")
        elif phase is Phase.CLOSING:
            made["keep"] = press(entries.KEPT_OPEN, slug, key="g")
        elif activity.regime is Regime.GROUP:
            made["reopen"] = press(entries.REOPENED, slug)
    if has_result:
        made["result"] = (
            press(entries.HIDDEN, slug, key="r")
            if activity.is_shown
            else press(entries.SHOWN, slug, key="r")
        )
    if phase in (Phase.OPEN, Phase.CLOSING):
        return made
    coming = room.next_activity
    if coming is not None:
        left = None if coming.entered_at is None else max(1, minutes_left(coming))
        made["next"] = press(entries.ENTERED, coming.sheet.id, "next", key="s", minutes=left)
        if left is None:
            made["skip"] = press(entries.SKIPPED, coming.sheet.id, "next", key="x")
    if (dropped := _dropped(room)) is not None:
        made["restore"] = _press(
            entries.RESTORED,
            kind=entries.RESTORED,
            on=dropped.sheet.id,
            words=text("Remettre « %(title)s »", title=dropped.sheet.title),
        )
    if previous := previous_of(room):
        made["back"] = press(entries.ENTERED, previous, "back", key="b", minutes=RETURN_MINUTES)
    return made


def _dropped(room: RoomState) -> ActivityState | None:
    """Return the activity skipped last of those that would come now; None when none was."""
    coming = room.next_activity
    before = len(room.activities) + 1 if coming is None else coming.number
    skipped = [
        each
        for each in room.activities.values()
        if each.is_skipped and room.reached < each.number < before
    ]
    return skipped[-1] if skipped else None


def previous_of(room: RoomState) -> str | None:
    """Return the activity that was left last, None when there is none to go back to."""
    left = [
        each
        for each in room.activities.values()
        if each.left_at is not None and each.sheet.id != room.current
    ]
    return max(left, key=lambda each: each.left_at or room.last_at).sheet.id if left else None


def press(
    kind: str, on: str, which: str = "", *, key: str = "", minutes: int | None = None
) -> Primitives:
    """Return the press of a control on an activity ("": the meeting), with its label."""
    words = CONTROLS[kind].labels[which]
    return _press(f"{kind}-{which}", kind=kind, on=on, key=key, minutes=minutes, words=words)


def _switch(kind: str, *, is_on: bool, key: str) -> Primitives:
    words = CONTROLS[kind].labels["off" if is_on else "on"]
    return _press(kind, kind=kind, key=key, words=words, set="0" if is_on else "1")


def _acts(activity: ActivityState, screen: Mapping[str, Any]) -> list[Primitives]:
    """Return what the technique itself offers; before answers are open, what may come before."""
    if activity.phase not in (Phase.READY, Phase.OPEN):
        return []
    return [
        _press(
            f"do-{each['do']}{'-again' if each.get('asks') else ''}",
            do=each["do"],
            words=each["words"],
            asks=each.get("asks"),
            meanwhile=bool(each.get("is_long")),
        )
        for each in screen.get("acts", ())
        if activity.phase is Phase.OPEN or each.get("is_before")
    ]


def _press(id: str, *, words: Text | Primitives, **given: Any) -> Primitives:
    said = words.primitive() if isinstance(words, Text) else words
    blank = {
        "kind": "",
        "do": "",
        "on": "",
        "key": "",
        "minutes": None,
        "set": "",
        "meanwhile": False,
        "asks": None,
        "warning": None,
    }
    return {**blank, **given, "id": f"press-{id}", "words": said}
