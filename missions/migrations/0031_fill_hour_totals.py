"""Entries that closed before hours were summed fall into their hours."""

from collections import Counter

from django.db import migrations

from missions.days import DayRule, split_hours

COLUMNS = ("owner_id", "started_at", "ended_at", "zone", "day_start_hour")
BATCH = 1000


def fill(apps, schema_editor):
    entries = apps.get_model("missions", "TimeEntry").objects
    totals = apps.get_model("missions", "HourTotal").objects
    closed = entries.filter(
        discarded_at=None, started_at__isnull=False, ended_at__isnull=False
    ).values_list(*COLUMNS)
    hours = Counter()
    for owner, started, ended, zone, start_hour in closed.iterator(BATCH):
        for place, seconds in split_hours(started, ended, DayRule(zone, start_hour)).items():
            hours[owner, *place] += seconds
    totals.bulk_create(
        (
            totals.model(owner_id=owner, day=day, hour=hour, seconds=seconds)
            for (owner, day, hour), seconds in hours.items()
        ),
        batch_size=BATCH,
    )


class Migration(migrations.Migration):
    dependencies = [("missions", "0030_hour_totals")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
