"""A production server of its own for each module, with built static files."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import ROOT, Server


@pytest.fixture(scope="session")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that `mire build` filled."""
    folder = tmp_path_factory.mktemp("built")
    subprocess.run(
        [sys.executable, "-m", "mire.cli", "build"],
        cwd=ROOT,
        check=True,
        env={
            **os.environ,
            "MIRE_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "mire.config.settings.prod",
        },
    )
    return folder / "static"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, static: Path) -> Iterator[Server]:
    """`mire serve`, as an operator starts it."""
    with Server(tmp_path_factory.mktemp("served"), static) as running:
        yield running
