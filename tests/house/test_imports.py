"""Who may import whom, as pyproject.toml says it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.reading import ROOT, tracked_files

LINTER = Path(sys.executable).with_name("lint-imports")

# Each: a file of a copy, what is added to it, and the contract that must break.
WRONG = [
    (
        "mire/live/state/timing.py",
        "import mire.live.hub",
        "Inside live:",
    ),
    (
        "mire/web/live_api/exchange.py",
        "import mire.web.phone.phone",
        "The rooms of web",
    ),
    (
        "mire/web/console/console.py",
        "import mire.techniques.mood.screens",
        "know no technique by name",
    ),
    (
        "mire/programme/services.py",
        "",
        "The rooms of the programme",
    ),
    (
        "mire/web/console/console.py",
        "import mire.programme.meetings.models",
        "through queries and actions",
    ),
    (
        "mire/live/views/schedule.py",
        "import mire.live.store.database",
        "The live engine's tables",
    ),
    (
        "mire/programme/meetings/services.py",
        "",
        "Inside a room of the programme",
    ),
]


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
    )


def test_every_contract_is_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    assert " 0 broken" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("file", "added", "contract"), WRONG, ids=lambda each: str(each)[:40])
def test_a_wrong_import_or_a_stray_file_breaks_its_contract(
    tmp_path: Path, file: str, added: str, contract: str
) -> None:
    for path in tracked_files():
        if path.suffix in {".py", ".toml"} and "tests" not in path.relative_to(ROOT).parts:
            kept = tmp_path / path.relative_to(ROOT)
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, kept)
    target = tmp_path / file
    before = target.read_text() if target.exists() else '"""A stray file."""\n'
    target.write_text(f"{before}\n{added}\n")
    done = lint(tmp_path)
    assert done.returncode != 0, done.stdout[-3000:]
    broken = [line for line in done.stdout.splitlines() if "BROKEN" in line]
    assert any(contract in line for line in broken), done.stdout[-3000:]
