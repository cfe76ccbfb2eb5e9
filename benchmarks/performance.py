"""Loads, faults, pages and methods: every scenario of ``scenarios``, its figures in docs/reference.

``--date`` says the day that stands beside the figures. ``--only NAME``, repeated, runs some; the
results of the others stay. ``--list`` names them; ``--render`` writes the page again from results
that are there. A smoke run plays one fault small, and keeps nothing: the loads have smoke runs of
their own, the other faults tests.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from _bench import ROOT, Report
from _summary import commit, machine, read_results, write_results

SCENARIOS = Path(__file__).parent / "scenarios"
OUT = ROOT / "docs" / "reference"
SMOKE: dict[str, dict[str, Any]] = {"poor-network": {"seconds": 1.5, "phones": 6, "times": 1}}
"""The fault of a smoke run, and what makes it small: a server that starts once."""


@dataclass(frozen=True)
class Described:
    """A scenario as its file describes it: a fault with its values, or a command."""

    name: str
    title: str
    section: str
    """Where the page tells it: "faults", "loads", "pages" or "methods"."""
    values: dict[str, Any]

    @property
    def is_fault(self) -> bool:
        """Whether it is a fault rather than a load."""
        return "fault" in self.values

    @property
    def command(self) -> list[str]:
        """A load's command: a file of ``benchmarks`` and its options."""
        return list(self.values["command"])

    @property
    def database(self) -> str:
        """The database of a fault."""
        return {"postgresql": "PostgreSQL"}.get(self.values.get("database", ""), "SQLite")

    @property
    def phones(self) -> int:
        """How many phones a fault has."""
        return int(self.values.get("phones", 16))


def scenarios_in(folder: Path = SCENARIOS) -> list[Described]:
    """Return the scenarios of a folder, in the order of their files' names."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        values = tomllib.loads(path.read_text())
        name = path.stem.partition("-")[2]
        section = "faults" if "fault" in values else values.pop("section", "loads")
        found.append(Described(name, values.pop("title"), section, values))
    return found


def main() -> None:
    """Run what is asked for."""
    given = _options()
    scenarios = scenarios_in()
    if given.list:
        print("\n".join(f"{each.name:22} {each.title}" for each in scenarios))
        return
    if given.render:
        write_results(given.out, read_results(given.out), scenarios)
        return
    unknown = set(given.only) - {each.name for each in scenarios}
    if unknown:
        sys.exit(f"no such scenario: {', '.join(sorted(unknown))}; --list names them")
    if not (given.smoke or given.date):
        sys.exit("--date YYYY-MM-DD: the day that stands beside the figures")
    wanted = [each for each in scenarios if not given.only or each.name in given.only]
    if given.smoke and not given.only:
        wanted = [each for each in scenarios if each.name in SMOKE]
    report = Report("performance", given.smoke)
    report.head(given.seed, f"commit {commit()}")
    with tempfile.TemporaryDirectory(prefix="mire-performance-") as made:
        for each in wanted:
            result = run(each, Path(made), seed=given.seed, is_smoke=given.smoke)
            told, is_well = _in_words(result)
            report.add(each.name, told, "all holds", is_met=is_well, must=each.is_fault)
            if not given.smoke:
                results = read_results(given.out)
                results[each.name] = {"date": given.date.isoformat(), **result}
                write_results(given.out, results, scenarios)
    report.end()


def run(scenario: Described, made: Path, *, seed: int, is_smoke: bool) -> dict[str, Any]:
    """Run one; return its result, with what it ran on."""
    before, begun = os.getloadavg()[0], time.monotonic()
    print(f"-- {scenario.name}", flush=True)
    if scenario.is_fault:
        values = scenario.values | (SMOKE.get(scenario.name, {}) if is_smoke else {})
        found = _fault(scenario, values, made, seed)
    else:
        found = _load(scenario, made, seed, is_smoke=is_smoke)
    return {
        **found,
        "took_s": round(time.monotonic() - begun, 1),
        "load": [round(before, 1), round(os.getloadavg()[0], 1)],
        "commit": commit(),
        "seed": seed,
        "machine": machine(),
    }


def _fault(scenario: Described, values: dict[str, Any], made: Path, seed: int) -> dict[str, Any]:
    """Play a fault in this process, on an installation made once for all of them."""
    import django

    from tests.support.built import build_static

    static = made / "built" / "static"
    if not static.exists():
        # Before anything is said here: a clone has no compiled words, and would replay without.
        build_static(made / "built")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mire.config.settings.test")
    django.setup()
    import _faults

    asked = _faults.Scenario(scenario.name, scenario.title, **values)
    try:
        figures = _faults.play(asked, static, seed=seed)
    except Exception as error:  # noqa: BLE001 - a scenario that fails is a result
        return {"failed": f"{type(error).__name__}: {error}"[:200]}
    return {"figures": figures, "wrong": _faults.faults_of(figures)}


def _load(scenario: Described, made: Path, seed: int, *, is_smoke: bool) -> dict[str, Any]:
    """Run a load's command, and read the rows that it prints."""
    kept = made / f"{scenario.name}.json"
    file, *options = scenario.command
    done = subprocess.run(
        [
            sys.executable,
            str(ROOT / "benchmarks" / file),
            *options,
            "--seed",
            str(seed),
            *(["--smoke"] if is_smoke else []),
        ],
        env={**os.environ, "MIRE_BENCH_JSON": str(kept)},
        check=False,
    )
    if not kept.exists():
        return {"failed": f"ended with {done.returncode}"}
    return {"rows": json.loads(kept.read_text())["rows"]}


def _in_words(result: dict[str, Any]) -> tuple[str, bool]:
    """Return a result in a few words, and whether all holds."""
    if "failed" in result:
        return result["failed"], False
    if "rows" in result:
        short = [row["what"] for row in result["rows"] if row["verdict"] == "SHORT"]
        return f"{len(result['rows'])} figures, {len(short)} short", not short
    told, wrong = result["figures"], result["wrong"]
    words = f"{told['acknowledged']} acknowledged, {told['stored']} stored, 0 lost, 0 twice"
    return ("; ".join(wrong) if wrong else words), not wrong


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="one fault, small; keeps nothing")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("--out", type=Path, default=OUT, help="where results are (docs/reference)")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--render", action="store_true", help="only write the page again")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
