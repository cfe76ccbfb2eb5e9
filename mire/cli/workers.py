"""Several processes that serve one address, on PostgreSQL: begun, begun again, and ended.

They are copies of a process that has loaded every page and holds neither thread nor connection;
what each keeps in memory alone is said in ``docs/reference/settings.md``.
"""

import ctypes
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from django.db import connections

logger = logging.getLogger(__name__)

SHORT_LIFE_SECONDS = 5.0
PAUSE_SECONDS = 1.0
"""A process that ends within a short life is begun again after a pause."""

ENDING_SECONDS = 15.0
"""How long processes may take to end when they are asked to, before they are killed."""

_PR_SET_PDEATHSIG = 1


def serve_in_workers(n: int, serve: Callable[[], None]) -> None:
    """Have ``n`` processes do ``serve`` until this one is told to end; returns then."""
    begun: dict[int, float] = {}
    ending = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ending.set()
        for worker in begun:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGTERM)

    handled = {each: signal.signal(each, end) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        for _ in range(n):
            begun[_begin(serve)] = time.monotonic()
        while begun and not ending.is_set():
            worker, status = os.wait()
            lived = time.monotonic() - begun.pop(worker, 0.0)
            if ending.is_set():
                break
            code = os.waitstatus_to_exitcode(status)
            logger.error("a serving process ended with %s: another takes its place", code)
            if lived < SHORT_LIFE_SECONDS:
                time.sleep(PAUSE_SECONDS)
            if not ending.is_set():
                begun[_begin(serve)] = time.monotonic()
        _await_ends(set(begun))
    finally:
        for each, handler in handled.items():
            signal.signal(each, handler)


def _begin(serve: Callable[[], None]) -> int:
    """Return the id of a new process that serves."""
    connections.close_all()
    worker = os.fork()
    if worker:
        return worker
    code = 1
    try:
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, signal.default_int_handler)
        with suppress(OSError, AttributeError):  # where there is no Linux
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        serve()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        logger.exception("a serving process ended")
    finally:
        os._exit(code)


def _await_ends(workers: set[int]) -> None:
    until = time.monotonic() + ENDING_SECONDS
    while workers:
        worker, _ = os.waitpid(-1, os.WNOHANG)
        workers.discard(worker)
        if worker == 0:
            if time.monotonic() >= until:
                for each in workers:
                    with suppress(ProcessLookupError):
                        os.kill(each, signal.SIGKILL)
            time.sleep(0.02)
