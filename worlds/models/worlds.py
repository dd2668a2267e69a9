from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.urls import reverse

if TYPE_CHECKING:
    from devcraft.models import User

from worlds.identity import new_id, new_share_id
from worlds.state import TAG_LENGTH

NAME_LENGTH = 120
ICON_LENGTH = 16
NAME_KEY_LENGTH = NAME_LENGTH * 4


class Visibility(models.TextChoices):
    PRIVATE = "private", "Private"
    UNLISTED = "unlisted", "Unlisted"
    PUBLIC = "public", "Public"
    PUBLIC_EDIT = "public_edit", "Open build"


SHARED = (Visibility.UNLISTED, Visibility.PUBLIC, Visibility.PUBLIC_EDIT)
LISTED = (Visibility.PUBLIC, Visibility.PUBLIC_EDIT)


def folded(text: str) -> str:
    """TEXT without case and accents, for finding and sorting."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


class WorldQuerySet(models.QuerySet["World"]):
    def visible_to(self, user: User) -> WorldQuerySet:
        """Own worlds, the trash included: those whose id resolves for USER."""
        return self.filter(owner=user)

    def kept(self) -> WorldQuerySet:
        return self.filter(trashed_at=None)

    def trashed(self) -> WorldQuerySet:
        return self.filter(trashed_at__isnull=False)

    def listed(self) -> WorldQuerySet:
        """What the gallery shows to everyone signed in."""
        return self.filter(is_listed=True)

    def shared(self) -> WorldQuerySet:
        """What opens by its link."""
        return self.kept().filter(visibility__in=SHARED)


class World(models.Model):
    """A 3D world (document 1). Its `data` is the text of `state`, byte for byte.

    `revision` counts contents, so only a save or a restore moves it; 0 means that no
    content ever came. `state_saved_at` and `updated_at` are of the content and of anything.
    `object_count` is the state's. Written only by `worlds.saving` and `worlds.curating`.
    """

    id = models.CharField(max_length=64, primary_key=True, default=new_id)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="worlds")
    name = models.CharField(max_length=NAME_LENGTH, default="The Forge")
    icon = models.CharField(max_length=ICON_LENGTH, default="🌍")
    visibility = models.CharField(max_length=11, choices=Visibility, default=Visibility.PRIVATE)
    state = models.ForeignKey("worlds.WorldState", models.PROTECT, null=True, related_name="worlds")
    creator_name = models.CharField(max_length=80, default="", blank=True)
    creator_avatar = models.CharField(max_length=500, default="", blank=True)
    thumbnail_url = models.CharField(max_length=500, default="", blank=True)
    visit_count = models.PositiveIntegerField(default=0)
    object_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    revision = models.PositiveIntegerField(default=0)
    state_saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=150, default="", blank=True)
    saver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        help_text="The person who saved last, or whose program did.",
    )
    share_id = models.CharField(max_length=22, unique=True, default=new_share_id)
    trashed_at = models.DateTimeField(null=True, blank=True)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    copied_revision = models.PositiveIntegerField(null=True, blank=True)
    imported_digest = models.CharField(
        max_length=64,
        default="",
        blank=True,
        help_text="Of the name and the state that an import brought.",
    )
    name_key = models.CharField(max_length=NAME_KEY_LENGTH, default="", editable=False)
    search_text = models.TextField(default="", editable=False)
    is_listed = models.GeneratedField(
        expression=ExpressionWrapper(
            Q(visibility__in=LISTED, trashed_at__isnull=True), models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = WorldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="world_visibility_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="world_name_given"),
            models.CheckConstraint(
                condition=Q(state__isnull=True, revision=0, object_count=0)
                | Q(state__isnull=False, revision__gt=0),
                name="world_content_has_revision",
            ),
        ]
        indexes = [
            # The document's; its other one, by owner, comes with the foreign key.
            models.Index(fields=["visibility"], name="world_by_visibility"),
            # Whether a file is here already.
            models.Index(fields=["owner", "imported_digest"], name="world_by_imported"),
            # The gallery, one per order; the trash is short.
            *(
                models.Index(
                    fields=["owner", field, "id"],
                    name=f"world_own_{name}",
                    condition=Q(trashed_at=None),
                )
                for name, field in (
                    ("saved", "state_saved_at"),
                    ("name", "name_key"),
                    ("visits", "visit_count"),
                    ("objects", "object_count"),
                )
            ),
            *(
                models.Index(
                    fields=[field, "id"], name=f"world_listed_{name}", condition=Q(is_listed=True)
                )
                for name, field in (
                    ("saved", "state_saved_at"),
                    ("name", "name_key"),
                    ("visits", "visit_count"),
                    ("objects", "object_count"),
                )
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("worlds:world_detail", args=[self.pk])

    @property
    def share_url(self) -> str:
        return reverse("worlds:shared_world", args=[self.share_id])

    @property
    def is_shared(self) -> bool:
        return self.visibility in SHARED and self.trashed_at is None

    @property
    def data(self) -> str | None:
        """The document's `data`: the state as it was saved; None when none ever came."""
        return self.state.raw.decode() if self.state else None


class WorldTag(models.Model):
    """A word the owner files a world under."""

    world = models.ForeignKey(World, models.CASCADE, related_name="tag_rows")
    name = models.CharField(max_length=TAG_LENGTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["world", "name"], name="worldtag_once_per_world"),
            models.CheckConstraint(condition=~Q(name=""), name="worldtag_name_given"),
        ]
        indexes = [models.Index(fields=["name", "world"], name="worldtag_by_name")]

    def __str__(self) -> str:
        return self.name
