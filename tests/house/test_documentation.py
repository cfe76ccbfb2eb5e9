"""What an operator or a facilitator can set or type is in docs/reference."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.house.reading import HOUSE, ROOT, dotted, modules, tracked_files, uses

REFERENCE = ROOT / "docs" / "reference"
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)")


def reference() -> str:
    pages = sorted(REFERENCE.glob("*.md"))
    assert pages, "docs/reference is empty"
    return "\n".join(page.read_text() for page in pages)


def variables_read(source: str) -> set[str]:
    """The environment variables that a module reads by a literal name."""
    readers = {
        _place(node)
        for name, node in uses(source)
        if name in {"os.environ", "os.environ.get", "os.environ.setdefault", "os.getenv"}
    }
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Subscript(value=value, slice=ast.Constant(value=str(name))):
                if _place(value) in readers:
                    found.add(name)
            case ast.Call(func=func, args=[ast.Constant(value=str(name)), *_]):
                if _place(func) in readers:
                    found.add(name)
    return found


def _place(node: ast.AST) -> tuple[int, int, int]:
    return node.lineno, node.col_offset, node.end_col_offset


@pytest.mark.parametrize(
    "source",
    [
        'import os\nos.environ["MIRE_X"]',
        'import os\nos.environ.get("MIRE_X", "")',
        'import os\nos.getenv("MIRE_X")',
        'from os import environ\nenviron.get("MIRE_X")',
    ],
)
def test_a_variable_is_seen(source: str) -> None:
    assert variables_read(source) == {"MIRE_X"}


def test_every_setting_is_in_the_reference() -> None:
    settings = {
        name
        for path in [*modules(), ROOT / "tools" / "provision.py"]
        for name in variables_read(path.read_text())
        if not name.startswith(("PATH", "LC_", "LANG", "HOME", "TERM"))
    }
    assert "DATABASE_URL" in settings
    assert {name for name in settings if f"`{name}`" not in reference()} == set()


def test_no_setting_of_the_reference_has_gone() -> None:
    promised = set(re.findall(r"^\| `([A-Z_]+)` \|", reference(), re.MULTILINE))
    everything = "\n".join(
        path.read_text() for path in tracked_files() if path.suffix in {".py", ".toml"}
    )
    assert promised
    assert {name for name in promised if name not in everything} == set()


def root_command() -> Any:
    """What `mire` runs."""
    from mire.cli.commands import app

    return typer.main.get_command(app)


def commands(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Each command that does something, with what one types."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(words), command
    else:
        for name, each in inner.items():
            yield from commands(each, (*words, name))


def test_every_command_is_in_the_reference_with_its_options() -> None:
    written = reference()
    missing = []
    for typed, command in commands(root_command(), ("mire",)):
        if f"`{typed}" not in written and f"\n{typed}" not in written:
            missing.append(typed)
        missing += [
            f"{typed} {option}"
            for parameter in command.params
            if parameter.param_type_name == "option"
            for option in parameter.opts
            if option.startswith("--") and option != "--help" and f"`{option}" not in written
        ]
        assert (command.help or "").strip(), f"{typed} says nothing of itself"
    assert missing == []


def pages() -> list[Path]:
    return [path for path in tracked_files() if path.suffix == ".md"]


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    dead = [
        target
        for target, _ in LINK.findall(path.read_text())
        if not (path.parent / target).resolve().exists()
    ]
    assert dead == []


def test_every_storey_is_in_the_plan_of_the_house() -> None:
    plan = (ROOT / "CONTRIBUTING.md").read_text()
    rooms = {dotted(path).split(".")[1] for path in modules() if path.parent != HOUSE}
    assert {room for room in rooms if f"`{room}`" not in plan} == set()
