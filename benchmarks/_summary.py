"""What ``performance.py`` writes: results as JSON, and the page that is made of nothing else."""

import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from _bench import ROOT

JSON, PAGE = "performance.json", "performance.md"
NOT_RUN = "not run"
SECTIONS = ("faults", "loads", "pages", "methods")
TEMPLATE = Path(__file__).parent / "scenarios" / "page.txt"


def machine() -> dict[str, Any]:
    """Return what this runs on."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    total = int(Path("/proc/meminfo").read_text().split()[1])
    return {
        "processor": cpu,
        "cores": os.cpu_count(),
        "memory_gb": round(total / 1e6),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def commit() -> str:
    """Return the commit that runs, with « + » where files differ from it."""

    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    changed = [
        line
        for line in git("status", "--porcelain", "--untracked-files=no").splitlines()
        if not line.endswith((JSON, PAGE))
    ]
    return (git("rev-parse", "--short=10", "HEAD") or "?") + ("+" if changed else "")


def read_results(folder: Path) -> dict[str, Any]:
    """Return the results that a folder holds, by scenario; {} for none."""
    path = folder / JSON
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return found


def write_results(folder: Path, results: Mapping[str, Any], scenarios: Sequence[Any]) -> None:
    """Write results and the page made of them."""
    kept = {name: results[name] for name in sorted(results)}
    (folder / JSON).write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    (folder / PAGE).write_text(page_of(kept, scenarios))


def page_of(results: Mapping[str, Any], scenarios: Sequence[Any]) -> str:
    """Return the page; ``scenarios`` in its order, as ``performance.scenarios_in`` reads them."""
    told = dict.fromkeys(SECTIONS, "")
    for each in scenarios:
        tell = _fault_row if each.is_fault else _load
        told[each.section] += tell(each, results.get(each.name))
    machines = sorted({_machine(each["machine"]) for each in results.values()})
    return Template(TEMPLATE.read_text()).substitute(
        machines="\n\n".join(machines) or NOT_RUN,
        **{section: words.rstrip() for section, words in told.items()},
    )


def _machine(told: Mapping[str, Any]) -> str:
    return (
        f"{told['processor']}, {told['cores']} cores, {told['memory_gb']} GB · {told['system']} · "
        f"Python {told['python']} · SQLite {told['sqlite']}"
    )


def _load_average(result: Mapping[str, Any]) -> str:
    before, after = result["load"]
    return f"{before:.1f}–{after:.1f}"


def _when(result: Mapping[str, Any]) -> str:
    return f"{result['date']}, `{result['commit']}`, {result['took_s']:.0f} s"


def _fault_row(scenario: Any, result: Mapping[str, Any] | None) -> str:
    first = f"| {scenario.title} | {scenario.database} |"
    if result is None:
        return f"{first} {scenario.phones} | {NOT_RUN} | | | | | | | |\n"
    told = result.get("figures")
    if told is None:
        return f"{first} {scenario.phones} | failed: {result['failed']} | | | | | | | |\n"
    lost = told["pieces_lost"] + told["seats_lost"]
    cells = [
        scenario.phones,
        f"{told['acknowledged']:,}",
        f"{told['stored']} of {told['answers']}",
        lost,
        told["pieces_twice"],
        "identical" if told["replay_identical"] else "**differs**",
        f"{told['memory_mb']} of {told['most_mb']:g}",
        _load_average(result),
        _when(result),
    ]
    return first + "".join(f" {cell} |" for cell in cells) + "\n"


def _load(scenario: Any, result: Mapping[str, Any] | None) -> str:
    command = " ".join(scenario.command)
    head = f"\n### {scenario.title}\n\n`{command}`"
    if result is None:
        return f"{head}: {NOT_RUN}.\n"
    if "rows" not in result:
        return f"{head}: failed ({result['failed']}).\n"
    lines = [
        f"{head} · load average {_load_average(result)} · {_when(result)}\n",
        "\n| What | Goal | Measured | |\n|---|---|---|---|\n",
    ]
    for row in result["rows"]:
        verdict = {"SHORT": "**short**"}.get(row["verdict"], row["verdict"])
        goal = row["goal"] or "—"
        lines.append(f"| {row['what']} | {goal} | {row['figure']} | {verdict} |\n")
    return "".join(lines)
