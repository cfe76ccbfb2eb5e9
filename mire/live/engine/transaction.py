"""One transaction: what a batch of requests reads, decides and writes, at one time.

Nothing is visible to anyone before :meth:`Transaction.publish`, which the committer calls once
the transaction is durable; a batch that fails is simply dropped.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce

from mire.live.engine.readers import load_room
from mire.live.engine.rooms import LiveRoom, Pace, UnknownRoom
from mire.live.state.entries import ERASED, Draft, LogEntry
from mire.live.state.fold import folded, step
from mire.live.state.room import ActivityState, RoomState
from mire.live.store import box, log, rooms
from mire.live.store.box import Sealed
from mire.live.store.database import Database
from mire.live.store.join_cards import read_join_cards

RandomBytes = Callable[[int], bytes]


@dataclass(slots=True)
class Pending:
    """One room's changes in this transaction."""

    room: LiveRoom
    state: RoomState
    keys: dict[str, bytes]
    n_answered: dict[str, int]
    pace: Pace | None
    new: list[LogEntry] = field(default_factory=list)
    new_seats: list[bytes] = field(default_factory=list)
    n_written_seats: int = 0
    found_seats: list[bytes] = field(default_factory=list)
    late: list[tuple[str, bytes]] = field(default_factory=list)
    cut_seats: set[bytes] = field(default_factory=set)
    join_cards: Mapping[bytes, bool] | None = None
    """By its hash, whether each card has served; None: not looked up yet."""

    @property
    def n_seats(self) -> int:
        """How many phones have joined, this transaction's among them."""
        found = len(self.new_seats) + len(self.found_seats)
        return len(self.room.seats) + found - len(self.cut_seats)

    def time(self, now: datetime) -> datetime:
        """Return what this room's clock shows at ``now``: the time, but for rehearsals."""
        return now if self.pace is None else self.pace.at(now)

    def copied(self) -> "Pending":
        """Return a copy that later changes leave as it is."""
        kept = copy(self)
        kept.keys, kept.n_answered = dict(self.keys), dict(self.n_answered)
        kept.new, kept.new_seats = list(self.new), list(self.new_seats)
        kept.found_seats, kept.late = list(self.found_seats), list(self.late)
        kept.cut_seats = set(self.cut_seats)
        return kept


class Transaction:
    """One transaction over the live database, at one time.

    ``behind``: rooms whose counts in memory may be behind the disk; emptied as they are read.
    ``unclean``: the tables whose files are to be scrubbed after it. ``has_written``: whether
    the database has had something to write.
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
        self.has_written = False
        self._loaded = loaded
        self._behind = set() if behind is None else behind
        self._offered: dict[str, LiveRoom] = {}
        self._heads: dict[int, int] = {}
        self._pending: dict[str, Pending] = {}
        self._known: dict[str, dict[bytes, Sealed | None]] = {}
        self._dirty: dict[str, set[bytes]] = {}
        self._expected: dict[str, set[bytes]] = {}
        self._gone: set[str] = set()
        self._written: set[str] = set()

    def lock(self, codes: Iterable[str]) -> None:
        """Lock the rooms of a batch that are in memory, in one order for every process."""
        loaded = (self._loaded.get(code) for code in set(codes))
        if ids := sorted(live.id for live in loaded if live is not None):
            self._heads = self.database.lock_rooms(ids)

    def offer(self, live: LiveRoom) -> None:
        """Take a room that was read beforehand; what was added to it since is read here."""
        self._offered[live.code] = live

    def room(self, code: str) -> Pending:
        """Return a room, locked and up to date with the database; raise UnknownRoom."""
        if code in self._gone:
            raise UnknownRoom
        if code in self._pending:
            return self._pending[code]
        live = self._loaded.get(code) or self._offered.get(code)
        if live is None:
            live = load_room(self.database, code, self.now)
        head = self._heads.get(live.id)
        if head is None:
            head = self.database.lock_rooms([live.id]).get(live.id)
        if head is None:
            raise UnknownRoom
        state, keys = live.state, dict(live.keys)
        n_answered = dict(live.n_answered)
        is_behind = head != state.head or code in self._behind or code in self._offered
        if is_behind:
            state = self._read_on(live.id, state)
            keys = rooms.read_keys(self.database, live.id)
            n_answered = rooms.read_counts(self.database, live.id, keys)
        pending = Pending(live, state, keys, n_answered, live.pace)
        if is_behind:
            pending.join_cards = read_join_cards(self.database, live.id)
        if is_behind and rooms.count_seats(self.database, live.id) != len(live.seats):
            stored = rooms.read_seats(self.database, live.id)
            pending.found_seats = sorted(stored - live.seats)
            pending.cut_seats = live.seats - stored
        self._pending[code] = pending
        return pending

    def _read_on(self, room: int, state: RoomState) -> RoomState:
        """Fold what was written since; all anew where a text was erased before."""
        new = log.read_entries(self.database, room, after=state.head)
        if any(entry.kind == ERASED for entry in new):
            return folded(log.read_entries(self.database, room))
        return reduce(step, new, state)

    def written(self) -> list[tuple[str, int]]:
        """Return the rooms of which something was written that others show, with their heads."""
        return [
            (code, self._pending[code].state.head)
            for code in sorted(self._written & self._pending.keys())
        ]

    def join_cards(self, pending: Pending) -> Mapping[bytes, bool]:
        """Return whether each card of a room has served, by its hash; {} where none is asked."""
        if pending.join_cards is None:
            pending.join_cards = read_join_cards(self.database, pending.room.id)
        return pending.join_cards

    def create(self, live: LiveRoom, log: Sequence[LogEntry]) -> None:
        """Add a new room with its first entries, of which ``live`` holds the state."""
        row = rooms.RoomRow(live.id, live.code, live.console, live.projector)
        rooms.add_room(self.database, row, is_rehearsal=live.state.is_rehearsal)
        self._pending[live.code] = Pending(live, live.state, {}, {}, None, new=[*log])

    def fresh_id(self) -> str:
        """Return an id that says nothing: 128 random bits in hexadecimal."""
        return self.random(16).hex()

    def at(self, pending: Pending) -> datetime:
        """Return the time of a new entry: now, but never before the last one."""
        now = pending.time(self.now)
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        return max(now, pending.state.last_at)

    def append(self, pending: Pending, drafts: Iterable[Draft]) -> None:
        """Number, date and fold drafts."""
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
        self._written.add(pending.room.code)
        self._dirty.setdefault(ballot, set()).add(answer.author)
        return answer

    def note_written(self, pending: Pending) -> None:
        """Something of a room that others show was written at once, not kept for the end."""
        self.has_written = True
        self._written.add(pending.room.code)

    def forget_box(self, ballot: str) -> None:
        """Know nothing more of a box: it is being emptied."""
        self._known.pop(ballot, None)

    def entry_of(self, pending: Pending, id: str) -> LogEntry | None:
        """Return the room's entry of that id, None when there is none."""
        for entry in pending.new:
            if entry.id == id:
                return entry
        return log.find_entry(self.database, pending.room.id, id)

    def blank(self, pending: Pending, id: str) -> None:
        """Put a stub in place of an entry's text, and fold the log anew without it."""
        self.flush()
        log.blank_entry(self.database, pending.room.id, id)
        pending.state = folded(log.read_entries(self.database, pending.room.id))
        self.unclean.add("live_entry")

    def discard(self, pending: Pending) -> None:
        """Take a rehearsal, or a meeting that bears a visa, away whole."""
        self.flush()
        ballots = [box.ballot_name(pending.room.id, slug) for slug in pending.keys]
        self.unclean |= rooms.delete_room(self.database, pending.room.id, ballots)
        self._gone.add(pending.room.code)

    @contextmanager
    def undone_when_refused(self) -> Iterator[None]:
        """Undo all that was done inside when it raises, in the database and in memory.

        What was done before is written first: it stays.
        """
        self.flush()
        pending = {code: each.copied() for code, each in self._pending.items()}
        unclean, gone = set(self.unclean), set(self._gone)
        try:
            with self.database.savepoint():
                yield
        except BaseException:
            for code, each in self._pending.items():
                if code in pending:  # others may hold it: the object stays the same
                    for name in Pending.__slots__:
                        setattr(each, name, getattr(pending[code], name))
            self._pending = {code: self._pending[code] for code in pending}
            self.unclean, self._gone = unclean, gone
            self._known.clear()
            self._dirty.clear()
            raise

    def flush(self) -> None:
        """Write what is decided so far into the transaction."""
        self.has_written |= bool(self._dirty)
        for ballot, authors in self._dirty.items():
            known = self._known[ballot]
            answers = [answer for author in authors if (answer := known[author]) is not None]
            box.write(self.database, ballot, sorted(answers, key=lambda each: each.author))
        self._dirty.clear()
        for pending in self._pending.values():
            if pending.new:
                self.has_written = True
                self._written.add(pending.room.code)
                log.add_entries(self.database, pending.room.id, pending.new)
                pending.new.clear()
            if unwritten := pending.new_seats[pending.n_written_seats :]:
                self.has_written = True
                self._written.add(pending.room.code)
                rooms.add_seats(self.database, pending.room.id, unwritten)
                pending.n_written_seats = len(pending.new_seats)

    def publish(self) -> list[LiveRoom]:
        """Make the committed changes visible; return the rooms that changed.

        A room that was taken away is among them, no longer loaded.
        """
        for code in self._gone:
            self._loaded.pop(code, None)
        for code, pending in self._pending.items():
            live = pending.room
            if code in self._gone:
                continue
            live.keys = pending.keys
            live.n_answered = pending.n_answered
            live.pace = pending.pace
            live.seats.update(pending.new_seats, pending.found_seats)
            if pending.join_cards is not None:
                live.join_cards = pending.join_cards
            if pending.cut_seats:
                live.seats = live.seats - pending.cut_seats
            for activity, seat in pending.late:
                live.late.setdefault(activity, set()).add(seat)
            live.state = pending.state
            if live.state.ended_at is not None and live.seats:
                live.seats, live.join_cards = set(), {}
            self._loaded[code] = live
            self._behind.discard(code)
        return [pending.room for pending in self._pending.values()]
