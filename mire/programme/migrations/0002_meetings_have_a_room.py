"""Hand the table of meetings on to the app that has it now."""

from django.db import migrations


class Migration(migrations.Migration):
    """Rename the table; only the app that answers for it changes."""

    dependencies = (("programme", "0001_initial"),)
    operations = (
        migrations.SeparateDatabaseAndState(
            database_operations=(
                migrations.AlterModelTable(name="meeting", table="meetings_meeting"),
            ),
            state_operations=(migrations.DeleteModel(name="Meeting"),),
        ),
    )
