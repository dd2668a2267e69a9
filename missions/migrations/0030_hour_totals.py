import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("missions", "0012_journal_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HourTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("hour", models.PositiveSmallIntegerField()),
                ("seconds", models.BigIntegerField(default=0)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hour_totals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "day", "hour"), name="hourtotal_once_per_hour"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hour__lte", 23)), name="hourtotal_hour_of_the_clock"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seconds__gte", 0)), name="hourtotal_not_negative"
                    ),
                ],
            },
        ),
    ]
