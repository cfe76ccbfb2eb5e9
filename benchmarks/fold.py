"""What one entry costs to fold, and how fast a log is read again."""

import gc
import os
import time
from datetime import UTC, datetime, timedelta

import django
import numpy
from _bench import Report, median, options, spread
from _servers import SHEET

from mire.live.replay import replayed, written_log
from mire.live.state import entries, fold
from mire.live.state import room as rooms
from mire.live.state.entries import LogEntry, canonical
from mire.runsheet.toml_file import read_sheet
from mire.technique_api.registry import technique

FOLD_US, REPLAY = 10.0, 100_000


def written(n: int, seed: int) -> list[LogEntry]:
    """Return the log of a meeting whose one ballot left ``n`` entries."""
    generator = numpy.random.Generator(numpy.random.PCG64(seed))
    sheet, at = read_sheet(SHEET.encode()), datetime(2018, 3, 21, 8, tzinfo=UTC)
    body = rooms.opening_body(sheet, is_rehearsal=True)
    log = [LogEntry(1, "o", "", entries.MEETING_OPENED, None, None, body, at)]
    state = rooms.opened(log[0])
    grid = technique("positioning")
    pieces = []
    for answer in grid.expect_answers().simulate(state.activities["grille"].config, generator, n):
        pieces += grid.expect_answers().split(answer)
        if len(pieces) >= n:
            break
    pieces = sorted(pieces[:n], key=lambda piece: (piece.kind, canonical(piece.body)))
    controls = [entries.ENTERED, entries.OPENED, entries.CLOSING]
    for kind, said in [
        *((kind, {}) for kind in controls),
        *((piece.kind, piece.body) for piece in pieces),
        (entries.CLOSED, {"n": n, "keeps_medium": False}),
    ]:
        at += timedelta(milliseconds=1)
        seq = len(log) + 1
        log.append(LogEntry(seq, generator.bytes(16).hex(), "grille", kind, None, None, said, at))
    return log


def main() -> None:
    """Fold and replay logs of several lengths."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mire.config.settings.test")
    django.setup()
    given = options(__doc__ or "")
    report = Report("fold", given.smoke)
    sizes, rounds = ((1_000,), 1) if given.smoke else ((1_000, 10_000, 100_000), 5)
    report.head(given.seed, f"{rounds} runs each")
    for size in sizes:
        log = written(size, given.seed)
        raw = written_log(log)
        folds, reads = [], []
        for _number in range(rounds):
            gc.collect()
            begun = time.perf_counter()
            state = fold.folded(log)
            folds.append(1e6 * (time.perf_counter() - begun) / len(log))
            begun = time.perf_counter()
            again = replayed(raw)
            reads.append(len(log) / (time.perf_counter() - begun))
            assert again.room.activities["grille"].n_pieces == size
            assert state.head == again.room.head == len(log)
        report.add(
            f"{size:,} entries: fold, µs an entry",
            spread(folds, ".1f"),
            f"≤ {FOLD_US:g}",
            is_met=median(folds) <= FOLD_US,
        )
        report.add(
            f"{size:,} entries: replay, entries/s",
            spread(reads, ",.0f"),
            f"≥ {REPLAY:,}" if size == max(sizes) else "",
            is_met=median(reads) >= REPLAY if size == max(sizes) else None,
        )
    report.end()


if __name__ == "__main__":
    main()
