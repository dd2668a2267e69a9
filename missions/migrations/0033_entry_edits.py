import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from devcraft.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("missions", "0032_profile_switches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EntryEdit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                (
                    "before",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "after",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry_edits",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edits",
                        to="missions.timeentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "edit of an entry",
                "verbose_name_plural": "edits of entries",
                "indexes": [models.Index(fields=["entry", "-id"], name="entryedit_of_entry")],
            },
        ),
        AppendOnly("missions_entryedit"),
        migrations.AddIndex(
            model_name="timeentry",
            index=models.Index(
                fields=["owner", "claimed_on"],
                condition=models.Q(discarded_at=None, claimed_on__isnull=False),
                name="timeentry_by_claimed_day",
            ),
        ),
    ]
