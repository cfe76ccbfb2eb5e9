"""Who may import whom, as pyproject.toml says it."""

import subprocess
import sys
from pathlib import Path

from tests.house.reading import ROOT

LINTER = Path(sys.executable).with_name("lint-imports")


def test_every_contract_is_kept() -> None:
    done = subprocess.run(
        [LINTER, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    assert " 0 broken" in done.stdout
