"""The canvases of all tables, what is marked on them, who tells the room; a summary at the end."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import numpy as np

from mire.technique_api import media
from mire.technique_api.free_text import tidy
from mire.technique_api.media import Media
from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.technique_api.series import Series
from mire.technique_api.technique import Entry, Finding, Piece, Signature, Verbatim
from mire.technique_api.text import Text, text, text_n
from mire.techniques.worktables import seats as seating
from mire.techniques.worktables.config import Config, is_planned, n_tables
from mire.techniques.worktables.contribution import (
    MARKS,
    NO_MARK,
    AnyPiece,
    Marked,
    Note,
    Order,
    Revise,
    Speaker,
    Step,
    Strike,
    Turn,
)
from mire.techniques.worktables.seats import Added, Moved, Seats, Table

MARK_WORDS: Mapping[str, Text] = {
    "agree": text("accord"),
    "disagree": text("désaccord"),
    "deepen": text("à creuser"),
}


class Said(msgspec.Struct, frozen=True):
    """A note; ``root`` is the id of what it corrects first (its own, else), ``place`` its rank,
    ``before`` the ids of all that it corrects, the latest first.
    """  # noqa: D205

    id: str
    table: int
    heading: int
    text: str
    root: str
    place: int
    medium: str | None = None
    before: tuple[str, ...] = ()


class Named(msgspec.Struct, frozen=True):
    """Who speaks for a table; ``id`` is the entry's."""

    id: str
    person: str = ""
    name: str = ""


class State(msgspec.Struct, frozen=True):
    """``at``: the table of each person (0: gone). ``marks`` are by a note's root.

    ``heading`` is 0 before the first, ``turn`` while no table tells the room.
    """

    headings: tuple[str, ...] = ()
    """What they are called, for those who quote."""
    said: Series[Said] = Series()
    gone: frozenset[str] = frozenset()
    """Ids of notes that were struck, or corrected since."""
    marks: Mapping[str, str] = {}
    speakers: Mapping[int, Named] = {}
    replaced: tuple[Named, ...] = ()
    """Who was to speak in words of their own, before somebody else was named."""
    seats: Seats | None = None
    at: Mapping[str, int] = {}
    added: Mapping[str, str] = {}
    """By the id of its entry, the name of somebody who was added."""
    heading: int = 0
    heading_at: datetime | None = None
    order: tuple[int, ...] = ()
    turn: int = 0
    turn_at: datetime | None = None
    turn_from: int = 0
    """How many notes there were when the turn began: what comes after was not read then."""
    told: tuple[int, ...] = ()
    """Tables that told the room already, in order."""
    n_entries: int = 0


class Result(msgspec.Struct, frozen=True):
    """``by_heading``: of each heading, how many notes, then how many bear each of MARKS."""

    n_notes: int
    n_tables: int
    by_heading: tuple[tuple[int, ...], ...]
    media: Media = ()
    """On what the notes that stand were written."""


def start(config: Config) -> State:
    return State(headings=tuple(each.label.strip() for each in config.headings))


def step(_config: Config, state: State, entry: Entry[AnyPiece]) -> State:
    """Fold one entry. An act on another table's note changes nothing."""
    change = msgspec.structs.replace
    match entry.body:
        case Seats() as seats:
            at = {id: table.number for table in seats.tables for id in table.people}
            kept = {id: n for id, n in state.at.items() if id in state.added}
            return change(state, seats=seats, at={**at, **kept})
        case Moved(person=person, table=table):
            return change(state, at={**_without(state.at, person), person: table})
        case Added(name=name, table=table):
            return change(
                state, at={**state.at, entry.id: table}, added={**state.added, entry.id: name}
            )
        case Step(number=number):
            return change(state, heading=number, heading_at=entry.at)
        case Order(tables=tables):
            return change(state, order=tables)
        case Turn(table=table):
            told = state.told if table in (0, *state.told) else (*state.told, table)
            return change(state, turn=table, turn_at=entry.at, turn_from=len(state.said), told=told)
        case _:
            spoken = change(state, n_entries=state.n_entries + 1)
            return _spoken(spoken, entry, entry.body)


def _spoken(state: State, entry: Entry[AnyPiece], body: AnyPiece) -> State:
    """Fold what a table did."""
    change = msgspec.structs.replace
    match body:
        case Note(table=table, heading=heading, text=said, mark=mark):
            note = Said(entry.id, table, heading, said, entry.id, len(state.said), entry.medium)
            marks = state.marks if mark == NO_MARK else {**state.marks, entry.id: mark}
            return change(state, said=state.said.appended(note), marks=marks)
        case Revise() as revise:
            return _revised(state, entry, revise)
        case Strike(table=table, entry=id) if _of(state, id, table) is not None:
            return change(state, gone=state.gone | {id})
        case Marked(table=table, entry=id, mark=mark) if marked := _of(state, id, table):
            marks = _without(state.marks, marked.root)
            return change(state, marks=marks if mark == NO_MARK else {**marks, marked.root: mark})
        case Speaker(table=table, person=person, name=name):
            named = Named(entry.id, person, name)
            left = [each for n, each in state.speakers.items() if n == table and each.name]
            return change(
                state, speakers={**state.speakers, table: named}, replaced=(*state.replaced, *left)
            )
    return state


def _revised(state: State, entry: Entry[AnyPiece], revise: Revise) -> State:
    """Put words in the place of a note. Who was overtaken by another correction, or corrects
    what was erased since, loses nothing: their words stand beside.
    """  # noqa: D205
    said = state.said
    old = _of(state, revise.entry, revise.table)
    if old is None:
        is_elsewhere = any(each.id == revise.entry for each in said)
        if is_elsewhere or not revise.heading:
            return state
        note = Said(
            entry.id, revise.table, revise.heading, revise.text, entry.id, len(said), entry.medium
        )
        return msgspec.structs.replace(state, said=said.appended(note))
    is_first = old.id not in state.gone
    note = Said(
        entry.id,
        revise.table,
        old.heading,
        revise.text,
        root=old.root if is_first else entry.id,
        place=old.place if is_first else len(said),
        medium=entry.medium,
        before=(old.id, *old.before),
    )
    return msgspec.structs.replace(state, said=said.appended(note), gone=state.gone | {old.id})


def _of(state: State, id: str, table: int) -> Said | None:
    return next((each for each in state.said if each.id == id and each.table == table), None)


def _without(given: Mapping[Any, Any], key: Any) -> dict[Any, Any]:
    return {name: each for name, each in given.items() if name != key}


def n_answers(state: State) -> int:
    return state.n_entries


def notes(state: State) -> list[Said]:
    """Return what stands, in the order in which it was first written."""
    standing = [each for each in state.said if each.id not in state.gone]
    return sorted(standing, key=lambda each: each.place)


def tables(config: Config, state: State) -> list[Table]:
    """Return the tables in force: those of the seating, and any where something was noted."""
    found = list(seating.possible(config) if state.seats is None else state.seats.tables)
    known = {each.number for each in found}
    spare = {each.number: each for each in seating.possible(config)}
    for number in sorted({each.table for each in state.said} - known):
        label = "" if config.signup or number not in spare else spare[number].label
        found.append(Table(number, label, 30))
    return sorted(found, key=lambda each: each.number)


def verbatims(state: State) -> Sequence[Verbatim]:
    return [
        _verbatim(state, each, _beside(each.table, state.marks.get(each.root, "")))
        for each in notes(state)
    ]


def withdrawn(state: State) -> Sequence[Verbatim]:
    """Return what was struck, or corrected since, in the order of the log."""
    return [
        _verbatim(state, each, _beside(each.table, ""))
        for each in state.said
        if each.id in state.gone
    ]


def _verbatim(state: State, said: Said, beside: Text) -> Verbatim:
    about = text(
        "%(number)s. %(heading)s",
        number=said.heading,
        heading=_called(state.headings, said.heading),
    )
    return Verbatim(said.id, "note", said.text, about, beside, said.table, said.before)


def _called(headings: Sequence[str], number: int) -> str:
    return headings[number - 1] if number <= len(headings) else ""


def _beside(table: int, mark: str) -> Text:
    where = text("table %(number)s", number=table)
    if not mark:
        return where
    return text("%(where)s · %(mark)s", where=where, mark=MARK_WORDS[mark])


def signatures(state: State) -> Sequence[Signature]:
    """Who was added by name, and who speaks, or was to speak, for a table in words of its own."""
    added = [Signature(id, name) for id, name in state.added.items()]
    named = (*state.replaced, *(each for _, each in sorted(state.speakers.items())))
    return [*added, *(Signature(each.id, each.name) for each in named if each.name)]


# --- What a facilitator asks ------------------------------------------------------------------


def direct(
    config: Config, state: State, asked: Mapping[str, Any], rng: np.random.Generator
) -> Sequence[Piece]:
    """Seat people, begin a heading, give a table the floor; raise :class:`Refusal`."""
    match asked.get("do"):
        case "plan":
            if state.n_entries or state.heading:
                raise Refusal(
                    text(
                        "Les tables travaillent : la répartition se corrige, elle ne se refait pas."
                    ),
                    code="late",
                )
            return [seating.piece(seating.planned(config, asked.get("proposal"), rng))]
        case "move":
            present = _present(config, state, asked)
            return [_moved(config, present, str(asked.get("person", "")), _given(asked, "table"))]
        case "add":
            return [_added(config, _present(config, state, asked), asked)]
        case "heading":
            if state.heading >= len(config.headings):
                raise Refusal(text("C'était la dernière rubrique."), code="late")
            return [Piece("heading", {"number": state.heading + 1})]
        case "order":
            return [Piece("order", {"tables": _draw_order(config, state, rng)})]
        case "turn":
            return _turn(config, state, _given(asked, "table"), rng)
    raise Refusal(text("Cette commande n'existe pas."), code="unknown")


def _given(asked: Mapping[str, Any], name: str) -> str:
    return str(asked.get(name) or "").strip()


def _present(config: Config, state: State, asked: Mapping[str, Any]) -> State:
    """Return the state less the seats of those whose sign-up was erased since."""
    if not config.signup or not asked.get("proposal"):
        return state
    known = seating.everyone(read_mapping(Seats, asked["proposal"]))
    at = {id: n for id, n in state.at.items() if id in known or id in state.added}
    return msgspec.structs.replace(state, at=at)


def _moved(config: Config, state: State, person: str, table: str) -> Piece:
    known = {*state.at, *(() if state.seats is None else state.seats.standing)}
    if person not in known:
        raise Refusal(text("Dites qui change de table."), path=("person",), code="missing")
    if table == "0":
        return Piece("move", {"person": person, "table": 0})
    others = _without(state.at, person)
    number = seating.checked(tables(config, state), others, table)
    return Piece("move", {"person": person, "table": number})


def _added(config: Config, state: State, asked: Mapping[str, Any]) -> Piece:
    name = " ".join((tidy(_given(asked, "name"), limit=60, path=("name",)) or "").split())
    if not name:
        raise Refusal(text("Dites qui s'assoit."), path=("name",), code="missing")
    number = seating.checked(tables(config, state), state.at, _given(asked, "table"))
    return Piece("person", {"name": name, "table": number})


def telling(config: Config, state: State) -> list[int]:
    """Return the order in which tables tell the room; none that is empty and silent."""
    found = seating.placed(tables(config, state), state.at)
    heard = {each.table for each in notes(state)}
    is_seated = any(found.values())
    there = [
        number for number, people in found.items() if people or number in heard or not is_seated
    ]
    first = [number for number in state.order if number in there]
    return [*first, *(number for number in there if number not in first)]


def _draw_order(config: Config, state: State, rng: np.random.Generator) -> list[int]:
    """Draw the order of those who have not told yet; the others keep their place."""
    left = [number for number in telling(config, state) if number not in state.told]
    return [*state.told, *(left[int(i)] for i in rng.permutation(len(left)))]


def _turn(config: Config, state: State, wanted: str, rng: np.random.Generator) -> Sequence[Piece]:
    """Give the floor to a table, to the next one (""), or to none ("0")."""
    made: list[Piece] = []
    order = telling(config, state)
    if config.order == "drawn" and not state.order:
        order = _draw_order(config, state, rng)
        made.append(Piece("order", {"tables": order}))
    if not wanted:
        table = next((number for number in order if number not in state.told), 0)
    elif wanted in {"0", *map(str, order)}:
        table = int(wanted)
    else:
        raise Refusal(text("Cette table n'existe pas."), path=("table",), code="range")
    return [*made, Piece("turn", {"table": table})]


def script(config: Config) -> Sequence[Mapping[str, Any]]:
    """What a rehearsal's facilitator does: seats, then every heading, then every table."""
    made: list[dict[str, Any]] = [{"do": "plan"}] if is_planned(config) else []
    made += [{"do": "heading"}] * len(config.headings)
    return [*made, *([{"do": "turn"}] * (n_tables(config) if config.turn_seconds else 0))]


# --- Once closed ------------------------------------------------------------------------------


def synthesis(config: Config, state: State, _rng: np.random.Generator) -> Result:
    standing = notes(state)
    rows = []
    for number in range(1, len(config.headings) + 1):
        here = [each for each in standing if each.heading == number]
        marks = [state.marks.get(each.root, "") for each in here]
        rows.append((len(here), *(marks.count(mark) for mark in MARKS)))
    return Result(
        n_notes=len(standing),
        n_tables=len({each.table for each in standing}),
        by_heading=tuple(rows),
        media=media.counted(each.medium for each in standing),
    )


def sentence(config: Config, result: Result) -> Text:
    if not result.n_notes:
        return text("Aucun propos n'a été noté aux tables.")
    said = text_n(
        "%(count)s propos noté, à %(tables)s table",
        "%(count)s propos notés, à %(tables)s tables",
        result.n_notes,
        tables=result.n_tables,
    )
    open_ = sum(row[2] + row[3] for row in result.by_heading)
    if not open_:
        return text("%(first)s.", first=said)
    left = text_n(
        "%(count)s fait débat ou reste à creuser",
        "%(count)s font débat ou restent à creuser",
        open_,
    )
    return text("%(first)s ; %(second)s.", first=said, second=left)


def findings(config: Config, state: State, result: Result) -> Sequence[Finding]:
    """The sentence, then what is agreed, disputed, left to deepen; each rests on its notes."""
    if not result.n_notes:
        return []
    standing = notes(state)
    found = [Finding("sentence", sentence(config, result), tuple(sorted(n.id for n in standing)))]
    for mark in MARKS:
        ids = tuple(sorted(n.id for n in standing if state.marks.get(n.root) == mark))
        if ids:
            found.append(Finding(mark, _count_marked(mark, len(ids)), ids))
    return found


def _count_marked(mark: str, n: int) -> Text:
    if mark == "agree":
        return text_n(
            "Les tables s'accordent sur %(count)s propos.",
            "Les tables s'accordent sur %(count)s propos.",
            n,
        )
    if mark == "disagree":
        return text_n(
            "%(count)s propos fait désaccord à sa table.",
            "%(count)s propos font désaccord à leur table.",
            n,
        )
    return text_n("%(count)s propos reste à creuser.", "%(count)s propos restent à creuser.", n)
