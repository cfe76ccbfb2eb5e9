"""The wheel holds all that Mire needs, and runs where nothing else of the repository is."""

import os
import re
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.house.reading import ROOT, tracked_files
from tests.support.built import shared_static
from tests.support.ports import free_port, wait_for_port
from tools import package
from tools.catalogues import typeset

WRITTEN = {"log.jsonl", "report.html", "results.json", "sheet.toml"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build one; `mire build` ran for the static files of the run."""
    shared_static(tmp_path_factory.getbasetemp())
    return package.build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a virtual environment that holds the wheel, and the packages of this one.

    The way to those is a path alone: what they say of this repository is not followed.
    """
    folder = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    site = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = site / "site-packages"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    (site / "others.pth").write_text(f"{Path(pytest.__file__).parents[1]}\n")
    return folder


def environment(home: Path) -> dict[str, str]:
    """Return that of a person whose home is a folder, with nothing of this run's."""
    return {
        "HOME": str(home), "PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip


def mire(installed: Path, home: Path, *arguments: str) -> None:
    """Run `mire` there."""
    done = subprocess.run(
        [installed / "bin" / "python", "-m", "mire.cli", *arguments],
        cwd=home, env=environment(home), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@contextmanager
def serving(installed: Path, home: Path) -> Iterator[str]:
    """Run `mire serve` there; give its address, once it listens."""
    port = free_port()
    command = [installed / "bin" / "python", "-m", "mire.cli", "serve", "--host", "127.0.0.1"]
    with subprocess.Popen(
        [*command, "--port", str(port)], cwd=home, env=environment(home), stdout=subprocess.DEVNULL
    ) as process:
        try:
            wait_for_port(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as answer:
        said: bytes = answer.read()
    return said.decode("utf-8", "replace")


@pytest.mark.slow
def test_the_wheel_holds_every_file_that_mire_reads(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    needed = {
        path.relative_to(ROOT).as_posix()
        for path in tracked_files()
        if path.is_relative_to(ROOT / "mire") and path.suffix != ".md"
    }
    needed = {each for each in needed if "/tests/" not in each} | set(package.MADE)
    assert len(needed) > 500
    assert needed - held == set()
    assert [each for each in held if "/tests/" in each or each.startswith("tests")] == []


@pytest.mark.slow
def test_an_installed_wheel_plays_and_serves_and_writes_nothing_beside_itself(
    installed: Path, tmp_path: Path
) -> None:
    before = sorted(installed.rglob("*"))
    mire(installed, tmp_path, "demo", "--once", "--out", "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} >= WRITTEN
    with serving(installed, tmp_path) as address:
        page = read(address)
        assert "Rejoindre" in page
        sheets = re.findall(r'href="(/static/[^"]+[.]css)"', page)
        fonts = re.findall(r'url\("([^"]+[.]woff2)"\)', read(address + sheets[0]))
        assert len(fonts) >= 3
    assert (tmp_path / ".local" / "share" / "mire" / "office.sqlite3").exists()
    assert sorted(installed.rglob("*")) == before


def test_the_digests_of_a_bundle_are_those_that_sha256sum_checks(tmp_path: Path) -> None:
    (tmp_path / "paquets").mkdir()
    (tmp_path / "paquets" / "a.whl").write_bytes(b"a")
    (tmp_path / "INSTALLER.txt").write_text("é\n")
    (tmp_path / "SHA256SUMS").write_text(package.sums(tmp_path))
    check = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path, check=False).returncode == 0
    (tmp_path / "paquets" / "a.whl").write_bytes(b"b")
    done = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "paquets/a.whl" in done.stdout


def test_what_a_bundle_says_installs_its_own_files_from_its_own_folder() -> None:
    said = package.INSTALL.format(python="3.11", machine="linux", wheel="mire-1-py3-none-any.whl")
    assert typeset(said) == said
    installs = [line for line in said.splitlines() if "pip install" in line]
    assert len(installs) == 2
    assert all("--no-index" in line and "paquets" in line for line in installs)
    assert "--require-hashes -r paquets.txt" in installs[0]
    assert "mire-1-py3-none-any.whl" in installs[1]
