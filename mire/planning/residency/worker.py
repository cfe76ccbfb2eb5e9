"""A process that looks for a plan: asked on its input, telling on its output, a line each.

A plan takes both minutes and pure Python: in a thread of a server it would take turns with its
pages. The first line asked is a :class:`Task`; any line after it, or the end of the input, cancels.
Each line told is a :class:`Told`; the last one has ``is_over``.
"""

import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import IO

import msgspec

from mire.planning.residency.clash import Clash, NoClash, clash
from mire.planning.residency.plan import (
    MENDED,
    PLANNED,
    Cycle,
    Level,
    NoPlan,
    OutOfTime,
    Reached,
    plan,
)
from mire.planning.residency.tables import ResidencyTables, facts_of

CLASH_SECONDS = 20.0
MOST_AT_ONCE = 4


class Task(msgspec.Struct, frozen=True):
    """What is asked: the facts, the seed, the time for the plan, and for each other length.

    ``is_mended``: the fewest changes to the plan in force come first. ``compared``: for how many
    residencies at once, from 1, a shortest cycle is looked for besides; 0: for none.
    """

    tables: ResidencyTables
    seed: int = 1
    seconds: float = 60.0
    is_mended: bool = False
    compared: int = MOST_AT_ONCE
    compared_seconds: float = 10.0


class Length(msgspec.Struct, frozen=True):
    """The shortest cycle with so many residencies at once: ``weeks`` None when none was found.

    ``bound``: the length that no cycle can beat. ``holds`` False: no plan at all (proven).
    """

    at_once: int
    weeks: int | None
    bound: int = 0
    holds: bool = True


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line: a better plan is known, the plan, why there is none, a length, or the end.

    ``is_out_of_time``: nothing was found, nor excluded, or somebody cancelled before.
    """

    reached: Reached | None = None
    cycle: Cycle | None = None
    clash: Clash | None = None
    length: Length | None = None
    is_out_of_time: bool = False
    is_over: bool = False


def work(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Do the one task of the input. Raises ``BadFacts`` and msgspec's errors for a bad one."""
    task = msgspec.json.decode(asked.readline(), type=Task)
    cancel = threading.Event()

    def listen() -> None:
        asked.readline()
        cancel.set()

    threading.Thread(target=listen, name="cancel asked", daemon=True).start()

    def tell(told: Told) -> None:
        answers.write(msgspec.json.encode(told) + b"\n")
        answers.flush()

    _plan(task, cancel, tell)
    tell(Told(is_over=True))


def _plan(task: Task, cancel: threading.Event, tell: Callable[[Told], None]) -> None:
    facts = facts_of(task.tables)
    try:
        found = plan(
            facts,
            seed=task.seed,
            seconds=task.seconds,
            levels=MENDED if task.is_mended else PLANNED,
            progress=lambda reached: tell(Told(reached=reached)),
            cancel=cancel,
        )
    except NoPlan:
        tell(Told(clash=_clash(task)))
    except OutOfTime:
        tell(Told(is_out_of_time=True))
        return
    else:
        tell(Told(cycle=found))
    for at_once in range(1, task.compared + 1):
        if cancel.is_set():
            return
        tell(Told(length=_length(task, at_once, cancel)))


def _clash(task: Task) -> Clash | None:
    try:
        return clash(facts_of(task.tables), seed=task.seed, seconds=CLASH_SECONDS)
    except NoClash:  # the search for a clash found a plan where the plan's own had excluded one
        return None


def _length(task: Task, at_once: int, cancel: threading.Event) -> Length:
    """Return the shortest cycle with so many at once; what is fixed or begun stays so."""
    facts = replace(facts_of(task.tables), at_once=at_once, current={})
    try:
        found = plan(
            facts,
            seed=task.seed,
            seconds=task.compared_seconds,
            levels=(Level.CYCLE,),
            cancel=cancel,
        )
    except NoPlan:
        return Length(at_once, None, holds=False)
    except OutOfTime:
        return Length(at_once, None)
    return Length(at_once, found.weeks, found.bound)


if __name__ == "__main__":
    import os

    if hasattr(os, "nice"):
        os.nice(10)  # pages come first
    work(sys.stdin.buffer, sys.stdout.buffer)
    sys.stdout.flush()
    os._exit(0)  # the thread that listens holds the input, which an ordinary end would wait for
