"""What every test of faults starts with: static files, a meeting, its people."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.server import ROOT

MEETING = Path(__file__).with_name("meeting.toml")


def build_static(folder: Path) -> Path:
    """Gather the static files of an installation into ``folder``/static; return that."""
    environment = {
        **os.environ, "MIRE_DATA": str(folder), "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "mire.config.settings.prod",
    }  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=ROOT, env=environment, check=True,
    )  # fmt: skip
    return folder / "static"
