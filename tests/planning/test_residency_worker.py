"""The process that looks for a plan: what it is asked, what it tells, how it is stopped."""

import subprocess
import sys
import time
from dataclasses import replace

import msgspec

from mire.planning.residency.plan import Cycle, Level, plan
from mire.planning.residency.tables import CycleTable, DepartmentTable, ResidencyTables, facts_of
from mire.planning.residency.worker import Task, Told
from tests.support.residencies import STARTS, facts

COMMAND = (sys.executable, "-m", "mire.planning.residency.worker")


def lines_of(task: Task, *, cancelled_after: float | None = None) -> list[Told]:
    """Return what the process tells of a task; ``cancelled_after`` seconds it is told to stop."""
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(msgspec.json.encode(task) + b"\n")
        process.stdin.flush()
        if cancelled_after is not None:
            first = process.stdout.readline()  # a plan is known: the search is under way
            time.sleep(cancelled_after)
            process.stdin.write(b"stop\n")
            process.stdin.flush()
            lines = [first, *process.stdout]
        else:
            lines = list(process.stdout)
        return [msgspec.json.decode(line, type=Told) for line in lines]


def test_it_tells_the_plan_that_the_library_finds_and_other_lengths() -> None:
    told = lines_of(Task(facts(), compared=2))
    assert told[-1].is_over
    (found,) = [each.cycle for each in told if each.cycle is not None]
    expected = plan(facts_of(facts()))
    assert replace(found, seconds=0) == replace(expected, seconds=0)
    assert next(each.reached for each in told if each.reached).level is Level.CYCLE
    lengths = [each.length for each in told if each.length is not None]
    assert [(each.at_once, each.weeks, each.bound) for each in lengths] == [
        (at_once, found.weeks, found.bound)
        for at_once in (1, 2)
        for found in [plan(replace(facts_of(facts()), at_once=at_once), levels=(Level.CYCLE,))]
    ]


def test_it_tells_the_rules_that_clash_and_the_one_to_loosen() -> None:
    fixed = tuple(
        msgspec.structs.replace(each, fixed=STARTS, ready=None, sponsor="")
        for each in facts().department[:2]
    )
    tables = facts(*fixed)
    able = tuple(msgspec.structs.replace(each, days=31) for each in tables.person)
    told = lines_of(Task(msgspec.structs.replace(tables, person=able), compared=0))
    (clash,) = [each.clash for each in told if each.clash is not None]
    assert [rule.kind for rule in clash.rules] == ["at_once", "fixed", "fixed"]
    assert clash.is_smallest
    assert clash.enough == clash.rules
    assert told[-1].is_over


def long_facts() -> ResidencyTables:
    """Return the facts of a cycle of which nobody proves the best plan within a minute."""
    tables = facts(
        *(
            DepartmentTable(id=f"D{n:02}", pole=f"Pôle {n % 5}", priority=n % 7 + 1)
            for n in range(60)
        ),
        weeks=400,
    )
    cycle = msgspec.structs.replace(tables.cycle, at_once=3, equity=1)
    assert isinstance(cycle, CycleTable)
    return msgspec.structs.replace(tables, cycle=cycle)


def test_told_to_stop_it_gives_the_best_plan_that_it_has() -> None:
    begun = time.monotonic()
    told = lines_of(Task(long_facts(), seconds=300, compared=4), cancelled_after=0.5)
    assert time.monotonic() - begun < 120  # it was to take 300 s and more
    (found,) = [each.cycle for each in told if each.cycle is not None]
    assert isinstance(found, Cycle)
    assert not found.is_whole
    assert len(found.residencies) == 60
    assert not [each for each in told if each.length is not None]
    assert told[-1].is_over
