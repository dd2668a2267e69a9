"""Gives entries from before their day, by their owner's zone, and the rows of their tags."""

from django.db import migrations

from missions import tagging
from missions.days import DayRule

BATCH = 500


def fill(apps, schema_editor):
    journal = apps.get_model("missions", "Journal")
    tag = apps.get_model("missions", "JournalTag")
    alias = schema_editor.connection.alias
    batch = []
    rows = journal.objects.using(alias).filter(day=None).select_related("owner").order_by("pk")
    for entry in rows.iterator(BATCH):
        rule = DayRule(entry.owner.zone, entry.owner.day_start_hour)
        entry.day = rule.day_of(entry.created_at)
        batch.append(entry)
    for start in range(0, len(batch), BATCH):
        some = batch[start : start + BATCH]
        journal.objects.using(alias).bulk_update(some, ["day"])
        tag.objects.using(alias).bulk_create(
            tag(entry=entry, name=name) for entry in some for name in tagging.names(entry.tags)
        )


class Migration(migrations.Migration):
    dependencies = [("missions", "0010_journal_parts")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
