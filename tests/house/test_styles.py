"""The dark changes colours alone: a page is laid out once, and looked at in both."""

import re

import pytest

from tests.house.reading import ROOT, tracked_files

DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{|:root\[data-theme=\"dark\"\] \{")
DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;{}]+)(?=[;}])")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}")
STYLES = [path for path in tracked_files() if path.suffix == ".css"]


def blocks(css: str) -> list[str]:
    """Return what stands in each block for the dark, up to the brace that closes it."""
    found = []
    for start in (match.end() for match in DARK.finditer(css)):
        depth, end = 1, start
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        found.append(css[start:end])
    return found


DARKS = [
    (str(path.relative_to(ROOT)), block)
    for path in STYLES
    for block in blocks(re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL))
]


@pytest.mark.parametrize(("file", "block"), DARKS, ids=[file for file, _ in DARKS])
def test_the_dark_changes_colours_alone(file: str, block: str) -> None:
    declared = DECLARATION.findall(re.sub(r":root:not\([^)]*\)", "", block))
    assert len(declared) > 5, file
    others = [
        f"{name}: {value}"
        for name, value in declared
        if (name, value) != ("color-scheme", "dark")
        and not (name.startswith("--") and COLOUR.fullmatch(value.strip()))
    ]
    assert others == [], file


def test_no_dark_is_said_elsewhere() -> None:
    assert len(DARKS) == sum(
        path.read_text("utf-8").count(sign)
        for path in STYLES
        for sign in ("prefers-color-scheme: dark", '[data-theme="dark"]')
    )
