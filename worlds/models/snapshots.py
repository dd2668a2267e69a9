from __future__ import annotations

from django.db import models
from django.db.models import Q

from worlds.identity import new_id
from worlds.models.states import WorldState
from worlds.models.worlds import NAME_LENGTH, World


class SnapshotSource(models.TextChoices):
    AUTO = "auto", "Automatic"
    MANUAL = "manual", "By hand"


class SnapshotReason(models.TextChoices):
    SAVE = "save", "before a save"
    HAND = "hand", "taken by hand"
    RESTORE = "restore", "before a restore"
    AGENT = "agent", "before an agent's write"
    GUEST = "guest", "before somebody else's save"
    DROP = "drop", "before a save that dropped most objects"
    OVERWRITE = "overwrite", "before a save over a newer one"
    IMPORT = "import", "imported"


class WorldSnapshot(models.Model):
    """A state that was current once (document 1). What is pinned, thinning leaves alone.

    `revision` is the world's at that state; `author` is who took it, `name` what they
    called it.
    """

    id = models.CharField(max_length=64, primary_key=True, default=new_id)
    world = models.ForeignKey(World, models.CASCADE, related_name="snapshots")
    state = models.ForeignKey(WorldState, models.PROTECT, null=True, related_name="snapshots")
    object_count = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=6, choices=SnapshotSource, default=SnapshotSource.AUTO)
    created_at = models.DateTimeField()

    reason = models.CharField(max_length=9, choices=SnapshotReason)
    is_pinned = models.BooleanField(default=False)
    name = models.CharField(max_length=NAME_LENGTH, default="", blank=True)
    revision = models.PositiveIntegerField(default=0)
    author = models.CharField(max_length=150, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=SnapshotSource.values), name="worldsnapshot_source_known"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=SnapshotReason.values), name="worldsnapshot_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["save", "guest", "import"]) | Q(is_pinned=True),
                name="worldsnapshot_safety_is_pinned",
            ),
        ]
        indexes = [
            models.Index(fields=["world", "created_at"], name="worldsnapshot_of_world"),
            # What thinning weighs, without the pinned ones.
            models.Index(
                fields=["world", "-created_at"],
                name="worldsnapshot_loose",
                condition=Q(is_pinned=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name or (f"Revision {self.revision}" if self.revision else "Earlier version")

    @property
    def data(self) -> str | None:
        return self.state.raw.decode() if self.state else None
