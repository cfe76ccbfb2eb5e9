"""A start asks for migrations only when some are missing, as Django itself would say."""

from pathlib import Path
from pkgutil import iter_modules

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from mire.cli import serving

LAST_ONES = [
    (config.label, max(found.name for found in iter_modules([str(folder)])))
    for config in apps.get_app_configs()
    if (folder := Path(config.path) / "migrations").is_dir()
]


def _would_migrate() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def test_the_applications_with_tables_are_there() -> None:
    assert {"live", "auth", "meetings"} <= {label for label, _name in LAST_ONES}


@pytest.mark.django_db
def test_a_whole_database_is_migrated() -> None:
    assert serving.is_migrated("default")
    assert not _would_migrate()


@pytest.mark.django_db
@pytest.mark.parametrize(("label", "name"), LAST_ONES)
def test_one_that_lacks_its_last_migration_is_not(label: str, name: str) -> None:
    MigrationRecorder(connection).record_unapplied(label, name)
    assert not serving.is_migrated("default")
    assert _would_migrate()


@pytest.mark.django_db
def test_only_the_applications_asked_for_count() -> None:
    MigrationRecorder(connection).record_unapplied("auth", "0001_initial")
    assert serving.is_migrated("default", ["live"])
    assert not serving.is_migrated("default", ["live", "auth"])


@pytest.mark.django_db
def test_one_without_any_table_is_not() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE django_migrations")
    assert not serving.is_migrated("default")


@pytest.mark.django_db(databases="__all__")
def test_nothing_is_asked_for_when_all_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        serving, "call_command", lambda *_words, database, **_: asked.append(database)
    )
    serving.migrate_databases()
    assert asked == []
    MigrationRecorder(connection).record_unapplied("auth", "0001_initial")
    serving.migrate_databases()
    assert asked == ["default"]
