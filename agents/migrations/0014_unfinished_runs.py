from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0013_archived_spaces"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                condition=models.Q(("completed_at", None)),
                fields=["agent", "started_at"],
                name="runs_begun",
            ),
        ),
    ]
