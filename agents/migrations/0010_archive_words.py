from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agents", "0009_held_and_peeked")]
    operations = [
        migrations.AddField(
            model_name="archivedcycle",
            name="at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="archivedcycle",
            name="words",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
