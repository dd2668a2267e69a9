"""Behaviour and personality profiles (document 2): versions that are only ever added."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from devcraft.models import User
from devcraft.models.owning import owned_or_shared
from runtime_memory.columns import (
    MomentField,
    Sequence,
    new_id,
    valid_json,
    well_formed,
    without_nul,
)
from runtime_memory.models.batches import ImportBatch


class ProfileQuerySet(models.QuerySet["Profile"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owned_or_shared(user))


class Profile(models.Model):
    """What both kinds share: active while effective_from ≤ now < effective_to, if any."""

    id = models.TextField(primary_key=True, default=new_id, editable=False)
    profile_name = models.TextField()
    version = models.IntegerField()
    rationale = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 2 says null
    source_ref = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 2 says null
    effective_from = MomentField()
    effective_to = MomentField(null=True, blank=True)
    created_at = MomentField()
    created_by = models.TextField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: shared with everyone signed in.",
    )
    import_batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, editable=False, related_name="%(class)ss"
    )
    sequence = Sequence()

    objects = ProfileQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.profile_name} v{self.version}"

    @property
    def kind(self) -> str:
        """`behavior`, `personality` or `policy`."""
        return str(self._meta.model_name).removesuffix("profile")


def rules(table: str, content: str) -> list[models.BaseConstraint]:
    texts = ["id", "profile_name", content, "rationale", "source_ref", "created_by"]
    return [
        models.UniqueConstraint(
            fields=["profile_name", "version"], name=f"{table}_version_taken_once"
        ),
        well_formed(table, "effective_from", "effective_to", "created_at"),
        valid_json(table, content),
        without_nul(table, *texts),
        models.CheckConstraint(
            condition=Q(effective_to=None) | Q(effective_to__gt=F("effective_from")),
            name=f"{table}_window_ends_after_start",
            violation_error_message="Effective to must be later than effective from.",
        ),
    ]


class BehaviorProfile(Profile):
    behavior_json = models.TextField()

    class Meta:
        db_table = "behavior_profiles"
        constraints = rules("behavior_profiles", "behavior_json")
        indexes = [
            models.Index(fields=["profile_name", "effective_from"], name="idx_behavior_effective"),
            models.Index(fields=["sequence"], name="behavior_by_sequence"),
        ]


class PersonalityProfile(Profile):
    personality_json = models.TextField()

    class Meta:
        db_table = "personality_profiles"
        constraints = rules("personality_profiles", "personality_json")
        indexes = [
            models.Index(
                fields=["profile_name", "effective_from"], name="idx_personality_effective"
            ),
            models.Index(fields=["sequence"], name="personality_by_sequence"),
        ]
