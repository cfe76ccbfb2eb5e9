"""The work of one transaction: what a batch of requests reads, decides and writes.

Nothing is visible to anyone before :meth:`Work.publish`, which the committer calls once
the transaction is durable; a batch that fails is simply dropped.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
import numpy

from mire.live.engine.rooms import LiveRoom, Pace, UnknownRoom
from mire.live.state import entries
from mire.live.state.entries import Draft, LogEntry, canonical, read_time, written_time
from mire.live.state.fold import folded, step
from mire.live.state.room import ActivityState, Phase, RoomState
from mire.live.state.rounds import first_of, second_of
from mire.live.store import box, panel, seats
from mire.live.store.box import Sealed
from mire.live.store.database import Database
from mire.technique_api import media
from mire.technique_api.technique import Regime

RandomBytes = Callable[[int], bytes]


@dataclass(slots=True)
class Pending:
    """One room's changes in this transaction."""

    room: LiveRoom
    state: RoomState
    keys: dict[str, bytes]
    n_answered: dict[str, int]
    new: list[LogEntry] = field(default_factory=list)
    new_seats: list[bytes] = field(default_factory=list)
    n_written_seats: int = 0
    found_seats: list[bytes] = field(default_factory=list)
    late: list[tuple[str, bytes]] = field(default_factory=list)


class Work:
    """One transaction over the live database, at one time.

    ``behind``: rooms whose counts in memory may be behind the disk; emptied as they are read.
    """

    def __init__(
        self,
        database: Database,
        loaded: dict[str, LiveRoom],
        now: datetime,
        random: RandomBytes,
        *,
        behind: set[str] | None = None,
    ) -> None:
        self.database = database
        self.now = now
        self.random = random
        self.unclean: set[str] = set()
        self._loaded = loaded
        self._behind = set() if behind is None else behind
        self._heads: dict[int, int] = {}
        self._pending: dict[str, Pending] = {}
        self._known: dict[str, dict[bytes, Sealed | None]] = {}
        self._dirty: dict[str, set[bytes]] = {}
        self._expected: dict[str, set[bytes]] = {}
        self._discarded: set[str] = set()

    def lock(self, codes: Iterable[str]) -> None:
        """Lock the rooms of a batch that are in memory, in one order for every process."""
        loaded = (self._loaded.get(code) for code in set(codes))
        if ids := sorted(live.id for live in loaded if live is not None):
            self._heads = self.database.lock_rooms(ids)

    def room(self, code: str) -> Pending:
        """Return a room, locked and up to date with the database; raise UnknownRoom."""
        if code in self._discarded:
            raise UnknownRoom
        if code in self._pending:
            return self._pending[code]
        live = self._loaded.get(code) or self._load(code)
        head = self._heads.get(live.id)
        if head is None:
            head = self.database.lock_rooms([live.id]).get(live.id)
        if head is None:
            raise UnknownRoom
        state, keys = live.state, dict(live.keys)
        n_answered = dict(live.n_answered)
        if head != state.head or code in self._behind:
            for entry in self._entries(live.id, after=state.head):
                state = step(state, entry)
            keys = self._keys(live.id)
            n_answered = self._counts(live.id, keys)
        pending = Pending(live, state, keys, n_answered)
        self._pending[code] = pending
        self._close_what_is_due(pending)
        return pending

    def create(self, live: LiveRoom, opening: LogEntry) -> None:
        """Add a new room with its opening entry."""
        self.database.execute(
            "INSERT INTO live_room (id, code, console, projector, head, is_rehearsal) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (live.id, live.code, live.console, live.projector, 0, int(live.state.is_rehearsal)),
        )
        pending = Pending(live, live.state, {}, {}, new=[opening])
        self._pending[live.code] = pending

    def fresh_id(self) -> str:
        """Return an id that says nothing: 128 random bits in hexadecimal."""
        return self.random(16).hex()

    def at(self, pending: Pending) -> datetime:
        """Return the time of a new entry: now, but never before the last one."""
        now = pending.room.time(self.now)
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        return max(now, pending.state.last_at)

    def append(self, pending: Pending, drafts: Iterable[Draft]) -> None:
        """Number, date and fold drafts; follow what they mean for keys and boxes."""
        for draft in drafts:
            entry = LogEntry(
                seq=pending.state.head + 1,
                id=draft.id or self.fresh_id(),
                activity=draft.activity,
                kind=draft.kind,
                author=draft.author,
                medium=draft.medium,
                body=draft.body,
                at=self.at(pending),
            )
            pending.state = step(pending.state, entry)
            pending.new.append(entry)
            if entry.kind == entries.OPENED:
                self._open_ballot(pending, entry.activity)
            elif entry.kind == entries.MEETING_ENDED:
                self._forget(pending)

    def expect(self, ballot: str, author: bytes) -> None:
        """Say that an author's answer will be asked for; one read then serves them all."""
        self._expected.setdefault(ballot, set()).add(author)

    def sealed(self, ballot: str, authors: Iterable[bytes]) -> dict[bytes, Sealed | None]:
        """Return what the box holds for these authors; None: nothing yet."""
        known = self._known.setdefault(ballot, {})
        missing = [author for author in set(authors) if author not in known]
        if missing:
            expected = self._expected.pop(ballot, set())
            missing = sorted({*missing, *expected} - known.keys())
            known.update(dict.fromkeys(missing))
            for answer in box.read_some(self.database, ballot, missing):
                known[answer.author] = answer
        return known

    def put(self, pending: Pending, activity: ActivityState, answer: Sealed) -> Sealed:
        """Put an answer in the box, unless a later one of its author is there.

        Return the answer that stands.
        """
        ballot = box.ballot_name(pending.room.id, activity.sheet.id)
        known = self.sealed(ballot, [answer.author])
        standing = known[answer.author]
        if standing is not None and standing.rank >= answer.rank:
            return standing
        if standing is None:
            slug = activity.sheet.id
            pending.n_answered[slug] = pending.n_answered.get(slug, 0) + 1
        known[answer.author] = answer
        self._dirty.setdefault(ballot, set()).add(answer.author)
        return answer

    def is_receipt(self, pending: Pending, activity: str, receipt: bytes) -> bool:
        """Say whether an answer with this receipt was counted before closing."""
        return bool(
            self.database.execute(
                "SELECT 1 FROM live_receipt WHERE room = ? AND activity = ? AND receipt = ?",
                (pending.room.id, activity, receipt),
            )
        )

    def find_seat(self, pending: Pending, seat: bytes) -> bool:
        """Say whether the database knows a seat's hash; if so, memory learns it."""
        id = pending.room.id
        found = self.database.execute(
            "SELECT 1 FROM live_seat WHERE room = ? AND seat = ?", (id, seat)
        )
        if found:
            pending.found_seats.append(seat)
        return bool(found)

    def entry_of(self, pending: Pending, id: str) -> LogEntry | None:
        """Return the room's entry of that id, None when there is none."""
        for entry in pending.new:
            if entry.id == id:
                return entry
        rows = self.database.execute(f"{_SELECT_ENTRIES} AND id = ?", (pending.room.id, id))
        return _entry(rows[0]) if rows else None

    def log(self, code: str) -> list[LogEntry]:
        """Return a room's whole log, in order."""
        pending = self.room(code)
        return [*self._entries(pending.room.id, after=0), *pending.new]

    def erase(self, pending: Pending, id: str) -> None:
        """Put a stub in place of an entry's text, and an entry that says so."""
        self.flush()
        self.database.execute(
            "UPDATE live_entry SET kind = ?, body = '{}', author = NULL, medium = NULL "
            "WHERE room = ? AND id = ?",
            (entries.STUB, pending.room.id, id),
        )
        erased = self.entry_of(pending, id)
        activity = erased.activity if erased else ""
        pending.state = folded(self._entries(pending.room.id, after=0))
        self.append(pending, [Draft(activity, entries.ERASED, {"entry": id}, "facilitator")])
        self.unclean.add("live_entry")

    def discard(self, pending: Pending) -> None:
        """Take a rehearsal away whole; the tables themselves keep a real meeting."""
        id = pending.room.id
        self.flush()
        for slug in pending.keys:
            self.database.empty_box(box.ballot_name(id, slug))
        for table in _TABLES_OF_A_ROOM:
            self.database.execute(f"DELETE FROM {table} WHERE room = ?", (id,))  # noqa: S608
        self.database.execute("DELETE FROM live_room WHERE id = ?", (id,))
        self.unclean |= {*_TABLES_OF_A_ROOM, "live_room"}
        self._discarded.add(pending.room.code)

    def flush(self) -> None:
        """Write what is decided so far into the transaction."""
        for ballot, authors in self._dirty.items():
            known = self._known[ballot]
            answers = [answer for author in authors if (answer := known[author]) is not None]
            box.write(self.database, ballot, sorted(answers, key=lambda each: each.author))
        self._dirty.clear()
        for pending in self._pending.values():
            self._write_room(pending)

    def publish(self) -> list[LiveRoom]:
        """Make the committed changes visible; return the rooms that changed."""
        for code in self._discarded:
            self._loaded.pop(code, None)
        for pending in self._pending.values():
            live = pending.room
            if live.code in self._discarded:
                continue
            live.keys = pending.keys
            live.n_answered = pending.n_answered
            live.seats.update(pending.new_seats, pending.found_seats)
            for activity, receipt in pending.late:
                live.late.setdefault(activity, set()).add(receipt)
            live.state = pending.state
            if live.state.ended_at is not None:
                live.seats.clear()
            self._loaded[live.code] = live
            self._behind.discard(live.code)
        return [pending.room for pending in self._pending.values()]

    def _load(self, code: str) -> LiveRoom:
        rows = self.database.execute(
            "SELECT id, console, projector FROM live_room WHERE code = ?", (code,)
        )
        if not rows:
            raise UnknownRoom
        id, console, projector = int(rows[0][0]), bytes(rows[0][1]), bytes(rows[0][2])
        state = folded(self._entries(id, after=0))
        found = self.database.execute("SELECT seat FROM live_seat WHERE room = ?", (id,))
        keys = self._keys(id)
        live = LiveRoom(
            id,
            code,
            console,
            projector,
            state,
            keys,
            {bytes(row[0]) for row in found},
            self._counts(id, keys),
        )
        if state.is_rehearsal and state.last_at > self.now:  # its clock had run ahead of time
            live.pace = Pace(self.now, state.last_at, 1.0)
        return live

    def _counts(self, id: int, activities: Iterable[str]) -> dict[str, int]:
        return {each: box.count(self.database, box.ballot_name(id, each)) for each in activities}

    def _keys(self, id: int) -> dict[str, bytes]:
        rows = self.database.execute("SELECT activity, key FROM live_key WHERE room = ?", (id,))
        return {str(activity): bytes(key) for activity, key in rows}

    def _entries(self, id: int, *, after: int) -> list[LogEntry]:
        rows = self.database.execute(f"{_SELECT_ENTRIES} AND seq > ? ORDER BY seq", (id, after))
        return [_entry(row) for row in rows]

    def _close_what_is_due(self, pending: Pending) -> None:
        for activity in pending.state.activities.values():
            if pending.room.is_due(activity, pending.room.time(self.now)):
                self._close(pending, activity)

    def _close(self, pending: Pending, activity: ActivityState) -> None:
        """Move what was sealed into the log and destroy what ties it to seats."""
        slug = activity.sheet.id
        if not activity.regime.is_sealed:
            self.append(pending, [Draft(slug, entries.CLOSED, {"n": activity.n_answers})])
            return
        self.flush()
        ballot = box.ballot_name(pending.room.id, slug)
        answers = box.read_all(self.database, ballot)
        threshold = pending.state.sheet.meeting.threshold
        keeps = box.keeps_medium(activity, answers, threshold)
        # Too few to be shown are too few to be kept: their bodies end here.
        is_enough = activity.regime is Regime.NAMED or len(answers) >= threshold
        kept = answers if is_enough else []
        pieces = box.pieces_of(
            activity, ((each.body, each.medium if keeps else None) for each in kept)
        )
        pieces += self._pairs(pending, activity, kept)
        body = {"n": len(answers), "keeps_medium": keeps, "kept": is_enough}
        self.append(pending, [*pieces, Draft(slug, entries.CLOSED, body)])
        self.database.execute_many(
            "INSERT INTO live_receipt (room, activity, receipt) VALUES (?, ?, ?)",
            sorted(
                {
                    (pending.room.id, slug, each.receipt)
                    for each in answers
                    if each.medium == media.PHONE
                }
            ),
        )
        self._known.pop(ballot, None)
        pending.n_answered.pop(slug, None)
        if kept and second_of(pending.state, activity) is not None:
            box.write(self.database, ballot, panel.held(activity, kept))
            self.unclean.add("live_box")
        else:
            self._destroy(pending, slug)
        first = first_of(pending.state, activity)
        if first is not None and first.phase is Phase.CLOSED and first.sheet.id in pending.keys:
            self._destroy(pending, first.sheet.id)

    def _pairs(self, pending: Pending, activity: ActivityState, kept: list[Sealed]) -> list[Draft]:
        """Link a second round's answers to the first's, as phones were told."""
        first = first_of(pending.state, activity)
        if first is None or first.phase is not Phase.CLOSED or first.sheet.id not in pending.keys:
            return []
        held = box.read_all(self.database, box.ballot_name(pending.room.id, first.sheet.id))
        rng = numpy.random.default_rng(int.from_bytes(self.random(16), "big"))
        threshold = pending.state.sheet.meeting.threshold
        keeps = first.keeps_medium, box.keeps_medium(activity, kept, threshold)
        return panel.pairs(activity, held, kept, threshold=threshold, rng=rng, keeps_medium=keeps)

    def _destroy(self, pending: Pending, slug: str) -> None:
        """Empty a closed ballot's box and destroy its key."""
        self.database.empty_box(box.ballot_name(pending.room.id, slug))
        self.database.execute(
            "DELETE FROM live_key WHERE room = ? AND activity = ?", (pending.room.id, slug)
        )
        pending.keys.pop(slug, None)
        self.unclean.add("live_key")

    def _open_ballot(self, pending: Pending, slug: str) -> None:
        if not pending.state.activities[slug].regime.is_sealed:
            return
        again = pending.state.activities[slug].sheet.again
        key = pending.keys.get(again or "") or self.random(seats.KEY_BYTES)
        self.database.execute(
            "INSERT INTO live_key (room, activity, key) VALUES (?, ?, ?)",
            (pending.room.id, slug, key),
        )
        self.database.open_box(box.ballot_name(pending.room.id, slug))
        pending.keys[slug] = key
        pending.n_answered[slug] = 0

    def _forget(self, pending: Pending) -> None:
        """End of the meeting: seats, receipts and first rounds that were held have no more use."""
        self.flush()
        for slug in list(pending.keys):
            self._destroy(pending, slug)
        self.database.execute("DELETE FROM live_receipt WHERE room = ?", (pending.room.id,))
        self.database.execute("DELETE FROM live_seat WHERE room = ?", (pending.room.id,))
        self.unclean |= {"live_receipt", "live_seat"}

    def _write_room(self, pending: Pending) -> None:
        id = pending.room.id
        if pending.new:
            self.database.execute_many(
                "INSERT INTO live_entry "
                "(room, seq, id, activity, kind, author, medium, body, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        id,
                        each.seq,
                        each.id,
                        each.activity,
                        each.kind,
                        each.author,
                        each.medium,
                        canonical(each.body).decode(),
                        written_time(each.at),
                    )
                    for each in pending.new
                ],
            )
            self.database.execute(
                "UPDATE live_room SET head = ? WHERE id = ?", (pending.new[-1].seq, id)
            )
            pending.new.clear()
        if unwritten := pending.new_seats[pending.n_written_seats :]:
            self.database.execute_many(
                "INSERT INTO live_seat (room, seat) VALUES (?, ?)",
                sorted((id, seat) for seat in unwritten),
            )
            pending.n_written_seats = len(pending.new_seats)


_TABLES_OF_A_ROOM = (
    "live_note",
    "live_pledge",
    "live_entry",
    "live_seat",
    "live_key",
    "live_receipt",
)

_SELECT_ENTRIES = (
    "SELECT seq, id, activity, kind, author, medium, body, at FROM live_entry WHERE room = ?"
)


def _entry(row: Iterable[object]) -> LogEntry:
    seq, id, activity, kind, author, medium, body, at = row
    return LogEntry(
        seq=int(str(seq)),
        id=str(id),
        activity=str(activity),
        kind=str(kind),
        author=None if author is None else str(author),
        medium=None if medium is None else str(medium),
        body=msgspec.json.decode(str(body)),
        at=read_time(str(at)),
    )
