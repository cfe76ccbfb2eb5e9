"""How the suite runs: longest files first, and all drawn examples for what changed."""

import re
import sys
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from tests.house.reading import ROOT
from tests.support import drawing, side_by_side, timekeeping
from tools import drawn_tests


def item(test: str, *, is_slow: bool = False) -> Any:
    return SimpleNamespace(nodeid=test, get_closest_marker=lambda _: is_slow or None)


def order(known: dict[str, float], *items: Any) -> list[str]:
    config: Any = SimpleNamespace(cache=SimpleNamespace(get=lambda *_: known))
    put = list(items)
    timekeeping.put_longest_first(config, put)
    return [each.nodeid for each in put]


def test_the_longest_files_come_first_and_short_ones_stay_as_they_are() -> None:
    items = [item("b.py::1"), item("a.py::1"), item("c.py::2"), item("c.py::1"), item("d.py::1")]
    known = {"a.py": 2.0, "c.py": 40.0, "d.py": 90.0}
    assert order(known, *items) == ["d.py::1", "c.py::2", "c.py::1", "b.py::1", "a.py::1"]


def test_where_nothing_was_measured_marks_tell() -> None:
    slow = [item("b.py::1", is_slow=True), item("b.py::2", is_slow=True)]
    assert order({}, item("a.py::1"), item("c.py::1", is_slow=True), *slow) == [
        "b.py::1",
        "b.py::2",
        "c.py::1",
        "a.py::1",
    ]


@pytest.mark.parametrize(
    ("changed", "drawn"),
    [
        ("mire/planning/rotation/repair.py", "tests/planning/rotation/test_repair.py"),
        ("mire/planning/rotation/deeper/new.py", "tests/planning/rotation/test_plan.py"),
        ("tests/planning/rotation/test_plan.py", "tests/planning/rotation/test_plan.py"),
        ("mire/techniques/mood/synthesis.py", "mire/techniques/mood/tests/test_laws.py"),
        ("mire/technique_api/testing/laws.py", "mire/techniques/mood/tests/test_laws.py"),
    ],
)
def test_what_changed_has_all_its_examples_drawn(changed: str, drawn: str) -> None:
    assert ROOT / drawn in drawn_tests.concerned([changed])


def test_a_page_or_a_file_of_no_folder_draws_nothing() -> None:
    assert drawn_tests.concerned(["README.md", "mire/__init__.py", "tests/conftest.py"]) == set()
    assert drawn_tests.changed_files("0" * 40) is None


def test_tests_leave_to_the_run_how_many_examples_are_drawn() -> None:
    written = {
        path.relative_to(ROOT).as_posix(): path.read_text()
        for path in drawn_tests.drawing()
        if path.is_relative_to(ROOT / "tests")
    }
    assert written
    assert [name for name, text in written.items() if re.search(r"max_examples=\d", text)] == []
    assert drawing.examples(1) == 1
    assert drawing.SOME < drawing.ALL


@pytest.mark.parametrize("codes", [(0, 0), (3, 0), (0, 4), (3, 4)])
def test_both_runs_are_told_of_and_the_first_failure_counts(
    codes: Sequence[int], monkeypatch: pytest.MonkeyPatch, capfdbinary: Any
) -> None:
    first, second = codes
    for name, code, word in (("PYTEST", first, "here"), ("ON_POSTGRESQL", second, "there")):
        said = f"import sys; print({word!r}); sys.exit({code})"
        monkeypatch.setattr(side_by_side, name, (sys.executable, "-c", said))
    assert side_by_side.main([]) == (first or second)
    assert capfdbinary.readouterr().out.split() == [b"here", b"there"]
