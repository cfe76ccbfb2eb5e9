"""Take over the table of meetings."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The table is there already (programme 0002): only Django's picture of it changes."""

    initial = True
    dependencies = (("programme", "0002_meetings_have_a_room"),)
    operations = (
        migrations.SeparateDatabaseAndState(
            state_operations=(
                migrations.CreateModel(
                    name="Meeting",
                    fields=(
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("code", models.CharField(max_length=6, unique=True)),
                        ("title", models.CharField(max_length=120)),
                        ("kind", models.CharField(max_length=40)),
                        ("planned_at", models.DateTimeField()),
                        ("opened_at", models.DateTimeField()),
                    ),
                    options={"ordering": ("-opened_at", "code")},
                ),
            ),
        ),
    )
