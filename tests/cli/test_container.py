"""`deploy/Containerfile`: without rights, its root read only, healthy when the server is.

No builder of images is at hand where this runs: the file is read line by line, and what it runs is
run. That its packages install without network is `test_wheel`'s.
"""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.ports import free_port
from tests.support.server import ROOT, Server
from tools import package

FILE = ROOT / "deploy" / "Containerfile"
KNOWN = {
    "ARG", "FROM", "COPY", "RUN", "USER", "ENV", "VOLUME", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL",
    "ENTRYPOINT", "CMD",
}  # fmt: skip


def steps() -> list[tuple[str, str]]:
    """Return each instruction with what follows it, lines joined, comments left out."""
    kept = [line for line in FILE.read_text().splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(kept))
    return [
        (word, rest.strip())
        for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line.strip())
    ]


def last_stage() -> list[tuple[str, str]]:
    found = steps()
    begun = max(n for n, (word, _) in enumerate(found) if word == "FROM")
    return found[begun:]


def of(word: str) -> str:
    (found,) = [rest for each, rest in last_stage() if each == word]
    return found


def test_every_line_is_an_instruction_and_both_stages_are_of_one_python() -> None:
    assert {word for word, _ in steps()} <= KNOWN
    images = [rest.split()[0] for word, rest in steps() if word == "FROM"]
    assert images == ["python:${PYTHON}-slim-bookworm"] * 2
    versions = {rest for word, rest in steps() if word == "ARG"}
    assert versions == {"PYTHON=3.11"}


def test_what_is_copied_is_in_the_bundle_and_nothing_is_fetched() -> None:
    told = Path(package.__file__).read_text()
    for word, rest in steps():
        if word == "COPY" and not rest.startswith("--from="):
            source = rest.split()[0]
            assert f'"{source}"' in told, source
        if word == "RUN" and "pip install" in rest:
            assert rest.count("pip install") == rest.count("--no-index")
            assert "--require-hashes" in rest
        assert "http" not in rest.replace("http://127.0.0.1:8000/", "")
    assert 'copytree(ROOT / "deploy"' in told


def test_it_runs_without_rights_on_a_volume_and_ends_in_order() -> None:
    user = of("USER")
    assert re.fullmatch(r"[1-9]\d{4}:[1-9]\d{4}", user)
    words = [word for word, _ in last_stage()]
    assert words.index("USER") > max(n for n, word in enumerate(words) if word in ("RUN", "COPY"))
    environment = dict(each.split("=", 1) for each in shlex.split(of("ENV")))
    assert json.loads(of("VOLUME")) == [environment["MIRE_DATA"]]
    assert f"chown {user} {environment['MIRE_DATA']}" in of("RUN")
    assert of("STOPSIGNAL") == "SIGTERM"
    command = [*json.loads(of("ENTRYPOINT")), *json.loads(of("CMD"))]
    assert command == [
        "/opt/mire/bin/mire", "serve", "--host", "0.0.0.0", "--port", of("EXPOSE"),
    ]  # fmt: skip


def health(port: int) -> int:
    """Run what tells whether the container is healthy, on another port; return its exit code."""
    asked = json.loads(of("HEALTHCHECK").partition(" CMD ")[2])
    assert asked[0] == "/opt/mire/bin/python"
    program = [sys.executable, *(each.replace(":8000/", f":{port}/") for each in asked[1:])]
    return subprocess.run(program, check=False, capture_output=True).returncode


@pytest.mark.slow
def test_its_health_is_that_of_the_server(tmp_path: Path, static: Path) -> None:
    assert health(free_port()) != 0
    with Server(tmp_path / "data", static) as server:
        assert health(server.port) == 0
