from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("devcraft", "0002_text_targets")]

    operations = [
        migrations.CreateModel(
            name="Backup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField(unique=True)),
                ("name", models.CharField(max_length=200)),
                ("bytes", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Restore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("mark", models.CharField(max_length=8, unique=True)),
            ],
        ),
    ]
