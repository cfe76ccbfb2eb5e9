"""What pages need is built when it is missing or old, and not otherwise."""

import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders

from mire.cli import building


def test_what_pages_need_is_built_when_missing_or_made_from_other_sources(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Older sources too: a version unpacked before the one it replaces last built."""
    source = tmp_path / "source" / "one.css"
    source.parent.mkdir()
    source.write_text("p { margin: 0; }\n", "utf-8")
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [source.parent]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    built: list[bool] = []

    def collect(*_: object, **__: object) -> None:
        built.append(True)
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")

    monkeypatch.setattr(building, "call_command", collect)
    finders.get_finder.cache_clear()
    try:
        building.build_if_stale()
        building.build_if_stale()
        assert len(built) == 1
        an_age_ago = time.time() - 10 * 365 * 24 * 3600
        source.write_text("p { margin: 1px; }\n", "utf-8")
        os.utime(source, (an_age_ago, an_age_ago))
        building.build_if_stale()
        building.build_if_stale()
        assert len(built) == 2
        (settings.STATIC_ROOT / "staticfiles.json").unlink()
        building.build_if_stale()
        assert len(built) == 3
    finally:
        finders.get_finder.cache_clear()


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
