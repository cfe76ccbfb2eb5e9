"""Let rehearsals be thrown away whole, and facilitators keep notes."""

from django.db import migrations

from mire.live.store.database import schema_statements


def change_tables(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Run the second step of the schema of the database at hand."""
    with schema_editor.connection.cursor() as cursor:
        for statement in schema_statements(schema_editor.connection.vendor, step=2):
            cursor.execute(statement)


class Migration(migrations.Migration):
    """The live tables' second state."""

    dependencies = (("live", "0001_initial"),)
    operations = (migrations.RunPython(change_tables, hints={"live": True}),)
