"""Set-up: which Python it takes, and what it says when something is missing."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.reading import ROOT
from tools import provision

FakePythons = Callable[..., None]


@pytest.fixture
def pythons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePythons:
    """Put Pythons on an otherwise empty PATH: `pythons(python3="3.12.1")`; None answers nothing."""

    def put(**versions: str | None) -> None:
        for name, version in versions.items():
            fake = tmp_path / name.replace("_", ".")
            answer = f"echo {version}" if version else "exit 127"
            fake.write_text(f"#!/bin/sh\n{answer}\n")
            fake.chmod(0o755)

    monkeypatch.setenv("PATH", str(tmp_path))
    return put


def test_the_newest_python_is_taken(pythons: FakePythons) -> None:
    pythons(python3="3.11.2", python3_12="3.12.1", python3_11="3.11.2")
    assert provision.choose_python("") == ("python3.12", (3, 12, 1))


def test_a_shim_that_leads_nowhere_is_passed_over(pythons: FakePythons) -> None:
    pythons(python3_13=None, python3_12=None, python3="3.11.7")
    assert provision.choose_python("") == ("python3", (3, 11, 7))


def test_an_old_python_is_refused_with_the_line_to_type(pythons: FakePythons) -> None:
    pythons(python3="3.10.12")
    with pytest.raises(provision.MissingError, match="apt-get install python3 python3-venv"):
        provision.choose_python("")


def test_a_named_python_is_not_replaced_by_another(pythons: FakePythons) -> None:
    pythons(python3="3.12.1", python3_11="3.11.7", old="3.9.2")
    assert provision.choose_python("python3.11") == ("python3.11", (3, 11, 7))
    with pytest.raises(provision.MissingError, match=r"old is Python 3\.9"):
        provision.choose_python("old")
    with pytest.raises(provision.MissingError, match="none does not run"):
        provision.choose_python("none")


def test_a_complete_system_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_command(*_: object, **__: object) -> None:
        pytest.fail("something was run")

    monkeypatch.setattr(provision.subprocess, "run", no_command)
    monkeypatch.setattr(provision, "PROGRAMS", [("nginx", "nginx", lambda: "/usr/sbin/nginx")])
    provision.make_system()


@pytest.mark.parametrize(
    ("user", "line"),
    [
        (1000, "    sudo apt-get update && sudo apt-get install --yes --no-install-recommends a b"),
        (0, "    apt-get update && apt-get install --yes --no-install-recommends a b"),
    ],
)
def test_what_is_missing_is_named_with_the_line_to_type(
    user: int, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without root at once; as root when apt could not do it."""
    monkeypatch.setattr(provision.os, "geteuid", lambda: user)
    monkeypatch.setattr(provision.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(provision, "PROGRAMS", [(n, n.lower(), lambda: None) for n in ("A", "B")])
    ran: list[list[str]] = []

    def failing(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 100)

    monkeypatch.setattr(provision.subprocess, "run", failing)
    with pytest.raises(provision.MissingError) as missing:
        provision.make_system()
    assert str(missing.value).splitlines()[-1] == line
    assert ran == ([] if user else [["apt-get", "update", "--quiet=2"]])


def test_every_command_of_the_readme_is_a_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for page in ("README.md", "LISEZMOI.md", "CONTRIBUTING.md"):
        text = (ROOT / page).read_text()
        targets = {
            words.split()[1]
            for words in text.replace("`", "\n").splitlines()
            if words.startswith("make ")
        }
        assert targets
        assert {name for name in targets if f"\n{name}:" not in makefile} == set(), page
