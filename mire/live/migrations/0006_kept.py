"""Let who committed say, months later, what was kept."""

from django.db import migrations

from mire.live.store.database import schema_statements


def change_tables(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Run the sixth step of the schema of the database at hand."""
    with schema_editor.connection.cursor() as cursor:
        for statement in schema_statements(schema_editor.connection.vendor, step=6):
            cursor.execute(statement)


class Migration(migrations.Migration):
    """The live tables' sixth state."""

    dependencies = (("live", "0005_visa"),)
    operations = (migrations.RunPython(change_tables, hints={"live": True}),)
