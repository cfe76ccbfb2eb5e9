"""What pages need is built when it is missing or old, and not otherwise."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from mire.cli import building


@pytest.mark.parametrize(
    ("age", "is_built"), [(None, True), (10 * 365 * 24 * 3600, True), (-3600, False)]
)
def test_static_files_are_built_when_missing_or_older_than_their_sources(
    age: int | None,
    is_built: bool,
    tmp_path: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.STATIC_ROOT = tmp_path
    if age is not None:
        manifest = tmp_path / "staticfiles.json"
        manifest.write_text("{}")
        os.utime(manifest, (time.time() - age, time.time() - age))
    built: list[bool] = []
    monkeypatch.setattr(building, "build", lambda: built.append(True))
    building.build_if_stale()
    assert bool(built) == is_built
