from django.db import migrations, models
from django.db.models import Q

SWITCHES = {
    "shows_clock_in_tab": "the running clock in the tab’s title and icon",
    "tells_questions": "an agent asks me something",
    "tells_budgets": "a budget is close to its limit or spent",
    "tells_quiet_clock": "a running clock has no sign of work",
    "tells_long_runs": "an agent is done after five minutes or more",
}


class Migration(migrations.Migration):
    dependencies = [("missions", "0040_exchange")]

    operations = [
        migrations.AddField("profile", name, models.BooleanField(label, default=True))
        for name, label in SWITCHES.items()
    ] + [
        migrations.AddIndex(
            "mission",
            models.Index(
                fields=["owner", "-paused_at"],
                condition=Q(is_paused=True, trashed_at=None),
                name="mission_by_pause",
            ),
        )
    ]
