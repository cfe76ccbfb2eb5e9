"""What is kept in the repository names no machine, no registry and no leftover."""

import re
from pathlib import Path

import pytest

from tests.house.reading import ROOT, tracked_files

# Letters in brackets, so that this file does not name what it forbids.
FORBIDDEN = re.compile(
    r"py[p]i\.(?:org|python)|pythonho[s]ted|npmj[s]\.|registry\.np[m]|deb\.debia[n]\."
    r"|golan[g]\.org|crate[s]\.io"
    r"|/wor[k]/|/tmp/bas[h]_jobs|/opt/whee[l]s|/roo[t]/|/home/[a-z]+/",
)
MARKS = re.compile(r"^(?:<{7} |>{7} |={7}$)", re.MULTILINE)
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".ico", ".woff2", ".gz", ".br"}


def texts() -> list[Path]:
    found = [path for path in tracked_files() if path.suffix not in BINARY]
    assert ROOT / "README.md" in found
    return found


@pytest.mark.parametrize("host", ["py" + "pi.org", "registry.np" + "mjs.org", "/wor" + "k/main"])
def test_a_forbidden_name_is_seen(host: str) -> None:
    assert FORBIDDEN.search(f"see https://{host}/x")


def test_no_registry_and_no_path_of_a_machine_is_named() -> None:
    named = {
        path.relative_to(ROOT).as_posix(): found.group()
        for path in texts()
        if (found := FORBIDDEN.search(path.read_text(encoding="utf-8", errors="strict")))
    }
    assert named == {}


def test_no_merge_was_left_half_done() -> None:
    assert [path for path in texts() if MARKS.search(path.read_text())] == []


def test_the_locks_hold_hashes_and_no_index() -> None:
    for name in ("base", "test", "oracles"):
        lock = (ROOT / "requirements" / f"{name}.lock").read_text()
        pins = re.findall(r"^[a-z0-9][^ ]*==", lock, re.MULTILINE)
        blocks = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
        assert len(pins) == len(blocks) > 10
        assert [block for block in blocks if "--hash=sha256:" not in block] == []
        assert not re.search(r"://|^-", lock, re.MULTILINE)


def test_the_tests_lock_agrees_with_the_one_that_runs() -> None:
    def pins(name: str) -> set[str]:
        lock = (ROOT / "requirements" / f"{name}.lock").read_text()
        return set(re.findall(r"^([a-z0-9][^ ]*==[^ ]+)", lock, re.MULTILINE))

    assert pins("base") - pins("test") == set()


def test_public_code_describes_itself_within_its_limits() -> None:
    text = (ROOT / "publiccode.yml").read_text()
    short = re.findall(r"shortDescription: (.+)", text)
    assert len(short) == 2
    assert [words for words in short if len(words) > 150] == []
    version = re.search(r'softwareVersion: "(.+)"', text)
    assert version
    assert f'version = "{version[1]}"' in (ROOT / "pyproject.toml").read_text()
