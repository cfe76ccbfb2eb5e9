"""`mire …` as one types it: within the test's own process, or in a process of its own.

A process costs seconds to start: it is for what only a process has, its exit code, its
terminal's language and letters, its chance of hashing.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import translation
from typer.testing import CliRunner

from mire.cli.commands import app
from mire.cli.rehearsal import play
from tests.support.server import ROOT


@dataclass(frozen=True)
class Done:
    """What a command printed, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def mire(*arguments: object, language: str = "fr") -> Done:
    """Run `mire` in this process, where pages need no built files; raise what it did not catch."""
    with translation.override(language), pytest.MonkeyPatch.context() as patch:
        patch.setattr(play, "build_if_stale", lambda: None)
        done = CliRunner().invoke(app, [*map(str, arguments)], prog_name="mire")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


def mire_process(folder: Path, *arguments: object, lang: str = "fr_FR.UTF-8") -> Done:
    """Run `mire` as a terminal does, with data of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "mire.cli", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
        env={
            **environment,
            "MIRE_DATA": str(folder / "data"),
            "LC_ALL": lang,
            "DJANGO_SETTINGS_MODULE": "mire.config.settings.prod",
        },
    )
    return Done(done.returncode, done.stdout, done.stderr)
