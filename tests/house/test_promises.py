"""Each promise of the security file names a test, and each test that it names exists."""

import ast
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tests.house.reading import ROOT

SECURITY = ROOT / "docs" / "reference" / "security.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
TABLES = ("Ce qu’un appareil hostile ne peut pas prendre", "Qui attaque, et ce qui le tient")
"""The sections whose every line is a promise, its last cell a test."""


@cache
def names_in(path: Path) -> frozenset[str]:
    """The names of a file's tests, those of its classes too; none for no file."""
    if not path.is_file():
        return frozenset()
    found = ast.walk(ast.parse(path.read_text()))
    return frozenset(
        each.name
        for each in found
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    )


def faults(said: str, root: Path = ROOT) -> Sequence[str]:
    """What is wrong with a security file: a line without a test, a test that is not there."""
    found = [
        f"{path}::{name}" for path, name in NAMED.findall(said) if name not in names_in(root / path)
    ]
    for title in TABLES:
        part = said.partition(f"## {title}\n")[2].partition("\n## ")[0]
        lines = [line for line in part.splitlines() if line.startswith("|")][2:]
        found += [f"no table in « {title} »"] if not lines else []
        found += [line for line in lines if not NAMED.search(line.rstrip("| ").rpartition("|")[2])]
    return found


def test_each_promise_names_a_test_that_is_there() -> None:
    assert faults(SECURITY.read_text()) == []


def test_what_is_missing_is_found() -> None:
    said = SECURITY.read_text()
    first = NAMED.search(said)
    assert first
    renamed = said.replace(first[2], "test_that_nobody_wrote")
    assert faults(renamed) == [f"{first[1]}::test_that_nobody_wrote"]
    bare = said.replace(f" `{first[1]}::{first[2]}` |", " |", 1)
    assert len(faults(bare)) == 1
    assert len(faults(said.replace(TABLES[0], "Autre chose"))) == 1
