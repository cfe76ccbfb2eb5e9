"""A meeting's log as a file, and everything that it gives, computed again.

``log.jsonl`` has one entry a line, in order, and a last line with their number. Each line
carries ``chain``: the first 32 hexadecimal digits of SHA-256 over the chain before it and
the entry's canonical bytes; a line that was changed, moved, lost or added shows.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from mire.live.state import entries
from mire.live.state.controls.control import FACILITATOR, Command
from mire.live.state.controls.registry import decide
from mire.live.state.entries import LogEntry, canonical, read_time
from mire.live.state.fold import fold_pieces, step
from mire.live.state.room import MOST_SEATS, Phase, RoomState, opened
from mire.runsheet.sheet import SheetRefused
from mire.technique_api.reading import read_json
from mire.technique_api.refusal import Refusal
from mire.technique_api.technique import Regime
from mire.technique_api.text import Text, text

CHAIN_DIGITS = 32


class DamagedLog(Exception):
    """A file is not a whole log; ``line`` is 1-based."""

    def __init__(self, line: int, said: Text) -> None:
        super().__init__(f"{line}: {said}")
        self.line = line
        self.text = said


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seq: Annotated[int, msgspec.Meta(ge=1)]
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    activity: Annotated[str, msgspec.Meta(max_length=40)]
    kind: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    author: str | None
    medium: str | None
    body: dict[str, Any]
    at: str
    chain: str


class _End(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    entries: int
    chain: str


@dataclass(frozen=True, slots=True)
class Replay:
    """A log read again: its entries, and the room that they make."""

    log: tuple[LogEntry, ...]
    room: RoomState


def written_log(log: Sequence[LogEntry]) -> bytes:
    """Return the log as a file. Texts that were masked are left out of it, for good.

    So are the facilitator's notes in the run sheet: nothing that is computed needs them.
    """
    masked = {str(entry.body["entry"]) for entry in log if entry.kind == entries.TEXT_MASKED}
    chain, lines = "", []
    for entry in log:
        told = entry.primitive()
        if entry.id in masked:
            told |= {"kind": entries.STUB, "body": {}, "author": None, "medium": None}
        elif entry.kind == entries.MEETING_OPENED:
            told |= {"body": _without_notes(entry.body)}
        chain = _chained(chain, told)
        lines.append(canonical({**told, "chain": chain}))
    lines.append(canonical({"entries": len(log), "chain": chain}))
    return b"\n".join(lines) + b"\n"


def _without_notes(body: Mapping[str, Any]) -> dict[str, Any]:
    sheet = body.get("sheet")
    if not isinstance(sheet, Mapping):
        return {**body}
    kept = [{**activity, "notes": ""} for activity in sheet["activity"]]
    return {**body, "sheet": {**sheet, "activity": kept}}


def replayed(raw: bytes) -> Replay:
    """Read a log file and fold it; raise :class:`DamagedLog` naming the line."""
    log: list[LogEntry] = []
    folding = _Folding()
    ids: set[str] = set()
    lines = raw.split(b"\n")
    if lines and lines[-1] == b"":
        lines.pop()
    if not lines:
        raise DamagedLog(1, text("ce journal est vide"))
    *kept, last = lines
    chain = ""
    for number, line in enumerate(kept, 1):
        try:
            entry, chain = _read(line, number, chain)
            _check_place(entry, number, ids)
        except DamagedLog:
            folding.settle()  # a line before this one may not follow those before it
            raise
        ids.add(entry.id)
        folding.take(entry, number)
        log.append(entry)
    room = folding.settle()
    end = _end(last, len(lines))
    if end.entries != len(log) or end.chain != chain or room is None:
        raise DamagedLog(
            len(lines),
            text(
                "la fin du journal manque : il annonce %(told)s entrées et en contient %(found)s",
                told=end.entries,
                found=len(log),
            ),
        )
    return Replay(tuple(log), room)


class _Folding:
    """The room that entries make, pieces that follow each other in one activity folded at once."""

    def __init__(self) -> None:
        self._room: RoomState | None = None
        self._stubs: set[str] = set()
        self._run: list[LogEntry] = []
        self._first = 0

    def take(self, entry: LogEntry, number: int) -> None:
        """Fold an entry, at once or with those that follow; raise :class:`DamagedLog`."""
        if entry.kind == entries.STUB:
            self._stubs.add(entry.id)
        if self._run and self._run[0].activity != entry.activity:
            self.settle()
        if self._room is not None and entry.activity and entry.kind not in entries.CONTROLS:
            if not self._run:
                self._first = number
            self._run.append(entry)
        else:
            self._room = _folded(self.settle(), entry, number, self._stubs)

    def settle(self) -> RoomState | None:
        """Fold what waits; raise :class:`DamagedLog` with the first line that can't follow."""
        run, self._run = self._run, []
        if self._room is None or not run:
            return self._room
        try:
            for entry in run:
                _check_piece(self._room, entry, self._first)
            self._room = fold_pieces(self._room, run[0].activity, run)
        except (DamagedLog, Refusal, ValueError, KeyError, TypeError, AttributeError):
            for number, entry in enumerate(run, self._first):  # again, to know which line
                self._room = _folded(self._room, entry, number, self._stubs)
        return self._room


def _check_place(entry: LogEntry, number: int, ids: Collection[str]) -> None:
    if entry.seq != number:
        raise DamagedLog(
            number,
            text(
                "l'entrée porte le numéro %(seq)s au lieu de %(expected)s",
                seq=entry.seq,
                expected=number,
            ),
        )
    if entry.id in ids:
        raise DamagedLog(number, text("deux entrées portent le même numéro « id »"))


def _chained(before: str, told: dict[str, Any]) -> str:
    return hashlib.sha256(before.encode() + canonical(told)).hexdigest()[:CHAIN_DIGITS]


def _read(raw: bytes, number: int, before: str) -> tuple[LogEntry, str]:
    try:
        line = read_json(_Line, raw)
        at = read_time(line.at)
    except Refusal as refusal:
        if refusal.code == "unreadable":
            said = text("cette ligne n'est pas du JSON lisible")
        else:
            said = text(
                "champ « %(field)s » : %(why)s",
                field=".".join(map(str, refusal.path)) or "—",
                why=refusal.text,
            )
        raise DamagedLog(number, said) from refusal
    except ValueError as error:
        raise DamagedLog(number, text("l'heure « at » n'est pas lisible")) from error
    entry = LogEntry(
        line.seq, line.id, line.activity, line.kind, line.author, line.medium, line.body, at
    )
    # As `entry.primitive()` gives it: a time that could be read is written in one way alone.
    told = {
        "seq": line.seq,
        "id": line.id,
        "activity": line.activity,
        "kind": line.kind,
        "author": line.author,
        "medium": line.medium,
        "body": line.body,
        "at": line.at,
    }
    chain = _chained(before, told)
    if chain != line.chain:
        raise DamagedLog(number, text("cette ligne, ou l'ordre des lignes, a été altérée"))
    return entry, chain


def _end(raw: bytes, number: int) -> _End:
    try:
        return read_json(_End, raw)
    except Refusal as refusal:
        raise DamagedLog(
            number, text("la dernière ligne, qui dit combien d'entrées le journal contient, manque")
        ) from refusal


def _folded(
    room: RoomState | None, entry: LogEntry, number: int, stubs: Collection[str]
) -> RoomState:
    try:
        if room is None:
            return _opened(entry, number)
        if entry.activity and entry.activity not in room.activities:
            raise DamagedLog(
                number,
                text(
                    "la séquence « %(activity)s » n'existe pas dans ce conducteur",
                    activity=entry.activity,
                ),
            )
        if entry.kind not in entries.CONTROLS:
            _check_piece(room, entry, number)
        elif entry.body.get("entry") not in stubs:
            _check_control(room, entry, number)
        return step(room, entry)
    except SheetRefused as refused:
        problem = refused.problems[0]
        raise DamagedLog(
            number,
            text(
                "conducteur, « %(field)s » : %(why)s",
                field=".".join(map(str, problem.path)),
                why=problem.text,
            ),
        ) from refused
    except Refusal as refusal:
        raise DamagedLog(number, refusal.text) from refusal
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedLog(number, text("cette entrée ne peut pas suivre celles d'avant")) from error


def _opened(entry: LogEntry, number: int) -> RoomState:
    room = opened(entry)
    versions = entry.body.get("techniques")
    for activity in room.activities.values():
        slug, known = activity.technique.slug, activity.technique.version
        written = versions.get(slug) if isinstance(versions, dict) else None
        if type(written) is not int or not 1 <= written <= known:
            raise DamagedLog(
                number,
                text("la technique « %(slug)s » y est d'une version inconnue ici", slug=slug),
            )
    return room


def _check_control(room: RoomState, entry: LogEntry, number: int) -> None:
    """What a facilitator did must have been possible; what the program does, at its place."""
    activity = room.activities.get(entry.activity)
    if entry.kind in (entries.CLOSED, entries.PAPER):
        phases = (Phase.OPEN, Phase.CLOSING) if entry.kind == entries.CLOSED else (Phase.CLOSED,)
        counts = entry.body.get("n"), entry.body.get("n_joined", 0)
        is_possible = activity is not None and activity.phase in phases
        if not is_possible or any(type(n) is not int or n < 0 for n in counts):
            raise DamagedLog(number, text("cette entrée ne peut pas suivre celles d'avant"))
    elif entry.kind in (entries.STUB, entries.ERASED):
        return
    else:
        desk = room.hand.desk if room.hand else ""
        command = Command(entry.kind, entry.activity, room.version, entry.body, desk)
        drafts = decide(room, command, n_seats=MOST_SEATS, now=entry.at)
        if [draft.kind for draft in drafts] != [entry.kind]:
            raise DamagedLog(number, text("cette entrée ne peut pas suivre celles d'avant"))


def _check_piece(room: RoomState, entry: LogEntry, number: int) -> None:
    if "." in entry.kind or not entry.activity:
        raise DamagedLog(
            number, text("entrée d'une sorte inconnue : « %(kind)s »", kind=entry.kind)
        )
    activity = room.activities[entry.activity]
    regime = activity.regime
    is_arranged = regime is Regime.GROUP and entry.author == FACILITATOR  # seats, the day before
    if activity.phase not in (Phase.OPEN, Phase.CLOSING, Phase.CLOSED) and not is_arranged:
        raise DamagedLog(number, text("cette entrée ne peut pas suivre celles d'avant"))
    if regime in (Regime.NONE, Regime.APART):
        raise DamagedLog(number, text("cette séquence n'attend pas de réponse"))
    if regime in (Regime.BALLOT, Regime.OPEN) and entry.author is not None:
        raise DamagedLog(number, text("une réponse anonyme porte un auteur"))
    if regime in (Regime.NAMED, Regime.GROUP) and entry.author is None:
        raise DamagedLog(number, text("une réponse nommée ne porte pas de nom"))
