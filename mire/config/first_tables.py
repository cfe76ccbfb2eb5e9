"""The tables of a database that has none: made as the models are now, not step by step.

Migrations lead from one state to the next. Of an empty database the last state is all that is
wanted, and Django draws every related model anew at each step: eighteen seconds of a first start.
That both ways lead to the same tables is held by ``tests/config/test_first_tables.py``.
"""

from typing import Any

from django.apps import apps
from django.db import router
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

LIVE = "live"
NOTES = "django_migrations"
"""Where Django notes which migrations were done."""


def make_first_tables(connection: Any) -> bool:
    """Make the models' tables and note their migrations as done; False where any table is.

    All at once or, if it fails, not at all. The live tables, of which there are no models, are
    left to their migrations.
    """
    recorder = MigrationRecorder(connection)
    if set(connection.introspection.table_names()) - {NOTES} or recorder.applied_migrations():
        return False
    steps = sorted(MigrationLoader(connection).graph.nodes)
    recorder.ensure_schema()  # by itself: it opens an editor of its own
    with connection.schema_editor() as editor:
        for config in apps.get_app_configs():
            for model in router.get_migratable_models(config, connection.alias):
                editor.create_model(model)
        for label, name in steps:
            if label != LIVE:
                recorder.record_applied(label, name)
    return True
