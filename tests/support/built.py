"""The static files of an installation, built once for a whole run and shared by its workers."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from tests.support.server import ROOT


def build_static(folder: Path) -> Path:
    """Build an installation into ``folder``, as `mire build` does; return its static files."""
    environment = {
        **os.environ,
        "MIRE_DATA": str(folder),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "mire.config.settings.prod",
    }
    subprocess.run(
        [sys.executable, "-m", "mire.cli", "build"], cwd=ROOT, env=environment, check=True
    )
    return folder / "static"


def shared_static(own: Path) -> Path:
    """Return the static files that the first worker to ask for them builds for all.

    ``own`` is the worker's own temporary folder; xdist lays it in the folder of the run.
    """
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (folder / "built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "built.done"
        if not done.exists():
            build_static(folder / "built")
            done.touch()
    return folder / "built" / "static"
