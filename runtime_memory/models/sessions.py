"""Sessions and their turns (document 2), and what is left of an erased session."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from devcraft.models import User
from devcraft.models.owning import owned_or_shared
from runtime_memory.columns import (
    MomentField,
    Sequence,
    new_id,
    one_of,
    valid_json,
    well_formed,
    without_nul,
)
from runtime_memory.models.batches import ImportBatch
from runtime_memory.models.chain import ChainEntry


class SessionStatus(models.TextChoices):
    ACTIVE = "active", "Active"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"
    ABORTED = "aborted", "Aborted"


class TurnRole(models.TextChoices):
    SYSTEM = "system", "System"
    USER = "user", "User"
    ASSISTANT = "assistant", "Assistant"
    TOOL = "tool", "Tool"
    AGENT = "agent", "Agent"


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owned_or_shared(user))


class Session(models.Model):
    """One conversation. It ends once; what it holds goes only with an `Erasure`."""

    id = models.TextField(primary_key=True, default=new_id, editable=False)
    actor = models.TextField()
    channel = models.TextField(null=True, blank=True)  # noqa: DJ001 -- document 2 says null
    started_at = MomentField()
    ended_at = MomentField(null=True, blank=True)
    status = models.TextField(choices=SessionStatus, db_default=SessionStatus.ACTIVE)
    metadata_json = models.TextField(db_default="{}")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memory_sessions",
        help_text="Empty: shared with everyone signed in.",
    )
    import_batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, editable=False, related_name="sessions"
    )
    sequence = Sequence()

    objects = SessionQuerySet.as_manager()

    class Meta:
        db_table = "sessions"
        constraints = [
            one_of("sessions", "status", SessionStatus.values),
            well_formed("sessions", "started_at", "ended_at"),
            valid_json("sessions", "metadata_json"),
            without_nul("sessions", "id", "actor", "channel", "metadata_json"),
            models.CheckConstraint(
                condition=Q(import_batch__isnull=False)
                | Q(status="active", ended_at=None)
                | (~Q(status="active") & Q(ended_at__isnull=False)),
                name="sessions_ended_has_moment",
                violation_error_message="A session that is not active has an end.",
            ),
        ]
        indexes = [
            models.Index(fields=["started_at", "id"], name="sessions_by_start"),
            models.Index(fields=["owner", "started_at", "id"], name="sessions_by_owner"),
            models.Index(fields=["sequence"], name="sessions_by_sequence"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.id}"

    @property
    def is_evidence(self) -> bool:
        return self.import_batch_id is not None


class Turn(models.Model):
    """What was said, in order from 0."""

    id = models.TextField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="turns", db_index=False)
    turn_index = models.IntegerField()
    role = models.TextField(choices=TurnRole)
    content = models.TextField()
    token_count = models.IntegerField(null=True, blank=True)
    created_at = MomentField()
    metadata_json = models.TextField(db_default="{}")
    import_batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, editable=False, related_name="turns"
    )
    sequence = Sequence()

    class Meta:
        db_table = "conversation_turns"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "turn_index"], name="conversation_turns_index_taken_once"
            ),
            one_of("conversation_turns", "role", TurnRole.values),
            well_formed("conversation_turns", "created_at"),
            valid_json("conversation_turns", "metadata_json"),
            without_nul("conversation_turns", "id", "content", "metadata_json"),
            models.CheckConstraint(
                condition=Q(turn_index__gte=0), name="conversation_turns_index_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(token_count=None) | Q(token_count__gte=0),
                name="conversation_turns_tokens_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["session", "created_at"], name="idx_turns_session_created"),
            models.Index(fields=["sequence"], name="turns_by_sequence"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} #{self.turn_index}"


class Erasure(models.Model):
    """The tombstone of a session: without it no row of the session can go.

    `session_id` is text, for the row is gone; the chain's entry tells how many rows
    went and their digest.
    """

    session_id = models.TextField(unique=True)
    erased_at = MomentField()
    entry = models.OneToOneField(ChainEntry, models.PROTECT, related_name="erasure")

    class Meta:
        constraints = [
            well_formed("erasure", "erased_at"),
            without_nul("erasure", "session_id"),
        ]

    def __str__(self) -> str:
        return f"erasure of {self.session_id}"
