"""Group commit: one thread takes all that waits and writes it together.

In one transaction, or, where it is answers alone, by a statement a ballot. A request is answered
only after the commit that holds it. If the storage fails, every request that was not answered yet
is told so and nothing of it is visible; the next batch tries anew.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mire.live.engine.answers import Answer
from mire.live.engine.ballot_puts import by_ballot, plan_put
from mire.live.engine.closing import close
from mire.live.engine.requests import Follow, Request
from mire.live.engine.rooms import ClosingClock, LiveRoom, RoomView
from mire.live.engine.tail import changed_line
from mire.live.engine.transaction import Pending, RandomBytes, Transaction
from mire.live.store import box
from mire.live.store.connect import Opener
from mire.live.store.database import STATEMENT_SECONDS, Database, StorageUnavailable
from mire.technique_api.refusal import Refusal

logger = logging.getLogger(__name__)

MOST_IN_ONE = 2_000
MOST_PATIENCE_SECONDS = 120.0
"""A statement that was cut for its slowness is given twice the time at the next try, up to this."""
CLEANING_SECONDS = 2.0
CLEANING_PAUSE_SECONDS = 1.0

TELL_SECONDS = 0.02
"""Other processes are told of a room's answers once in so long: each notice wakes them all."""

AnyRequest = Request[Any]
Settled = tuple[AnyRequest, Any, Exception | None]
"""A request, its answer, and why it has none."""


@dataclass(frozen=True, slots=True)
class Outage:
    """The database has refused to write since ``since``. ``cause``: "full" (its disk), "away"."""

    since: datetime
    cause: str


class Committer:
    """The one writer of a process, which others know as ``process``.

    ``on_change`` hears of each room that changed.
    """

    def __init__(
        self,
        opener: Opener,
        *,
        clock: Callable[[], datetime],
        random: RandomBytes,
        on_change: Callable[[RoomView], None],
        process: str,
    ) -> None:
        self._process = process
        self.views: dict[str, RoomView] = {}
        self.closing_clock = ClosingClock()
        self._rooms: dict[str, LiveRoom] = {}
        self._opener = opener
        self._clock = clock
        self._random = random
        self._on_change = on_change
        self._database: Database | None = None
        self.outage: Outage | None = None
        self._patience = STATEMENT_SECONDS
        self._behind: set[str] = set()
        self._is_unclean = True  # A process that died may have left something.
        self._cleaned_at = time.monotonic()
        self._untold: dict[str, int] = {}
        self._told_at: dict[str, float] = {}
        self._waiting: queue.SimpleQueue[AnyRequest | str | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)
        self._thread.start()

    def submit(self, request: AnyRequest) -> None:
        """Queue a request; its ``answered`` future is settled once it is durable, or refused."""
        self._waiting.put(request)

    def release(self, code: str) -> None:
        """Let go of a room in memory, once what waits is written; asked for, it is read again."""
        self._waiting.put(code)

    def stop(self) -> None:
        """Finish what waits, close the connection and end the thread."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        is_running = True
        while is_running:
            batch, is_running = self._take()
            if batch:
                self._commit(batch)
            self._tell_others()
            # In the pauses, and now and then where there is none.
            if self._is_unclean and time.monotonic() - self._cleaned_at >= CLEANING_PAUSE_SECONDS:
                self._clean(patience=0.0)
        self._told_at.clear()
        self._tell_others()
        if self._database is not None:
            self._database.close()

    def _take(self) -> tuple[list[AnyRequest], bool]:
        batch: list[AnyRequest] = []
        try:
            pause = CLEANING_PAUSE_SECONDS if self._is_unclean else None
            asked = self._waiting.get(timeout=TELL_SECONDS if self._untold else pause)
        except queue.Empty:
            return [], True
        while asked is not None:
            if isinstance(asked, str):
                self._let_go(asked)
            elif not isinstance(asked, Follow):
                batch.append(asked)
            elif asked.code in self._rooms:
                self._behind.add(asked.code)
                batch.append(asked)
            else:
                _settle([(asked, None, None)])
            if len(batch) >= MOST_IN_ONE or self._waiting.empty():
                return batch, True
            asked = self._waiting.get()
        return batch, False

    def _let_go(self, code: str) -> None:
        self.views.pop(code, None)
        live = self._rooms.pop(code, None)
        self._behind.discard(code)
        self._forget_told(code)
        if live is not None:
            self.closing_clock.forget(live.id)

    def _commit(self, batch: Sequence[AnyRequest]) -> None:
        """Write what is asked: answers straight to their ballots where that can be."""
        batch = [request for request in batch if not request.answered.done()]
        parts = by_ballot(batch)
        for number, part in enumerate(parts):
            if number and self._database is None:  # lost under the part before: no second wait
                _settle([(request, None, StorageUnavailable()) for request in part])
            else:
                self._transact(self._put(part))
        if not parts:
            self._transact(batch)

    def _put(self, answers: Sequence[Answer]) -> Sequence[Answer]:
        """Put the answers to one ballot in its box; return those that need a transaction."""
        code, began = answers[0].code, time.monotonic()
        try:
            database = self._connected()
            live = None if code in self._behind else self._rooms.get(code)
            put = plan_put(answers, live, self.closing_clock, self._clock())
            if put is None:
                return answers
            head = put.live.state.head
            is_told = self._is_to_be_told(code)
            line = changed_line(self._process, code, head) if is_told else ""
            authors, n_first = box.put(
                database, put.ballot, put.sealed, room=put.live.id, head=head, line=line
            )
        except Exception as error:  # noqa: BLE001 - every answer must hear
            self._failed(answers, error, time.monotonic() - began)
            return []
        if authors:
            self._patience = STATEMENT_SECONDS
            self._end_outage()
            if is_told:
                self._note_told(code)
            elif database.is_shared:
                self._untold[code] = head
            stored = put.count_and_answer(authors, n_first)
            self._show([put.live])
            _settle([(answer, said, None) for answer, said in stored])
        return put.left(authors)

    def _is_to_be_told(self, code: str) -> bool:
        return time.monotonic() - self._told_at.get(code, float("-inf")) >= TELL_SECONDS

    def _note_told(self, code: str) -> None:
        self._told_at[code] = time.monotonic()
        self._untold.pop(code, None)

    def _forget_told(self, code: str) -> None:
        self._told_at.pop(code, None)
        self._untold.pop(code, None)

    def _tell_others(self) -> None:
        """Tell of answers written since the last notice; what is lost, others look for."""
        try:
            for code in [each for each in self._untold if self._is_to_be_told(each)]:
                line = changed_line(self._process, code, self._untold[code])
                self._connected().tell(line)
                self._note_told(code)
        except Exception as error:  # noqa: BLE001 - the next batch finds out
            logger.warning("other processes could not be told: %s", error)
            self._disconnect()

    def _end_outage(self) -> None:
        if self.outage:
            logger.warning("the live database writes again")
            self.outage = None

    def _transact(self, batch: Sequence[AnyRequest]) -> None:
        """Write what is asked in one transaction."""
        if not batch:
            return
        settled: list[Settled] = []
        began = time.monotonic()
        try:
            database = self._connected()
            transaction = Transaction(
                database, self._rooms, self._clock(), self._random, behind=self._behind
            )
            with database.transaction():
                transaction.lock(request.code for request in batch)
                for request in batch:
                    request.prepare(transaction)
                self._close_what_is_due(transaction, {request.code for request in batch})
                for request in batch:
                    try:
                        settled.append((request, _applied(transaction, request), None))
                    except Refusal as said:
                        settled.append((request, None, said))
                transaction.flush()
                database.mark(transaction.unclean)
                for code, head in transaction.written():
                    database.tell(changed_line(self._process, code, head))
            for code, _ in transaction.written():
                self._note_told(code)
            changed = transaction.publish()
            self._patience = STATEMENT_SECONDS
            if transaction.has_written:
                self._end_outage()
            if transaction.unclean:
                self._is_unclean = True
                self._clean(patience=CLEANING_SECONDS)
        except Exception as error:  # noqa: BLE001 - every request of the batch must hear
            self._failed(batch, error, time.monotonic() - began)
            return
        self._show(changed)
        _settle(settled)

    def _close_what_is_due(self, transaction: Transaction, codes: set[str]) -> None:
        """Close ballots whose grace is over, before anything else happens in their room."""
        found: list[Pending] = []
        for code in sorted(codes - {""}):
            with suppress(Refusal):
                found.append(transaction.room(code))
        # Once all are locked: a closing takes the box's table, which others need to write.
        for pending in found:
            for activity in list(pending.state.activities.values()):
                now = pending.time(transaction.now)
                if self.closing_clock.is_due(pending.room.id, activity, now):
                    close(transaction, pending, activity)

    def _show(self, changed: Sequence[LiveRoom]) -> None:
        for live in changed:
            view = live.view()
            if live.code in self._rooms:
                self.views[live.code] = view
            else:
                self.views.pop(live.code, None)
                self._forget_told(live.code)
            self._on_change(view)

    def _clean(self, *, patience: float) -> None:
        """Remove from the files what closings left there; if it can't be now, it is soon."""
        self._cleaned_at = time.monotonic()
        try:
            self._is_unclean = not self._connected().scrub(patience=patience)
            if self._is_unclean and patience:
                logger.warning("remnants of a closed ballot are still in the files: tried again")
        except Exception as error:  # noqa: BLE001 - the next turn tries again
            if patience:
                logger.warning("what was closed could not be cleaned yet: %s", error)
            self._disconnect()

    def _failed(self, batch: Sequence[AnyRequest], error: Exception, seconds: float) -> None:
        is_storage = self._database is None or (
            isinstance(error, self._database.errors)
            and not isinstance(error, self._database.faults)
        )
        if is_storage:
            if self.outage is None:
                logger.error("the live database refuses to write, phones keep answers: %s", error)
            is_full = self._database is not None and self._database.is_full(error)
            since = self._clock() if self.outage is None else self.outage.since
            self.outage = Outage(since, "full" if is_full else "away")
            if seconds >= self._patience:
                self._patience = min(2 * self._patience, MOST_PATIENCE_SECONDS)
            self._disconnect()
        elif len(batch) > 1:
            for request in batch:
                self._commit([request])
            return
        else:
            logger.error("a request could not be applied", exc_info=error)
        _settle(
            [(request, None, StorageUnavailable() if is_storage else error) for request in batch]
        )

    def _connected(self) -> Database:
        if self._database is None:
            self._database = self._opener()
        self._database.patience = self._patience
        return self._database

    def _disconnect(self) -> None:
        """After a storage error: what is in memory may be behind what is on disk."""
        self._behind.update(self._rooms)
        self._untold.clear()  # nobody waits for a connection to tell: others look for it
        if self._database is not None:
            self._database.close()
        self._database = None


def _applied(transaction: Transaction, request: AnyRequest) -> Any:
    """Do what is asked; a request that is refused leaves nothing behind."""
    if request.refuses_first:
        return request.apply(transaction)
    with transaction.undone_when_refused():
        return request.apply(transaction)


def _settle(settled: Sequence[Settled]) -> None:
    """Tell whoever waits; those on an event loop by one call into it for all of them.

    A loop is woken by each call from another thread: one an answer took a fifth of its time.
    """
    on_loops: dict[asyncio.AbstractEventLoop, list[Settled]] = {}
    for each in settled:
        answered = each[0].answered
        if isinstance(answered, asyncio.Future):
            on_loops.setdefault(answered.get_loop(), []).append(each)
        elif answered.set_running_or_notify_cancel():
            _tell(answered, each)
    for loop, waiting in on_loops.items():
        with suppress(RuntimeError):  # the loop may be closing
            loop.call_soon_threadsafe(_settle_on_loop, waiting)


def _settle_on_loop(settled: Sequence[Settled]) -> None:
    for each in settled:
        if not each[0].answered.done():  # who waited may have given up
            _tell(each[0].answered, each)


def _tell(answered: "Future[Any] | asyncio.Future[Any]", settled: Settled) -> None:
    _, answer, error = settled
    if error is None:
        answered.set_result(answer)
    else:
        answered.set_exception(error)
