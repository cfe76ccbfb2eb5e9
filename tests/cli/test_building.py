"""What pages need is built when it is missing or old, and not otherwise."""

import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
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


def test_several_may_build_at_once(tmp_path: Path, settings: Any) -> None:
    """Two runs of tests, or a server that starts beside `mire build`."""
    catalogues = tmp_path / "locale" / "en" / "LC_MESSAGES"
    catalogues.mkdir(parents=True)
    shutil.copy(settings.PACKAGE / "locale/en/LC_MESSAGES/django.po", catalogues)
    settings.PACKAGE = tmp_path
    with ThreadPoolExecutor(4) as builders:
        for done in [builders.submit(building.compile_catalogues) for _ in range(8)]:
            done.result()
    assert [path.name for path in sorted(catalogues.iterdir())] == ["django.mo", "django.po"]
    assert (catalogues / "django.mo").stat().st_mode & 0o777 == 0o644


def test_building_again_makes_no_other_installation_stale(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is built while another serves the same program had it built again, and broken."""
    sheets = tmp_path / "web" / "shell" / "static" / "shell" / "css"
    sheets.mkdir(parents=True)
    (sheets / "one.css").write_text("p { margin: 0; }\n", "utf-8")
    settings.PACKAGE, settings.MADE = tmp_path, tmp_path / "made"
    monkeypatch.setattr(building, "SHEETS", ("web/shell/static/shell/css/one.css",))
    building.build_sheet()
    made = sheets / "common.css"
    os.utime(made, (1_000_000, 1_000_000))
    building.build_sheet()
    assert made.stat().st_mtime == 1_000_000
    (sheets / "one.css").write_text("p { margin: 1px; }\n", "utf-8")
    building.build_sheet()
    assert made.stat().st_mtime > 1_000_000
