"""Each room says what it is, and stays so."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.reading import HOUSE, ROOT, dotted, is_in, modules, tracked_files, uses

CATCH_ALLS = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}

# Who may read the wall clock; elsewhere `now` is an argument. The monotonic clock is free.
CLOCK_READERS = ("mire.web", "mire.cli", "mire.live.engine.engine")
CLOCKS = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "django.utils.timezone.now",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
    "time.strftime",
    "time.time",
    "time.time_ns",
}
CLOCK_FIELDS = {"auto_now", "auto_now_add"}

# Rooms whose results depend on their arguments alone.
PURE = (
    "mire.analysis",
    "mire.choice",
    "mire.planning",
    "mire.technique_api",
    "mire.techniques",
    "mire.documents",
)
SECRETS = ("secrets", "os.urandom", "uuid.uuid1", "uuid.uuid4", "random.SystemRandom")
# Of numpy.random, what holds no hidden state.
SEEDED = {"BitGenerator", "Generator", "PCG64", "PCG64DXSM", "SeedSequence", "default_rng"}


def packages() -> list[Path]:
    return [path for path in modules() if path.name == "__init__.py"]


@pytest.mark.parametrize("path", packages(), ids=dotted)
def test_a_folder_says_in_three_to_eight_lines_what_lives_there(path: Path) -> None:
    words = ast.get_docstring(ast.parse(path.read_text())) or ""
    assert 3 <= len(words.splitlines()) <= 8, f"{dotted(path)}: {len(words.splitlines())} lines"


def test_every_folder_with_code_is_a_package() -> None:
    assert [path for path in modules() if not (path.parent / "__init__.py").exists()] == []


def test_no_file_is_a_catch_all() -> None:
    names = {
        part.removesuffix(".py")
        for path in tracked_files()
        if path.suffix == ".py" and path.is_relative_to(HOUSE)
        for part in path.relative_to(HOUSE).parts
    }
    assert names & CATCH_ALLS == set()


def clock_readings(source: str) -> Iterator[str]:
    for name, node in uses(source):
        if name in CLOCKS:
            yield f"line {node.lineno}: {name}"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg in CLOCK_FIELDS:
            yield f"line {node.value.lineno}: {node.arg}"


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\ndatetime.datetime.now()",
        "from datetime import UTC, datetime\ndatetime.now(UTC)",
        "from datetime import date as day\nday.today()",
        "import time as t\nt.time()",
        "from time import time",
        "from django.utils import timezone\nModel(at=timezone.now)",
        "from django.utils.timezone import now",
        "models.DateTimeField(auto_now_add=True)",
    ],
)
def test_a_reading_of_the_clock_is_seen(source: str) -> None:
    assert list(clock_readings(source))


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.monotonic()",
        "def f(now):\n    return now()",
        "from datetime import datetime\ndatetime.fromisoformat('2018-03-21')",
    ],
)
def test_the_monotonic_clock_is_free(source: str) -> None:
    assert list(clock_readings(source)) == []


def test_the_wall_clock_is_read_at_the_edges_only() -> None:
    readings = {
        dotted(path): found
        for path in modules()
        if not is_in(dotted(path), CLOCK_READERS)
        and (found := list(clock_readings(path.read_text())))
    }
    assert readings == {}


def hidden_chances(source: str, *, is_pure: bool) -> Iterator[str]:
    for name, node in uses(source):
        if name == "random" or (name.startswith("random.") and name not in SECRETS):
            yield f"line {node.lineno}: {name}"
        if name.startswith("numpy.random.") and name.split(".")[2] not in SEEDED:
            yield f"line {node.lineno}: {name}"
        if is_pure and is_in(name, SECRETS):
            yield f"line {node.lineno}: {name}"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and not node.args and not node.keywords:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"default_rng", "SeedSequence", "PCG64", "PCG64DXSM"}:
                yield f"line {node.lineno}: {name} without a seed"


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "from random import shuffle",
        "import numpy as np\nnp.random.rand()",
        "import numpy\nnumpy.random.default_rng()",
        "from numpy.random import default_rng\ndefault_rng()",
        "import secrets",
        "import uuid\nuuid.uuid4()",
    ],
)
def test_a_hidden_chance_is_seen(source: str) -> None:
    assert list(hidden_chances(source, is_pure=True))


def test_a_seeded_generator_is_no_hidden_chance() -> None:
    source = "import numpy\nnumpy.random.default_rng(1)\nx: numpy.random.Generator"
    assert list(hidden_chances(source, is_pure=True)) == []


def test_chance_is_a_seeded_argument() -> None:
    chances = {
        dotted(path): found
        for path in modules()
        if (
            found := list(
                hidden_chances(path.read_text(), is_pure=is_in(dotted(path), PURE)),
            )
        )
    }
    assert chances == {}


def test_http_is_spoken_in_web_only() -> None:
    speakers = {
        dotted(path): sorted(spoken)
        for path in modules()
        if not is_in(dotted(path), ("mire.web",))
        and (
            spoken := {
                name
                for name, _ in uses(path.read_text())
                if is_in(name, ("django.http", "django.shortcuts", "django.views"))
            }
        )
    }
    assert speakers == {}


def test_files_stay_readable() -> None:
    """Near 400 lines; what is longer wants to be two files."""
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in tracked_files()
        if path.suffix in {".py", ".js", ".html"}
        and path.is_relative_to(HOUSE)
        and "vendor" not in path.parts
        and (lines := len(path.read_text().splitlines())) > 480
    }
    assert long == {}
