"""What tables noted, what they retain, where the rounds are; a summary once it is closed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
import numpy as np

from mire.technique_api import media
from mire.technique_api.media import Media
from mire.technique_api.refusal import Refusal
from mire.technique_api.series import Series
from mire.technique_api.technique import Entry, Finding, Primitives, Verbatim
from mire.technique_api.text import Text, text, text_n
from mire.techniques.worldcafe import choices
from mire.techniques.worldcafe import seats as seating
from mire.techniques.worldcafe.choices import Bookings, Choice, Closing
from mire.techniques.worldcafe.config import Config, n_people, n_tables, station_of
from mire.techniques.worldcafe.contribution import (
    AnyPiece,
    Harvest,
    Note,
    Retain,
    Strike,
    table_name,
)
from mire.techniques.worldcafe.seats import Move, Round, Seats


class Said(msgspec.Struct, frozen=True):
    """A note, or a point of the harvest (``rank`` from 1; 0 for a note)."""

    id: str
    table: int
    round: int
    text: str
    rank: int = 0
    medium: str | None = None


class State(msgspec.Struct, frozen=True):
    """``round`` is 0 before the first; ``moving`` the one for which people change tables, past
    the last for the harvest, 0 for none; ``since`` when that or the round began; ``places`` the
    number and name of each table's station.
    """  # noqa: D205

    said: Series[Said] = Series()
    struck: frozenset[str] = frozenset()
    retained: frozenset[str] = frozenset()
    seats: Seats | None = None
    bookings: Bookings = Bookings()
    """Seats, where each chooses a table."""
    round: int = 0
    moving: int = 0
    since: datetime | None = None
    n_entries: int = 0
    places: tuple[tuple[int, str], ...] = ()


class AtStation(msgspec.Struct, frozen=True):
    """Of one station: notes in each round, how many are retained, points of its harvest."""

    by_round: tuple[int, ...]
    n_retained: int
    n_points: int


class Result(msgspec.Struct, frozen=True):
    n_notes: int
    n_retained: int
    n_tables: int
    """How many tables noted something."""
    stations: tuple[AtStation, ...]
    media: Media = ()
    """On what notes and points were written, of those whose medium is known."""


def start(config: Config) -> State:
    stations = [station_of(config, table) for table in range(1, n_tables(config) + 1)]
    return State(places=tuple((at + 1, config.stations[at].label) for at in stations))


def step(config: Config, state: State, entry: Entry[AnyPiece]) -> State:
    """Fold one entry. A mark on another table's note, a seat that is taken, change nothing."""
    change = msgspec.structs.replace
    match entry.body:
        case Seats() as seats:
            return change(state, seats=seats)
        case Round(number=number):
            return change(
                state,
                round=number,
                moving=0,
                since=entry.at,
                bookings=choices.begun_with(state.bookings, number),
            )
        case Move(number=number):
            return change(state, moving=number, since=entry.at)
        case Choice() | Closing() as asked:
            try:
                return change(state, bookings=_with(config, state.bookings, state.round, asked))
            except Refusal:
                return state
        case Note(table=table, round=number, text=said, kept=kept):
            added = state.said.appended(Said(entry.id, table, number, said, medium=entry.medium))
            retained = state.retained | {entry.id} if kept else state.retained
            return change(state, said=added, retained=retained, n_entries=state.n_entries + 1)
        case Harvest(table=table, rank=rank, text=said):
            added = state.said.appended(
                Said(entry.id, table, config.rounds + 1, said, rank, entry.medium)
            )
            return change(state, said=added, n_entries=state.n_entries + 1)
        case Strike(table=table, entry=id):
            struck = state.struck | ({id} if _is_of(state, id, table) else frozenset())
            return change(state, struck=struck, n_entries=state.n_entries + 1)
        case Retain(table=table, entry=id, on=on):
            mark = {id} if _is_of(state, id, table) else frozenset()
            retained = state.retained | mark if on else state.retained - mark
            return change(state, retained=retained, n_entries=state.n_entries + 1)


def _with(config: Config, bookings: Bookings, begun: int, asked: Choice | Closing) -> Bookings:
    if isinstance(asked, Choice):
        return choices.booked_with(config, bookings, begun, asked)
    return choices.closed_with(config, bookings, begun, asked)


def _is_of(state: State, id: str, table: int) -> bool:
    return any(each.id == id and each.table == table for each in state.said)


def n_answers(state: State) -> int:
    return state.n_entries


def notes(state: State) -> list[Said]:
    """Return what stands: notes as they came, then each table's harvest in its order.

    Nothing that is struck, and of a harvest's points the latest of each rank.
    """
    latest = {
        (each.table, each.rank): each.id
        for each in state.said
        if each.rank and each.id not in state.struck
    }
    standing = [
        each
        for each in state.said
        if each.id not in state.struck
        and (not each.rank or latest[each.table, each.rank] == each.id)
    ]
    return sorted(standing, key=lambda each: (each.table, each.rank) if each.rank else (0, 0))


def verbatims(state: State) -> Sequence[Verbatim]:
    return [_verbatim(state, each) for each in notes(state)]


def withdrawn(state: State) -> Sequence[Verbatim]:
    """Return what was struck, and points of the harvest said anew since, in the log's order."""
    standing = {each.id for each in notes(state)}
    return [_verbatim(state, each) for each in state.said if each.id not in standing]


def _verbatim(state: State, said: Said) -> Verbatim:
    """Return a text; with a point of the harvest goes what the table said at its rank before."""
    same = [
        each.id
        for each in state.said
        if each.rank and (each.table, each.rank) == (said.table, said.rank)
    ]
    before = same[: same.index(said.id)] if said.rank else []
    kind = "harvest" if said.rank else "note"
    number, label = state.places[said.table - 1]
    about = text("%(number)s. %(heading)s", number=number, heading=label)
    beside = _beside(said, state)
    return Verbatim(said.id, kind, said.text, about, beside, said.table, tuple(before[::-1]))


def _beside(said: Said, state: State) -> Text:
    if said.rank:
        return text(
            "récolte de la table %(table)s, point %(rank)s", table=said.table, rank=said.rank
        )
    if said.id in state.retained:
        return text(
            "table %(table)s, tour %(round)s · à retenir", table=said.table, round=said.round
        )
    return text("table %(table)s, tour %(round)s", table=said.table, round=said.round)


def admit(config: Config, state: State, pieces: Sequence[AnyPiece]) -> None:
    """Raise :class:`Refusal` where a seat is no more to be had."""
    bookings = state.bookings
    for each in pieces:
        if isinstance(each, Choice):
            bookings = choices.booked_with(config, bookings, state.round, each)


def routes(config: Config, state: State) -> Mapping[str, list[str | None]]:
    """Return each badge's table, round after round; None where it has none."""
    if config.assignment == "free":
        return choices.routes(config, state.bookings)
    return seating.routes(state.seats)


def booking_round(config: Config, state: State) -> int:
    """Return the round whose seats are booked now; 0 where there is none."""
    is_free = config.assignment == "free" and state.round < config.rounds
    return state.round + 1 if is_free else 0


def shown_round(config: Config, state: State) -> int:
    """Return the round at whose tables people are, or go now; 0 before anything began."""
    return min(max(state.round, state.moving), config.rounds)


def moving(config: Config, state: State) -> str:
    """Say what goes on between rounds: "settle", "move", "harvest", or "" in a round."""
    if not state.moving:
        return ""
    if state.moving > config.rounds:
        return "harvest"
    return "settle" if state.moving == 1 else "move"


def clock(config: Config, state: State) -> Primitives | None:
    """Return the clock of the round, or of what goes on between two; None before anything."""
    if state.since is None:
        return None
    minutes = {
        "settle": config.late,
        "move": config.move,
        "harvest": config.harvest,
        "": config.minutes,
    }[moving(config, state)]
    ends = int(state.since.timestamp() * 1000) + 60_000 * minutes
    return {"ends_at_ms": ends, "now_ms": "", "total_s": 60 * minutes, "shown": "", "left_s": None}


def board(config: Config, state: State, author: str) -> Primitives:
    """Return what a table's page is told: what was noted there, round after round."""
    table = next((n for n in range(1, n_tables(config) + 1) if table_name(n) == author), 0)
    if not table:
        raise Refusal(text("Cette table n'existe pas."), path=("table",), code="unknown")
    station = config.stations[station_of(config, table)]
    mine = [each for each in notes(state) if each.table == table]
    coming = routes(config, state)
    place = (
        next((p for p in state.seats.tables if p.id == str(table)), None) if state.seats else None
    )
    open_in = None if place is None else place.rounds
    is_shut = open_in is not None and max(state.round - 1, 0) not in open_in
    return {
        "table": table,
        "is_closed": is_shut
        or choices.is_closed(state.bookings, table, max(shown_round(config, state), 1)),
        "station": station.label,
        "question": station.question or config.question,
        "host": station.host,
        "round": state.round,
        "now": {
            "moving": moving(config, state),
            "round": shown_round(config, state),
            "n_rounds": config.rounds,
        },
        "clock": clock(config, state),
        "n_rounds": config.rounds,
        "points": [{"entry": each.id, "rank": each.rank} for each in mine if each.rank],
        "notes": [
            {
                "entry": each.id,
                "round": each.round,
                "is_retained": each.id in state.retained,
            }
            for each in mine
            if not each.rank
        ],
        "harvest": {str(each.rank): {"entry": each.id} for each in mine if each.rank},
        "here": sorted(
            (
                id
                for id, route in coming.items()
                if state.round and route[state.round - 1] == str(table)
            ),
            key=lambda id: (len(id), id),
        ),
    }


# --- Once closed ------------------------------------------------------------------------------


def synthesis(config: Config, state: State, _rng: np.random.Generator) -> Result:
    standing = notes(state)
    tables = [each.table for each in standing if not each.rank]
    stations = []
    for index in range(len(config.stations)):
        here = [each for each in standing if station_of(config, each.table) == index]
        stations.append(
            AtStation(
                by_round=tuple(
                    sum(not each.rank and each.round == number for each in here)
                    for number in range(1, config.rounds + 1)
                ),
                n_retained=sum(each.id in state.retained for each in here),
                n_points=sum(bool(each.rank) for each in here),
            )
        )
    return Result(
        n_notes=len(tables),
        n_retained=sum(each.id in state.retained for each in standing),
        n_tables=len(set(tables)),
        stations=tuple(stations),
        media=media.counted(each.medium for each in standing),
    )


def sentence(config: Config, result: Result) -> Text:
    if not result.n_notes:
        return text("Aucun propos n'a été noté aux tables.")
    said = text_n(
        "%(count)s propos noté, à %(tables)s des %(all)s tables",
        "%(count)s propos notés, à %(tables)s des %(all)s tables",
        result.n_notes,
        tables=result.n_tables,
        all=n_tables(config),
    )
    if not result.n_retained:
        return text("%(first)s.", first=said)
    kept = text_n("%(count)s est à retenir", "%(count)s sont à retenir", result.n_retained)
    return text("%(first)s ; %(second)s.", first=said, second=kept)


def findings(config: Config, state: State, result: Result) -> Sequence[Finding]:
    """The sentence, then what tables retain; each rests on the notes."""
    if not result.n_notes:
        return []
    standing = [each for each in notes(state) if not each.rank]
    found = [Finding("sentence", sentence(config, result), tuple(sorted(n.id for n in standing)))]
    kept = tuple(sorted(each.id for each in standing if each.id in state.retained))
    if kept:
        found.append(
            Finding(
                "retained",
                text_n(
                    "Les tables retiennent %(count)s propos.",
                    "Les tables retiennent %(count)s propos.",
                    len(kept),
                ),
                kept,
            )
        )
    return found


def people(config: Config, state: State) -> int:
    """Return how many people are awaited in this round or later, late comers included."""
    if state.seats is None:
        return n_people(config)
    now = max(state.round - 1, 0)
    waiting = {each.id for each in state.seats.unseated}
    return sum(
        each.rounds is None or max(each.rounds, default=-1) >= now or each.id in waiting
        for each in state.seats.people
    )
