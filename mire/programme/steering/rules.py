"""What a steering meeting asks, how its minutes become final: pure."""

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from mire.programme.people.rules import Right
from mire.technique_api.text import Text, text

DOSSIER, MINUTES = "dossier", "minutes"
MOST_LEAD, MOST_WHY, MOST_AMENDMENT, MOST_REPLY = 2_000, 400, 1_000, 600
AMEND_DAYS = 7
"""Days that those who were there have to amend minutes, unless somebody says another day."""


class Ask(enum.StrEnum):
    """What an item of the agenda asks of those who meet."""

    NOTHING = ""
    KNOW = "know"
    DISCUSS = "discuss"
    DECIDE = "decide"


ASK_WORDS = {
    Ask.NOTHING: text("sans demande"),
    Ask.KNOW: text("pour information"),
    Ask.DISCUSS: text("pour débat"),
    Ask.DECIDE: text("pour décision"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the agenda: the id of its activity, its start, its minutes, what it asks."""

    activity: str
    starts: datetime
    title: str
    minutes: int
    ask: Ask


class MinutesState(enum.StrEnum):
    """How far minutes have come."""

    TAKING = "taking"  # lines are being written
    PROPOSED = "proposed"  # those who were there read them, and may ask for amendments
    FINAL = "final"  # nothing is rewritten; corrections stand beside


MINUTES_WORDS = {
    MinutesState.TAKING: text("en cours d'écriture"),
    MinutesState.PROPOSED: text("proposé à celles et ceux qui étaient là"),
    MinutesState.FINAL: text("définitif"),
}

MOVES: Mapping[MinutesState, tuple[MinutesState, ...]] = {
    MinutesState.TAKING: (MinutesState.PROPOSED,),
    MinutesState.PROPOSED: (MinutesState.FINAL, MinutesState.TAKING),
    MinutesState.FINAL: (),
}
"""From which state to which: what is final stays so."""


class AmendmentState(enum.StrEnum):
    """What became of an amendment that somebody asked for."""

    WAITING = "waiting"
    TAKEN = "taken"
    REFUSED = "refused"


AMENDMENT_WORDS = {
    AmendmentState.WAITING: text("à examiner"),
    AmendmentState.TAKEN: text("repris"),
    AmendmentState.REFUSED: text("non repris"),
}


def may_amend(state: MinutesState, until: date | None, *, today: date) -> bool:
    """Say whether amendments are still taken, the last day included."""
    return state is MinutesState.PROPOSED and until is not None and today <= until


def amend_until(today: date) -> date:
    """Return the last day for amendments that is proposed."""
    return today + timedelta(days=AMEND_DAYS)


def may_make_final(
    state: MinutesState,
    until: date | None,
    n_waiting: int,
    *,
    late: Sequence[str] = (),
    today: date,
) -> Text | None:
    """Say why minutes can't become final yet, None when they can.

    The time that was promised for amendments is kept, and each has its reply first. ``late``: the
    names of lines that changed after it, without an amendment: nobody had the time to read them.
    """
    if state is not MinutesState.PROPOSED:
        return text("Ce relevé n'est pas proposé à celles et ceux qui étaient là.")
    if n_waiting:
        return text("Répondez d'abord à chaque demande d'amendement.")
    if until is not None and today <= until:
        return text(
            "Le délai d'amendement court encore : il a été promis à celles et ceux qui étaient là."
        )
    if late:
        return text(
            "%(name)s a changé après le délai : proposez de nouveau ce relevé, avec un nouveau "
            "dernier jour.",
            name=late[0],
        )
    return None


def asks_of(kept: Mapping[str, Any], activities: Sequence[str]) -> dict[str, Ask]:
    """Return what each activity asks; one that is unknown, or of which nothing is kept, nothing."""
    known = {each.value for each in Ask}
    return {
        each: Ask(kept[each]) if kept.get(each) in known else Ask.NOTHING for each in activities
    }


WRITERS = (Right.FACILITATOR, Right.AMBASSADOR)
"""Who composes a file and takes minutes."""


def may_read_minutes(state: MinutesState, rights: Collection[Right], *, was_proposed: bool) -> bool:
    """Say whether somebody with these rights reads minutes: what is being written is a draft.

    ``was_proposed``: they were, before somebody took them back: what was read then still is.
    """
    if Right.ADMINISTRATOR in rights or set(WRITERS) & set(rights):
        return True
    return was_proposed or state is not MinutesState.TAKING
