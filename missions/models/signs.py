"""Signs that somebody was at work on a mission; never time, and never points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from missions.models.missions import Mission

if TYPE_CHECKING:
    from devcraft.models import User


class WorkSignQuerySet(models.QuerySet["WorkSign"]):
    def visible_to(self, user: User) -> WorkSignQuerySet:
        return self.filter(owner=user)


class WorkSign(models.Model):
    """SOURCE did something for the mission in the five minutes from `at` on.

    Written by the rooms above; what the human worked is what the timer says, whatever
    signs there are.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="work_signs", db_index=False
    )
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="work_signs", db_index=False)
    at = models.DateTimeField()
    source = models.CharField(max_length=40)

    objects = WorkSignQuerySet.as_manager()

    class Meta:
        constraints = [
            # Also the index by which the last sign of a mission is found.
            models.UniqueConstraint(
                fields=["owner", "mission", "at", "source"], name="worksign_once_per_moment"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="worksign_source_named"),
        ]

    def __str__(self) -> str:
        return f"{self.source} at {self.at}"
