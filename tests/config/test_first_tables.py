"""The tables made at once are those that the migrations make."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from mire.config import first_tables
from mire.config.first_tables import make_first_tables

pytestmark = pytest.mark.storage


@pytest.fixture
def whole(db: None) -> Any:
    """The connection to the tables of all tests, which were made at once."""
    return connections["default"]


@pytest.fixture
def empty(tmp_path: Path, whole: Any) -> Iterator[Any]:
    """A database without any table, on the server of the run, in the place of that of all tests.

    In its place, for what notes migrations asks for a connection by its name.
    """
    made = whole.copy()
    name = f"first_{secrets.token_hex(6)}"
    if whole.vendor == "postgresql":
        with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        made.settings_dict["NAME"] = name
    else:
        made.settings_dict["NAME"] = tmp_path / name
    connections["default"] = made
    yield made
    connections["default"] = whole
    made.close()
    if whole.vendor == "postgresql":
        with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name}")


def described(database: Any) -> dict[str, Any]:
    """Return what a database says of its tables: columns, keys, indexes, triggers.

    Names are told where a model gives them: the others are the database's and Django's, which
    look them up when something is to change.
    """
    given = {
        each.name
        for model in apps.get_models()
        for each in (*model._meta.constraints, *model._meta.indexes)
    }
    told: dict[str, Any] = {}
    with database.cursor() as cursor:
        for table in sorted(database.introspection.table_names(cursor)):
            columns = database.introspection.get_table_description(cursor, table)
            found = database.introspection.get_constraints(cursor, table)
            told[table] = {
                "columns": {each.name: tuple(each)[1:] for each in columns},
                "constraints": sorted(
                    (name if name in given else "", repr(sorted(of.items())))
                    for name, of in found.items()
                ),
            }
        if database.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
            )
        told["triggers"] = dict(cursor.fetchall())
    # Numbers of Django's own rows: their type has changed since its first migrations.
    told["auth_group_permissions"]["columns"].pop("id")
    return told


def noted(database: Any) -> set[tuple[str, str]]:
    return set(MigrationRecorder(database).applied_migrations())


@pytest.mark.slow
def test_both_ways_lead_to_the_same_tables(whole: Any, empty: Any) -> None:
    executor = MigrationExecutor(empty)
    executor.migrate(executor.loader.graph.leaf_nodes())
    steps = noted(empty)
    step_by_step, at_once = described(empty), described(whole)
    assert step_by_step.keys() == at_once.keys()
    others = {table for table, found in step_by_step.items() if found != at_once[table]}
    assert others == set(), [(step_by_step[table], at_once[table]) for table in others]
    connections["default"] = whole
    assert steps == noted(whole)


def test_an_empty_database_has_them_at_once_and_one_that_is_not_is_left(empty: Any) -> None:
    assert make_first_tables(empty)
    names = set(empty.introspection.table_names())
    assert {model._meta.db_table for model in apps.get_models()} <= names
    done = noted(empty)
    assert not make_first_tables(empty)
    assert noted(empty) == done
    executor = MigrationExecutor(empty)
    left = executor.migration_plan(executor.loader.graph.leaf_nodes())
    assert {step.app_label for step, _ in left} == {"live"}  # which has no models


def test_one_with_a_table_of_anybodys_is_left(empty: Any) -> None:
    with empty.cursor() as cursor:
        cursor.execute("CREATE TABLE theirs (id integer)")
    assert not make_first_tables(empty)
    assert empty.introspection.table_names() == ["theirs"]


def test_a_fault_on_the_way_leaves_nothing_that_stops_the_next_try(
    empty: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Faulty:
        """Every application, and then a fault."""

        def get_app_configs(self) -> Iterator[AppConfig]:
            yield from apps.get_app_configs()
            raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(first_tables, "apps", Faulty())
        with pytest.raises(RuntimeError):
            make_first_tables(empty)
    assert noted(empty) == set()
    assert empty.introspection.table_names() == ["django_migrations"]
    assert make_first_tables(empty)
