"""Each change that somebody could notice has its fragment."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.reading import ROOT

FOLDER = ROOT / "changelog.d"
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["towncrier"]
KINDS = {kind["directory"] for kind in SETTINGS["type"]}
NAME = re.compile(rf"^[a-z0-9]+(-[a-z0-9]+)*\.({'|'.join(sorted(KINDS))})\.md$")


def fragments() -> list[Path]:
    return sorted(path for path in FOLDER.iterdir() if path.name != "README.md")


def test_fragments_are_named_and_worded_well() -> None:
    for path in fragments():
        assert NAME.match(path.name), path.name
        words = path.read_text()
        assert words.endswith("\n")
        assert 20 <= len(words.strip()) <= 600, f"{path.name}: one or two sentences"
        assert words.strip().endswith((".", ")")), f"{path.name}: ends as a sentence"
        assert not words.startswith(("#", "-", "*")), f"{path.name}: no heading, no list"


@pytest.mark.parametrize(
    "name", ["Paper.added.md", "paper.new.md", "paper batch.added.md", "12.md"]
)
def test_a_bad_name_is_seen(name: str) -> None:
    assert not NAME.match(name)


def test_the_changelog_can_be_built() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "towncrier",
            "build",
            "--draft",
            "--version=9.9.9",
            "--date=2026-11-23",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "## 9.9.9 (2026-11-23)" in done.stdout
    for path in fragments():
        assert " ".join(path.read_text().split())[:60] in " ".join(done.stdout.split())
