"""The house as the tests of this folder read it: which files it has, what a module uses."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOUSE = ROOT / "mire"


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that is kept or about to be: known to git, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def modules() -> list[Path]:
    """The Python files of mire/, its techniques' tests and its migrations left out."""
    found = [
        path
        for path in tracked_files()
        if path.suffix == ".py"
        and path.is_relative_to(HOUSE)
        and not {"tests", "migrations"} & set(path.relative_to(HOUSE).parts)
    ]
    assert found, "the house is empty: is git there?"
    return found


def dotted(path: Path) -> str:
    """The name by which a file of the house is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_in(module: str, rooms: tuple[str, ...]) -> bool:
    return any(module == room or module.startswith(f"{room}.") for room in rooms)


def uses(source: str) -> Iterator[tuple[str, ast.AST]]:
    """What a module imports or names from elsewhere, as dotted names, with the syntax node.

    `from datetime import datetime as d` followed by `d.now` gives "datetime.datetime" for the
    import and "datetime.datetime.now" for the use.
    """
    tree = ast.parse(source)
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
                first = alias.name.partition(".")[0]
                known[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full, node
                known[alias.asname or alias.name] = full
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            name = _dotted_name(node)
            first, _, rest = name.partition(".")
            if first in known:
                yield f"{known[first]}.{rest}" if rest else known[first], node


def _dotted_name(node: ast.AST) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])
