"""Let a meeting ask a card of each phone that joins."""

from django.db import migrations

from mire.live.store.database import schema_statements


def change_tables(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Run the seventh step of the schema of the database at hand."""
    with schema_editor.connection.cursor() as cursor:
        for statement in schema_statements(schema_editor.connection.vendor, step=7):
            cursor.execute(statement)


class Migration(migrations.Migration):
    """The live tables' seventh state."""

    dependencies = (("live", "0006_kept"),)
    operations = (migrations.RunPython(change_tables, hints={"live": True}),)
