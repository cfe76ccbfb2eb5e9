"""CONTRIBUTING.md's recipes, followed to the letter on copies of the repository."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.reading import ROOT, tracked_files

TECHNIQUE, NOUN = "Add a technique", "Add a noun to the office"
SENTENCE = "Add a sentence to the home"
BLOCK = re.compile(
    r"(?:^\*\*`(?P<path>[^`]+)`\*\*\n\n)?^```(?P<kind>\w+)\n(?P<content>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
NOT_THERE = ("PYTEST_", "PYTHONDONTWRITEBYTECODE")
SHEET = """
format = 1

[meeting]
title = "Essai"
starts = 2018-03-21T09:30:00
slot = 10
participants = 20

[[activity]]
id = "mains"
technique = "hands"
title = "Main levée"
planned = 10
settings = { question = "Qui a déjà rencontré des usagers ?" }
"""
USE_IT = f"""
SHEET = {SHEET!r}
import django
django.setup()
from mire.technique_api import registry
from mire.runsheet.toml_file import read_sheet
assert list(registry.techniques())[-1] == "hands", list(registry.techniques())
assert read_sheet(SHEET.encode()).activity[0].technique == "hands"

import numpy
from mire.documents.render import render_template
from mire.technique_api.technique import Screen
hands = registry.technique("hands")
AROUND = {{"own": {{}}, "activity": {{"id": "a"}}, "refused": "", "refused_field": ""}}
config = hands.read_config({{"question": "Qui ?"}})
state = hands.first_state(config)
result = hands.synthesis(config, state, numpy.random.default_rng(0))
for screen in Screen:
    told = hands.screens[screen](config, state, result)
    page = render_template(hands.template(screen), {{**AROUND, "screen": told}}, "fr")
    assert "unknown" not in page, page
    assert ("Qui ?" in page) == (screen is not Screen.REPORT), page
    assert ("<svg" in page) == (screen is not Screen.PARTICIPANT), page
"""


def recipe(title: str) -> list[re.Match[str]]:
    _, _, after = (ROOT / "CONTRIBUTING.md").read_text().partition(f"\n## {title}\n")
    assert after, f"CONTRIBUTING.md has no recipe « {title} »"
    return list(BLOCK.finditer(re.split("^## ", after, maxsplit=1, flags=re.MULTILINE)[0]))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The house, to follow a recipe in."""
    root = tmp_path / "house"
    for path in tracked_files():
        kept = root / path.relative_to(ROOT)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, kept)
    # The tests of this folder ask git which files there are.
    subprocess.run(["git", "init", "--quiet", root], check=True)
    (root / ".venv").symlink_to(Path(sys.prefix), target_is_directory=True)
    return root


def follow(root: Path, block: re.Match[str]) -> None:
    """Write the file of a block, or run its commands."""
    if not block["path"]:
        assert block["kind"] == "sh"
        run(root, f"set -euo pipefail\n{block['content'].strip()}")
        return
    assert block["kind"] != "sh"
    written = root / block["path"]
    assert not written.exists(), f"{block['path']}: the recipe writes over a file"
    written.parent.mkdir(parents=True, exist_ok=True)
    written.write_text(block["content"])


def run(root: Path, command: str | list[str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command,
        shell=isinstance(command, str),
        executable="/bin/bash" if isinstance(command, str) else None,
        cwd=root,
        # The copy's own code, not the installed one; no settings of this test run; what one of
        # the many processes compiled serves the next, and what was read of types the next copy.
        env={name: value for name, value in os.environ.items() if not name.startswith(NOT_THERE)}
        | {"PYTHONPATH": str(root), "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
    return done


@pytest.mark.slow
def test_the_recipe_adds_a_technique_that_keeps_every_law(copy: Path) -> None:
    assert len([block for block in recipe(TECHNIQUE) if block["kind"] == "sh"]) == 2
    for block in recipe(TECHNIQUE):
        follow(copy, block)

    # The house loads it, without a migration, and each room it knows has the same files.
    run(copy, [sys.executable, "-c", USE_IT])
    run(copy, [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"])
    run(copy, [sys.executable, "-m", "pytest", "-q", "tests/house/test_techniques.py"])


def test_the_recipe_writes_only_in_the_techniques_folder() -> None:
    paths = [block["path"] for block in recipe(TECHNIQUE) if block["path"]]
    assert len(paths) == 5
    assert [path for path in paths if not path.startswith("mire/techniques/hands/")] == []
    assert not (ROOT / "mire" / "techniques" / "hands").exists()


@pytest.mark.slow
def test_the_recipe_adds_a_noun_to_the_office(copy: Path) -> None:
    assert [block["kind"] for block in recipe(NOUN)][-1] == "sh"
    for block in recipe(NOUN):
        follow(copy, block)

    # Its migration makes the table that its model describes, and its rooms say what they are.
    run(copy, [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"])
    run(copy, [sys.executable, "-m", "pytest", "-q", "tests/house/test_rooms.py"])
    assert not (ROOT / "mire" / "programme" / "ideas").exists()


@pytest.mark.slow
def test_the_recipe_adds_a_sentence_to_the_home(copy: Path) -> None:
    blocks = recipe(SENTENCE)
    assert [block["kind"] for block in blocks] == ["sh", "sh", "sh", "python", "python", "sh"]
    for block in blocks[:-1]:
        follow(copy, block)
    # Each of its lines found its place: a pattern that finds none changes nothing, and fails not.
    changed = {
        path: (copy / path).read_text().count(word)
        for path, word in (
            ("mire/programme/home/rules.py", "def quiet_sentence("),
            ("mire/programme/home/queries.py", "Max"),
            ("mire/web/office/home/views.py", "quiet_sentence"),
            ("mire/web/office/templates/office/home.html", "{% if quiet %}"),
        )
    }
    assert list(changed.values()) == [1, 2, 2, 1], changed
    follow(copy, blocks[-1])
