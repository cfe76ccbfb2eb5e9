"""Make the live tables, on whichever database they live in."""

from django.db import migrations

from mire.live.store.database import schema_statements


def create_tables(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Run the first step of the schema of the database at hand."""
    with schema_editor.connection.cursor() as cursor:
        for statement in schema_statements(schema_editor.connection.vendor, step=1):
            cursor.execute(statement)


class Migration(migrations.Migration):
    """The first state of the live tables."""

    initial = True
    dependencies = ()
    operations = (migrations.RunPython(create_tables, hints={"live": True}),)
