"""`deploy/mire`: a command typed on the server has the settings of the service, read, not run."""

import getpass
import os
import subprocess
from pathlib import Path

import pytest

from tests.support.server import ROOT

COMMAND = ROOT / "deploy" / "mire"
SETTINGS = """\
# Les réglages de Mire.
; un autre commentaire

MIRE_HOSTS=mire.example.org
DATABASE_URL=postgresql://mire:a%40b&c;d@127.0.0.1:5432/mire?sslmode=require
MIRE_MAIL_FROM="Mire <mire@example.org>"
MIRE_OIDC_MAIRIE_NAME='La Métropole'
MIRE_OIDC_MAIRIE_SECRET=$(touch harm)`touch harm`
MIRE_TLS=1"""
WANTED = {
    "MIRE_HOSTS": "mire.example.org",
    "DATABASE_URL": "postgresql://mire:a%40b&c;d@127.0.0.1:5432/mire?sslmode=require",
    "MIRE_MAIL_FROM": "Mire <mire@example.org>",
    "MIRE_OIDC_MAIRIE_NAME": "La Métropole",
    "MIRE_OIDC_MAIRIE_SECRET": "$(touch harm)`touch harm`",
    "MIRE_TLS": "1",
    "MIRE_DATA": "/var/lib/mire",
}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it with a program that prints what it was given, as nobody but ourselves."""
    program = folder / "program"
    program.write_text('#!/bin/sh\necho "$@"\nenv\n')
    program.chmod(0o755)
    return subprocess.run(
        ["sh", str(COMMAND), *arguments],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "MIRE_ENV": str(folder / "mire.env"),
            "MIRE_PROGRAM": str(program),
            "MIRE_USER": getpass.getuser(),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_command_has_the_settings_of_the_service(tmp_path: Path) -> None:
    (tmp_path / "mire.env").write_text(SETTINGS)
    done = run(tmp_path, "backup", "un fichier.mire")
    assert done.returncode == 0, done.stderr
    first, *lines = done.stdout.splitlines()
    assert first == "backup un fichier.mire"
    assert dict(each.split("=", 1) for each in lines if "=" in each).items() >= WANTED.items()
    assert not (tmp_path / "harm").exists()


def test_without_the_settings_nothing_runs(tmp_path: Path) -> None:
    done = run(tmp_path, "backup", "a.mire")
    assert done.returncode != 0
    assert done.stdout == ""
    assert "mire.env" in done.stderr


@pytest.mark.parametrize("name", ["mire.service", "nginx.conf", "Caddyfile", "mire"])
def test_every_file_says_where_it_goes(name: str) -> None:
    assert "À placer dans /" in " ".join(
        line.lstrip("# ") for line in (ROOT / "deploy" / name).read_text().splitlines()
    )
