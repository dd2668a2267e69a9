from __future__ import annotations

from django.db import models
from django.db.models import Q

from worlds.models.worlds import World


class WorldChangeKind(models.TextChoices):
    CREATED = "created", "made"
    SAVED = "saved", "saved"
    RESTORED = "restored", "restored"
    NAMED = "named", "renamed"
    ICON = "icon", "given another icon"
    TAGGED = "tagged", "tagged"
    SHARED = "shared", "shared differently"
    ROTATED = "rotated", "given a new link"
    SNAPSHOT = "snapshot", "snapshot taken"
    FORGOTTEN = "forgotten", "snapshot deleted"
    TRASHED = "trashed", "put into the trash"
    RECOVERED = "recovered", "taken back from the trash"


class WorldChange(models.Model):
    """One line of a world's history: who did what. Lines cannot be changed; they go only
    with a world that is in the trash. `author` is a person's name, or a key's and its
    person's."""

    world = models.ForeignKey(World, models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    kind = models.CharField(max_length=9, choices=WorldChangeKind)
    author = models.CharField(max_length=150, default="", blank=True)
    author_id_here = models.BigIntegerField(null=True, help_text="The person's id, if one acted.")
    revision = models.PositiveIntegerField(help_text="The world's after the change.")
    words = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=WorldChangeKind.values), name="worldchange_kind_known"
            ),
        ]
        indexes = [
            models.Index(fields=["world", "-id"], name="worldchange_newest"),
            # Who has built here, for visits and shared building.
            models.Index(fields=["world", "author_id_here"], name="worldchange_by_author"),
        ]

    def __str__(self) -> str:
        return f"{self.world_id} {self.kind} by {self.author}"
