from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from worlds import state

if TYPE_CHECKING:
    from worlds.state import State


class WorldState(models.Model):
    """The bytes of one state, stored once however many worlds and snapshots hold it.

    `digest` is of the exact bytes, `content_digest` of what they say; `blob` is the bytes
    by zlib. The counts are read from the state when it is stored.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    content_digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Bytes before compression.")
    blob = models.BinaryField()
    object_count = models.PositiveIntegerField(default=0)
    tile_count = models.PositiveIntegerField(default=0)
    light_count = models.PositiveIntegerField(default=0)
    orphan_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=8 * 1024 * 1024), name="worldstate_size_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def raw(self) -> bytes:
        return zlib.decompress(self.blob)

    def read(self) -> State:
        return state.read(self.raw)


class WorldPicture(models.Model):
    """A picture drawn from a state, kept until the drawing changes (`version`)."""

    class Form(models.TextChoices):
        CARD = "card", "Gallery card"
        PREVIEW = "preview", "Link preview"

    state = models.ForeignKey(WorldState, models.CASCADE, related_name="pictures")
    form = models.CharField(max_length=8, choices=Form)
    version = models.PositiveSmallIntegerField()
    png = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state", "form"], name="worldpicture_one_per_form"),
            models.CheckConstraint(
                condition=Q(form__in=["card", "preview"]), name="worldpicture_form_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} of {self.state_id[:12]}"


class PendingSave(models.Model):
    """A save that waits for its author's choice: it met another, or would empty the world."""

    world = models.ForeignKey("worlds.World", models.CASCADE, related_name="pending_saves")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="pending_saves"
    )
    state = models.ForeignKey(WorldState, models.PROTECT, related_name="pending_saves")
    base_revision = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["world", "author", "state"], name="pendingsave_once"),
        ]

    def __str__(self) -> str:
        return f"{self.author} on {self.world} from revision {self.base_revision}"
