"""Which mission a request, a session, a branch or a project belongs to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from missions.models import Mission


class Subject(models.TextChoices):
    REQUEST = "request", "Request"
    SESSION = "session", "Session"
    BRANCH = "branch", "Branch"
    PROJECT = "project", "Project"


class LinkRank(models.IntegerChoices):
    """How a request came to its mission; a higher rank is never overwritten by a lower."""

    NONE = 0, "Unassigned"
    ASSUMED = 1, "Assumed: its timer ran"
    PROJECT = 2, "By its project"
    BRANCH = 3, "By its branch"
    NAMED = 4, "Named by its branch"
    SESSION = 5, "By its session"
    REQUEST = 6, "By hand"


class MissionLink(models.Model):
    """A person's word on what belongs to which mission. The newest open one counts.

    `name` is the request's id, the session, the project, or project and branch joined
    by a newline. `ended_at` closes a link that a later one replaced.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="mission_links"
    )
    subject = models.CharField(max_length=7, choices=Subject)
    name = models.CharField(max_length=700)
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="usage_links")
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(subject__in=Subject.values),
                name="missionlink_subject_known",
                violation_error_message="What is linked must be a known kind.",
            ),
            models.UniqueConstraint(
                fields=["owner", "subject", "name"],
                condition=Q(ended_at=None),
                name="missionlink_one_open_per_subject",
                violation_error_message="This is already linked.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.name} → {self.mission_id}"
