from __future__ import annotations

from django.db import models

from worlds.models.worlds import World


class WorldDay(models.Model):
    """Visits of one world on one day (UTC)."""

    world = models.ForeignKey(World, models.CASCADE, related_name="days")
    day = models.DateField()
    visits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["world", "day"], name="worldday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.world_id} on {self.day}"


class VisitSalt(models.Model):
    """The secret of one day; gone the day after, so that no digest can be traced back."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.day)


class Visitor(models.Model):
    """Somebody who was counted on a day: a salted digest, no address."""

    world = models.ForeignKey(World, models.CASCADE, related_name="visitors")
    day = models.DateField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["world", "day", "digest"], name="visitor_once_a_day"),
        ]
        indexes = [models.Index(fields=["day"], name="visitor_by_day")]

    def __str__(self) -> str:
        return f"{self.world_id} on {self.day}"
