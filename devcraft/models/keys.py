from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models.functions import Now

from devcraft.models.accounts import User


class ClientKey(models.Model):
    """What a program signs in with. The secret is shown once; its hash is kept."""

    public_id = models.CharField(max_length=8, unique=True)
    secret_hash = models.CharField(max_length=64)
    owner = models.ForeignKey(User, models.PROTECT, related_name="client_keys")
    name = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} (dvc_{self.public_id}…)"

    @property
    def prefix(self) -> str:
        """The part of the key that may be shown, enough to tell it from others."""
        return f"dvc_{self.public_id}_…"

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)

    def has_scope(self, scope: str) -> bool:
        return scope in self.scopes
