"""The thread that has a plan looked for by a process, and writes down what it tells.

One plan at a time in a server: others wait. A plan whose server stopped is told as cut, since
nothing is heard of it any more (``rules.plans.state_at``).
"""

import logging
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import IO

import msgspec
from django.db import DatabaseError, connections

from mire.planning.residency.worker import Task, Told
from mire.programme.residencies.actions import beat_plan, end_plan, record_told
from mire.programme.residencies.queries import ResidencyPlan
from mire.programme.residencies.rules.file import tables_from

logger = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "mire.planning.residency.worker")
LOOK_SECONDS = 1.0
GRACE_SECONDS = 30.0
"""How long a process that was told to stop may take to tell its best plan."""

_turn = threading.Semaphore(1)


def start_plan(plan: ResidencyPlan, clock: Callable[[], datetime]) -> threading.Thread:
    """Have a plan looked for from now on, and return the thread that waits for it."""

    def run() -> None:
        try:
            run_plan(plan, clock)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, name="plan", daemon=True)
    thread.start()
    return thread


def run_plan(
    plan: ResidencyPlan, clock: Callable[[], datetime], command: Sequence[str] = COMMAND
) -> None:
    """Look for a plan to its end, in a process; write what it tells as it comes."""
    is_failed = True
    try:
        while not _turn.acquire(timeout=LOOK_SECONDS):
            if beat_plan(plan=plan, is_running=False, now=clock()):
                break
        else:
            try:
                is_failed = not _run(plan, clock, command)
            finally:
                _turn.release()
    except (DatabaseError, OSError, ValueError):
        logger.exception("a plan was cut short")
    end_plan(plan=plan, is_failed=is_failed, now=clock())


def _run(plan: ResidencyPlan, clock: Callable[[], datetime], command: Sequence[str]) -> bool:
    """Return whether the process told all that it had to."""
    task = Task(tables_from(plan.tables), seconds=plan.seconds, is_mended=plan.is_mended)
    process = subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    reader = threading.Thread(target=_pass_on, args=(process.stdout, lines), daemon=True)
    reader.start()
    try:
        process.stdin.write(msgspec.json.encode(task) + b"\n")
        process.stdin.flush()
        return _follow(plan, clock, process, lines)
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()
        process.stdin.close()


def _follow(
    plan: ResidencyPlan,
    clock: Callable[[], datetime],
    process: subprocess.Popen[bytes],
    lines: "queue.SimpleQueue[bytes]",
) -> bool:
    heard, stop_by = -LOOK_SECONDS, float("inf")
    while time.monotonic() < stop_by:
        if time.monotonic() - heard >= LOOK_SECONDS:
            heard = time.monotonic()
            if beat_plan(plan=plan, is_running=True, now=clock()) and stop_by == float("inf"):
                stop_by = time.monotonic() + GRACE_SECONDS
                _ask_to_stop(process)
        try:
            line = lines.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            continue
        if not line:
            return False
        told = msgspec.json.decode(line, type=Told)
        if told.is_over:
            return True
        record_told(plan=plan, told=told, now=clock())
    return False


def _ask_to_stop(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(b"stop\n")
        process.stdin.flush()
    except BrokenPipeError:
        logger.debug("the search had ended")


def _pass_on(answers: IO[bytes], lines: "queue.SimpleQueue[bytes]") -> None:
    """Hand each line on, and an empty one at the end."""
    for line in answers:
        lines.put(line)
    lines.put(b"")
