"""What somebody who reads a long meeting costs those who answer in another, and a cold load."""

import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import django
import numpy
from _bench import Report, median, options, p95, spread
from _servers import SHEET
from fold import written

from mire.live.engine import answers, controls, requests
from mire.live.engine.engine import Engine
from mire.live.engine.readers import ReadLog
from mire.live.state import entries
from mire.live.state.controls.control import Command
from mire.live.state.entries import canonical
from mire.live.store import log as logs
from mire.live.store import rooms
from mire.live.store.connect import opener
from mire.runsheet.toml_file import read_sheet

ENTRIES = 50_000
DELAY_MS, LOAD_MS = 5.0, 300.0


def _time_answers(engine: Engine, n: int, seed: int) -> list[float]:
    """Return how long each of ``n`` answers to an open grid takes, in milliseconds."""
    code, _, _ = engine.ask(requests.CreateRoom(read_sheet(SHEET.encode())))
    seat = engine.ask(requests.Join(code))
    for _ in range(7):
        engine.ask(requests.Join(code))
    for kind in (entries.ENTERED, entries.OPENED):
        version = engine.room(code).state.version
        engine.ask(controls.Control(code, Command(kind, "grille", version)))
    grid = engine.room(code).state.activities["grille"]
    generator = numpy.random.Generator(numpy.random.PCG64(seed))
    taken = []
    for number, made in enumerate(
        grid.technique.expect_answers().simulate(grid.config, generator, n), 1
    ):
        body = canonical(made)
        begun = time.perf_counter()
        engine.ask(answers.Answer(code, "grille", seat, secrets.token_hex(16), number, body))
        taken.append(1e3 * (time.perf_counter() - begun))
    return taken


@contextmanager
def _reading(engine: Engine) -> Iterator[None]:
    """Have a thread read the long meeting's log again and again."""
    is_over = threading.Event()

    def read() -> None:
        while not is_over.is_set():
            assert len(engine.read(ReadLog("LONGUE"))) > 1

    thread = threading.Thread(target=read)
    engine.room("LONGUE")
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def main() -> None:
    """Time answers alone, then beside a reader; then load the long meeting into memory."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mire.config.settings.test")
    django.setup()
    given = options(__doc__ or "")
    report = Report("readers", given.smoke)
    n, rounds, asked = (1_000, 1, 20) if given.smoke else (ENTRIES, 5, 200)
    report.head(
        given.seed, f"{n:,} entries, {rounds} rounds of {asked} answers; SQLite, synchronous=FULL"
    )
    with TemporaryDirectory() as folder:
        open_database = opener(str(Path(folder) / "live.sqlite3"))
        database = open_database()
        database.create_schema()
        long = written(n, given.seed)
        with database.transaction():
            rooms.add_room(database, rooms.RoomRow(1, "LONGUE", b"", b""), is_rehearsal=True)
            logs.add_entries(database, 1, long)
        engine = Engine(open_database)
        alone, beside, loads = [], [], []
        for _ in range(rounds):
            alone.append(_time_answers(engine, asked, given.seed))
            with _reading(engine):
                beside.append(_time_answers(engine, asked, given.seed))
            cold = Engine(open_database)
            begun = time.perf_counter()
            assert cold.room("LONGUE").state.head == len(long)
            loads.append(1e3 * (time.perf_counter() - begun))
            cold.stop()
        engine.stop()
        database.close()
    figures = {"median": median, "p95": p95}
    for name, figure in figures.items():
        before, during = [figure(each) for each in alone], [figure(each) for each in beside]
        delays = [late - early for late, early in zip(during, before, strict=True)]
        report.add(f"an answer alone, {name}, ms", spread(before, ".2f"))
        report.add(f"an answer beside a reader, {name}, ms", spread(during, ".2f"))
        is_met = median(delays) <= DELAY_MS
        report.add(f"delay, {name}, ms", spread(delays, ".2f"), f"≤ {DELAY_MS:g}", is_met=is_met)
    is_met = median(loads) <= LOAD_MS
    report.add("cold load, ms", spread(loads, ".0f"), f"≤ {LOAD_MS:g}", is_met=is_met)
    report.end()


if __name__ == "__main__":
    main()
