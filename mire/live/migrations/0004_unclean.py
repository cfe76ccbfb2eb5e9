"""Keep word of the files that are still to be cleaned."""

from django.db import migrations

from mire.live.store.database import schema_statements


def change_tables(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Run the fourth step of the schema of the database at hand."""
    with schema_editor.connection.cursor() as cursor:
        for statement in schema_statements(schema_editor.connection.vendor, step=4):
            cursor.execute(statement)


class Migration(migrations.Migration):
    """The live tables' fourth state."""

    dependencies = (("live", "0003_pledges"),)
    operations = (migrations.RunPython(change_tables, hints={"live": True}),)
