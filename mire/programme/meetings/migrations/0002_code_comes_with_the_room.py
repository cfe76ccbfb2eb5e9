"""A meeting's row is written before its room: until then it has no code."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Let the code be missing."""

    dependencies = (("meetings", "0001_initial"),)
    operations = (
        migrations.AlterField(
            model_name="meeting",
            name="code",
            field=models.CharField(max_length=6, null=True, unique=True),
        ),
    )
