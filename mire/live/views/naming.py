"""Texts and names put where a technique's screen says their entry. Pure.

A technique of the regime "group" never sees what was masked nor who was erased: its screens
hold ids, and the room gives the words that the surface may show.
"""

from collections.abc import Mapping
from typing import Any

from mire.live.state.results import result_of
from mire.live.state.room import ActivityState, Phase, RoomState
from mire.technique_api.technique import Primitives


def worded(told: Any, texts: Mapping[str, str], names: Mapping[str, str]) -> Any:
    """Return what a screen is told, with "text" beside "entry" and "name" beside "person".

    An entry that is not in ``texts``, a person who is not in ``names``, get none. Who has no
    name was erased, and leaves the lists. A person ``is_unsaid`` stays in them with an empty one.
    """
    if isinstance(told, Mapping):
        made = {key: worded(each, texts, names) for key, each in told.items()}
        if isinstance(id := told.get("entry"), str) and id in texts:
            made["text"] = texts[id]
        if isinstance(id := told.get("person"), str) and "name" not in told and id in names:
            made["name"] = "" if told.get("is_unsaid") else names[id]
        return made
    if isinstance(told, list | tuple):
        made_all = [worded(each, texts, names) for each in told]
        return [each for each in made_all if not _is_nobody(each)]
    return told


def _is_nobody(worded_one: Any) -> bool:
    is_person = isinstance(worded_one, Mapping) and "person" in worded_one
    return is_person and "name" not in worded_one


def without_silent(told: Any) -> Any:
    """Return what was worded, its lists without the entries that have no text there."""
    if isinstance(told, Mapping):
        return {key: without_silent(each) for key, each in told.items()}
    if isinstance(told, list | tuple):
        return [without_silent(each) for each in told if not _is_silent(each)]
    return told


def _is_silent(worded_one: Any) -> bool:
    return isinstance(worded_one, Mapping) and "entry" in worded_one and "text" not in worded_one


def placed_in(told: Any) -> frozenset[str]:
    """Return the ids of the entries whose text a worded screen says."""
    if isinstance(told, Mapping):
        inside = frozenset[str]().union(*map(placed_in, told.values()))
        return inside | {told["entry"]} if "text" in told and "entry" in told else inside
    if isinstance(told, list | tuple):
        return frozenset[str]().union(*map(placed_in, told))
    return frozenset()


def names_in(room: RoomState, activity: ActivityState) -> Mapping[str, str]:
    """Return, by id, the names that an activity may show: those of the sign-up that it goes on
    from, as they stand today.
    """  # noqa: D205
    source = room.activities.get(activity.sheet.source or "")
    if source is None or source.phase is not Phase.CLOSED:
        return {}
    return {each.id: each.name for each in source.signatures()}


def texts_in(activity: ActivityState, *, shown_only: bool) -> Mapping[str, str]:
    """Return, by id, the texts that may be read; those on the wall alone if ``shown_only``."""
    return {
        each.id: each.text
        for each in activity.verbatims()
        if not shown_only or each.id in activity.shown_texts
    }


def asked_of(room: RoomState, activity: ActivityState, asked: Primitives) -> Primitives:
    """Return what is asked of a technique, with the proposal of the activity that it goes on
    from, once there is one.
    """  # noqa: D205
    source = room.activities.get(activity.sheet.source or "")
    if source is None or source.technique.source is None:
        return asked
    result = result_of(room, source)
    if result is None:
        return asked
    proposal = source.technique.source.proposal(source.config, source.state, result)
    return {**asked, "proposal": proposal}
