from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("missions", "0033_entry_edits")]

    operations = [
        migrations.AddField(
            model_name="timeentry",
            name="kept_sign_at",
            field=models.DateTimeField(
                blank=True,
                help_text="The last sign of work when its time was kept without a later one.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="quiet_minutes",
            field=models.PositiveSmallIntegerField(
                default=20,
                help_text="After so many the running clock is asked about; 0 never asks.",
                verbose_name="minutes without a sign of work",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(quiet_minutes__lte=1440),
                name="profile_quiet_minutes_within_day",
                violation_error_message=(
                    "Minutes without a sign of work must be at most 1440, the length of a day."
                ),
            ),
        ),
    ]
