from django.db import migrations, models

SWITCHES = {
    "shows_level": "XP and level",
    "shows_aura": "aura",
    "shows_streak": "streak",
    "shows_score": "points and scores",
    "shows_score_heatmap": "points on the year's heatmap",
    "tells_level_ups": "a message at a new level",
}


class Migration(migrations.Migration):
    dependencies = [("missions", "0031_fill_hour_totals")]

    operations = [
        migrations.AddField("profile", name, models.BooleanField(label, default=True))
        for name, label in SWITCHES.items()
    ]
