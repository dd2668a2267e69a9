"""Sums by provider, branch and actor of what is in the ledger already."""

from django.db import migrations

TOKENS = (
    "input_tokens",
    "cache_read_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "reasoning_tokens",
)
SUBJECTS = {
    "provider": ("provider", ()),
    "branch": (
        "CASE WHEN branch = '' THEN '' ELSE SUBSTR(project || %s || branch, 1, 400) END",
        ("\n",),
    ),
    "actor": ("CASE WHEN seen_via = 'own' THEN 'own/' || project ELSE seen_via END", ()),
}


def add(apps, editor):
    sums = ", ".join(f"SUM({name})" for name in TOKENS)
    for kind, (subject, values) in SUBJECTS.items():
        editor.execute(
            f"INSERT INTO agents_usagetotal (owner_id, kind, subject, slot, requests,"
            f" {', '.join(TOKENS)}, cost_pico, unpriced)"
            f" SELECT owner_id, '{kind}', place, slot, COUNT(*), {sums},"
            " COALESCE(SUM(cost_pico), 0), COUNT(*) - COUNT(cost_pico)"
            f" FROM (SELECT agents_usageevent.*, {subject} AS place FROM agents_usageevent) facts"
            " GROUP BY owner_id, place, slot",
            values,
        )


def take_away(apps, editor):
    apps.get_model("agents", "UsageTotal").objects.filter(kind__in=SUBJECTS).delete()


class Migration(migrations.Migration):
    dependencies = [("agents", "0030_totals_by_provider_and_branch_kinds")]

    operations = [migrations.RunPython(add, take_away)]
