from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0011_config_history"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="profiles",
            field=models.JSONField(
                blank=True,
                help_text="Behavior and personality that it began with: "
                "id, name and version of each.",
                null=True,
            ),
        ),
    ]
