"""An installation's static files and empty databases, made once for a whole run."""

import fcntl
import os
from pathlib import Path

from tests.support.server import prepare


def build_static(folder: Path) -> Path:
    """Build an installation into ``folder`` as `mire serve` does; return its static files.

    Its SQLite files stand beside them, for servers that need not begin from nothing.
    """
    folder.mkdir()
    prepare(folder)
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
