"""When in the day a person works, summed as entries close."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class HourTotal(models.Model):
    """Timed seconds within one hour of the clock on one local day of one person.

    The hours of a day add up to the timed seconds of its `LocalDay`. Claimed time has a day
    and no hour.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="hour_totals", db_index=False
    )
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    seconds = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            # Also the index by which a period's hours are read.
            models.UniqueConstraint(
                fields=["owner", "day", "hour"], name="hourtotal_once_per_hour"
            ),
            models.CheckConstraint(condition=Q(hour__lte=23), name="hourtotal_hour_of_the_clock"),
            models.CheckConstraint(condition=Q(seconds__gte=0), name="hourtotal_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.day}, hour {self.hour} of user {self.owner_id}"
