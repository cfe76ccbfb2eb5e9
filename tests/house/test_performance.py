"""The page of performance holds what its command wrote; scenarios are ones that it plays."""

import importlib
import json
import sys
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.reading import ROOT

REFERENCE = ROOT / "docs" / "reference"


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])
    return importlib.import_module("performance")


def test_the_page_is_made_of_its_results_alone(command: ModuleType, tmp_path: Path) -> None:
    results = json.loads((REFERENCE / "performance.json").read_text())
    command.write_results(tmp_path, results, command.scenarios_in())
    for name in ("performance.json", "performance.md"):
        assert (tmp_path / name).read_text() == (REFERENCE / name).read_text()


def test_each_scenario_is_one_that_can_be_played(command: ModuleType) -> None:
    faults = importlib.import_module("_faults")
    known = {each.name for each in fields(faults.Scenario)}
    found = command.scenarios_in()
    assert {each.values["fault"] for each in found if each.is_fault} == set(faults.FAULTS)
    for each in found:
        if each.is_fault:
            assert set(each.values) <= known - {"name", "title"}, each.name
        else:
            assert (ROOT / "benchmarks" / each.command[0]).exists(), each.name
    assert set(command.SMOKE) <= {each.name for each in found}


def test_what_does_not_hold_is_named(command: ModuleType) -> None:
    faults = importlib.import_module("_faults")
    good = {
        "answers": 9, "stored": 9, "pieces_lost": 0, "pieces_twice": 0, "seats_lost": 0,
        "replay_identical": True, "memory_mb": 200, "most_mb": 250,
    }  # fmt: skip
    assert faults.faults_of(good) == []
    for wrong in (
        {"stored": 8},
        {"answers": 0, "stored": 0},
        {"pieces_lost": 1},
        {"pieces_twice": 1},
        {"seats_lost": 1},
        {"replay_identical": False},
        {"memory_mb": 251},
    ):
        assert len(faults.faults_of(good | wrong)) == 1, wrong
    assert command.scenarios_in()
