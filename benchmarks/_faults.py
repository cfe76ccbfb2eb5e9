"""One scenario of a fault: a server under load, what happens to it, and what must still hold.

Run by ``performance.py``. Phones answer without pause, each remembering what was acknowledged;
the fault happens meanwhile, and again while the question closes where it can. Then the log is
compared with what the phones were told, piece by piece, and replayed twice.
"""

import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from mire.cli.rehearsal.outcome import outcome_of_log
from mire.live.replay import replayed
from mire.live.state import entries
from tests.faults import outages, proofs
from tests.faults.crowd import Crowd, Facilitator, Phone, logged_pieces
from tests.faults.serving import MEETING
from tests.support.nginx import BufferingProxy
from tests.support.postgres import PostgreSQL
from tests.support.relay import Relay
from tests.support.server import OpenedRoom, Server
from tests.web.streams import Reader

GRACE_SECONDS = 3
HEAL_SECONDS = 120.0
SAMPLE_SECONDS = 0.2


@dataclass
class Scenario:
    """What a file of ``scenarios`` asks for.

    ``times`` and ``seconds``: how often and how long the fault happens. ``most_mb``: memory that a
    process of the server may hold. Of a poor network, ``delay_ms`` there and back, ``kbit`` a
    second for each phone, ``cut``: the share of requests whose connection is ended.
    """

    name: str
    title: str
    fault: str
    database: str = "sqlite"
    phones: int = 16
    times: int = 1
    seconds: float = 4.0
    workers: int = 1
    most_mb: float = 300.0
    delay_ms: float = 0.0
    kbit: float = 0.0
    cut: float = 0.0


@dataclass
class Ground:
    """Everything that a fault may touch."""

    scenario: Scenario
    server: Server
    opened: OpenedRoom
    facilitator: Facilitator
    crowd: Crowd
    chance: random.Random
    database: PostgreSQL | None
    relay: Relay | None = None
    proxy: BufferingProxy | None = None
    offset: Path | None = None
    seen: dict[str, Any] = field(default_factory=dict)

    def rest(self) -> None:
        """Let the crowd answer a while."""
        time.sleep(self.chance.uniform(0.05, 0.8))

    def heal(self) -> None:
        """Wait until every phone, on average, was acknowledged once more."""
        before, until = self.crowd.n_acknowledged, time.monotonic() + HEAL_SECONDS
        while self.crowd.n_acknowledged < before + len(self.crowd.phones):
            if time.monotonic() > until:
                message = "it does not heal"
                raise AssertionError(message)
            time.sleep(0.05)


def kill(ground: Ground) -> None:
    """Kill the server and start it again, so many times."""
    for _ in range(ground.scenario.times):
        ground.rest()
        ground.server.kill()
        ground.server.start()


def kill_worker(ground: Ground) -> None:
    """Kill one of the processes that serve together; another takes its place."""
    assert ground.server.process is not None
    first = ground.server.process.pid
    for _ in range(ground.scenario.times):
        ground.rest()
        workers = children(first)
        os.kill(ground.chance.choice(workers), 9)
        until = time.monotonic() + HEAL_SECONDS
        while len(children(first)) < len(workers):
            assert time.monotonic() < until
            time.sleep(0.05)


def _outage(how: Callable[[Ground], AbstractContextManager[None]]) -> Callable[[Ground], None]:
    def happen(ground: Ground) -> None:
        for _ in range(ground.scenario.times):
            ground.rest()
            with how(ground):
                time.sleep(ground.scenario.seconds)
            ground.heal()

    return happen


def _database(ground: Ground) -> PostgreSQL:
    assert ground.database is not None, "this fault is of PostgreSQL"
    return ground.database


def clock_back(ground: Ground) -> None:
    """Set the engine's clock back, each time by an hour more."""
    assert ground.offset is not None
    for number in range(1, ground.scenario.times + 1):
        ground.rest()
        ground.offset.write_text(str(-3600 * number))
        ground.heal()


def resend(ground: Ground) -> None:
    """Send letters twice and out of order, and corrupted ones, which store nothing."""
    ground.crowd.settle()
    ground.seen["refused"] = 0
    lock = threading.Lock()

    def shuffle(phone: Phone) -> None:
        for _ in range(ground.scenario.times):
            letters = [phone.write(proofs.ACTIVITY) for _ in range(2)]
            letters.append(phone.random.choice(letters))
            phone.random.shuffle(letters)
            for letter in letters:
                if phone.deliver(letter) not in ("stored", "superseded"):
                    raise AssertionError(letter)
            wrong = corrupted(phone, phone.write(proofs.ACTIVITY))
            status, told = phone.send(wrong)
            while status == 429:  # too soon after the others
                time.sleep(0.3)
                status, told = phone.send(wrong)
            if status not in (400, 422):
                message = f"{status} to {wrong}: {told}"
                raise AssertionError(message)
            with lock:
                ground.seen["refused"] += 1

    ground.crowd.each(shuffle)


def corrupted(phone: Phone, letter: dict[str, Any]) -> dict[str, Any]:
    """Return a letter that no longer says what it must."""
    wrong = [
        {**letter, "id": letter["id"][:-1] + "z"},
        {**letter, "revision": -1},
        {**letter, "body": {"stance": "placed", "x": 99, "y": 0}},
        {**letter, "body": {"stance": "placed"}},
        {**letter, "more": 1},
    ]
    return phone.random.choice(wrong)


def asleep(ground: Ground) -> None:
    """Each phone sleeps with three answers that it could not send, then sends them in any order."""
    ground.crowd.settle()

    def wake(phone: Phone) -> None:
        for _ in range(ground.scenario.times):
            letters = [phone.write(proofs.ACTIVITY) for _ in range(3)]
            phone.browser.close()
            phone.random.shuffle(letters)
            for letter in letters:
                phone.deliver(letter)

    ground.crowd.each(wake)


def reload_and_press(ground: Ground) -> None:
    """Reload console and projector again and again; two facilitators press the same button."""
    opened, server = ground.opened, ground.server
    pressed: list[int] = []
    with closing(Facilitator(server.address, opened.code, opened.console)) as other:
        for _ in range(ground.scenario.times):
            for each in (ground.facilitator, other):
                each.look()
                each.browser.get(opened.projector[opened.projector.index("/", 8) :])
                each.look()
            saw = _saw(ground.facilitator)
            threads = [
                threading.Thread(target=_extend, args=(each, saw, pressed))
                for each in (ground.facilitator, other)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    n = sum(status == 200 for status in pressed)
    log = replayed(ground.facilitator.log()).log
    told = sum(entry.kind == entries.EXTENDED for entry in log)
    if told != n or n != ground.scenario.times:
        message = f"{n} presses taken, {told} in the log, {ground.scenario.times} times"
        raise AssertionError(message)
    ground.seen["presses_taken"] = n


def _saw(facilitator: Facilitator) -> str:
    return facilitator.browser.page.partition(b'name="saw" value="')[2].partition(b'"')[0].decode()


def _extend(facilitator: Facilitator, saw: str, pressed: list[int]) -> None:
    sent = {"kind": entries.EXTENDED, "activity": proofs.ACTIVITY, "minutes": "1", "saw": saw}
    pressed.append(facilitator.browser.post_control(f"/regie/{facilitator.code}/agir", sent)[0])


def slow_readers(ground: Ground) -> None:
    """So many projectors open a stream and read nothing of it."""
    cookie = f"ecran_{ground.opened.code}={ground.opened.projector.partition('cle=')[2]}"
    readers = [
        Reader(ground.server.address, ground.opened.code, cookie, surface="projector")
        for _ in range(ground.scenario.times)
    ]
    try:
        time.sleep(ground.scenario.seconds)
        ground.heal()
    finally:
        for reader in readers:
            reader.made.close()


def poor_network(ground: Ground) -> None:
    """Delay, throttle and cut while everybody answers."""
    assert ground.relay is not None
    ground.relay.cut = ground.scenario.cut
    time.sleep(ground.scenario.seconds)
    for _ in range(ground.scenario.times):
        ground.relay.drop_all()
        ground.rest()
    ground.relay.cut = 0.0
    ground.crowd.settle()
    ground.seen |= {"requests": ground.relay.n_requests, "cut": ground.relay.n_cut}


def proxy_cuts(ground: Ground) -> None:
    """nginx, which holds answers back, is ended and started again under load."""
    assert ground.proxy is not None
    for _ in range(ground.scenario.times):
        ground.rest()
        ground.proxy.restart()
        ground.heal()


FAULTS: dict[str, Callable[[Ground], None]] = {
    "kill": kill,
    "kill-worker": kill_worker,
    "database-killed": _outage(lambda ground: outages.lost(_database(ground))),
    "database-frozen": _outage(lambda ground: outages.frozen(_database(ground))),
    "disk-full": _outage(lambda ground: outages.full(ground.server)),
    "file-locked": _outage(lambda ground: outages.locked(ground.server)),
    "clock-back": clock_back,
    "resend": resend,
    "asleep": asleep,
    "reload-and-press": reload_and_press,
    "slow-readers": slow_readers,
    "poor-network": poor_network,
    "proxy-cuts": proxy_cuts,
}


class Clocked(Server):
    """A server whose engine goes by a clock that a file moves."""

    def command(self) -> list[str]:
        """What starts it."""
        python, _m, _module, *rest = super().command()
        return [python, "-m", "tests.support.clocked", str(self.folder / "offset"), *rest]


class Memory:
    """The most that a server's processes hold, sampled while its block lasts, in MB."""

    def __init__(self, server: Server) -> None:
        self._server, self._stop, self.most = server, threading.Event(), 0.0
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._stop.wait(SAMPLE_SECONDS):
            process = self._server.process
            if process is not None:
                each = [process.pid, *children(process.pid)]
                self.most = max(self.most, *(resident_mb(pid) for pid in each))


def children(pid: int) -> list[int]:
    """Return a process's children, [] when it is gone."""
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def resident_mb(pid: int) -> float:
    """Return a process's resident memory, 0 when it is gone."""
    try:
        told = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return int((told.partition("VmRSS:")[2].split() or ["0"])[0]) / 1000


def play(scenario: Scenario, static: Path, *, seed: int) -> dict[str, Any]:
    """Play a scenario; return its figures. What does not hold is in ``faults``, in words."""
    with ExitStack() as stack:
        ground = _stand(scenario, static, seed, stack)
        memory = stack.enter_context(Memory(ground.server))
        proofs.start(ground.facilitator, ground.crowd)
        ground.crowd.answer_without_pause(proofs.ACTIVITY)
        FAULTS[scenario.fault](ground)
        ground.crowd.settle()
        seats_lost = _seats_lost(ground.crowd)
        ground.crowd.answer_without_pause(proofs.ACTIVITY)
        ground.facilitator.press(entries.CLOSING, proofs.ACTIVITY)
        ground.crowd.join()
        told = _compare(ground)
        return {
            **told,
            "seats_lost": seats_lost,
            "memory_mb": round(memory.most),
            "most_mb": scenario.most_mb,
            **({"seen": ground.seen} if ground.seen else {}),
        }


def _seats_lost(crowd: Crowd) -> int:
    """Return how many phones no longer find what they were told is stored, resent or not."""
    lost = 0
    for phone in crowd.phones:
        try:
            phone.check_own(proofs.ACTIVITY)
            proofs.send_again(phone)
            phone.check_own(proofs.ACTIVITY)
        except AssertionError:
            lost += 1
    return lost


def _compare(ground: Ground) -> dict[str, Any]:
    """Compare the log with what phones were told; end the meeting, and replay it twice."""
    until = time.monotonic() + HEAL_SECONDS
    while b"answers.closed" not in (raw := ground.facilitator.log()):
        assert time.monotonic() < until, "the question does not close"
        time.sleep(0.1)
    found = replayed(raw)
    activity = found.room.activities[proofs.ACTIVITY]
    logged = logged_pieces(found.log, proofs.ACTIVITY)
    expected = ground.crowd.expected_pieces(proofs.ACTIVITY, activity.config)
    ground.facilitator.press(entries.ENTERED, "meteo")
    ground.facilitator.press(entries.MEETING_ENDED)
    raw = ground.facilitator.log()
    outcome = outcome_of_log(raw)
    is_same = outcome == outcome_of_log(raw)
    is_shown = outcome["report.html"] == ground.facilitator.report()
    return {
        "acknowledged": ground.crowd.n_acknowledged,
        "told_unavailable": ground.crowd.n_unavailable,
        "answers": sum(proofs.ACTIVITY in phone.standing for phone in ground.crowd.phones),
        "stored": activity.n_answers,
        "pieces_lost": sum((expected - logged).values()),
        "pieces_twice": sum((logged - expected).values()),
        "replay_identical": is_same and is_shown,
    }


def faults_of(told: dict[str, Any]) -> list[str]:
    """Return what does not hold of figures, in words; [] where all holds."""
    wrong = []
    if told["answers"] != told["stored"] or not told["stored"]:
        wrong.append(f"{told['stored']} stored of {told['answers']} answers")
    counts = ("pieces_lost", "pieces_twice", "seats_lost")
    wrong.extend(f"{name}: {told[name]}" for name in counts if told[name])
    if not told["replay_identical"]:
        wrong.append("the replay differs")
    if told["memory_mb"] > told["most_mb"]:
        wrong.append(f"memory: {told['memory_mb']} MB, {told['most_mb']:g} at most")
    return wrong


def _stand(scenario: Scenario, static: Path, seed: int, stack: ExitStack) -> Ground:
    """Start everything that a scenario needs."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mire-fault-")))
    database = None
    if scenario.database == "postgresql":
        database = stack.enter_context(PostgreSQL(durable=True))
    stack.enter_context(_environment(DATABASE_URL=database.url if database else ""))
    kind = Clocked if scenario.fault == "clock-back" else Server
    data = folder / "data"
    data.mkdir()
    offset = data / "offset"
    offset.write_text("0")
    server = stack.enter_context(
        kind(data, static, workers=scenario.workers, MIRE_CLOSING_GRACE=str(GRACE_SECONDS))
    )
    opened = server.open_room(MEETING)
    relay = proxy = None
    address = server.address
    if scenario.fault == "poor-network":
        relay = stack.enter_context(
            Relay(
                server.port,
                delay=scenario.delay_ms / 2000,
                bytes_per_second=scenario.kbit * 125,
                seed=seed,
            )
        )
        address = relay.address
    if scenario.fault == "proxy-cuts":
        proxy = stack.enter_context(BufferingProxy(upstream_port=server.port))
        address = proxy.url
    facilitator = stack.enter_context(
        closing(Facilitator(server.address, opened.code, opened.console))
    )
    crowd = stack.enter_context(closing(Crowd([address], opened.code, scenario.phones, seed)))
    return Ground(
        scenario, server, opened, facilitator, crowd, random.Random(seed), database,
        relay, proxy, offset,
    )  # fmt: skip


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    kept = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
