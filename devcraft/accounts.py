"""The local account and the one-time links that sign it in."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from devcraft import tokens, zones
from devcraft.models import SignInLink, User

LOCAL_USERNAME = "local-user"
LINK_LIFETIME = timedelta(hours=1)


def ensure_local_user() -> User:
    """The account of a desk with one person; made on the first start."""
    existing = User.objects.filter(username=LOCAL_USERNAME).first()
    if existing:
        return existing
    return User.objects.create_superuser(LOCAL_USERNAME, zone=machine_zone())


def machine_zone(localtime: Path = Path("/etc/localtime")) -> str:
    """The zone this machine is set to, or UTC when it does not say."""
    parts = str(localtime.resolve()).partition("zoneinfo/")
    return parts[2] if parts[2] in zones.known() else "UTC"


def new_link(user: User, *, now: datetime) -> str:
    """A token that signs USER in once within the hour. Only its hash is stored."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        user=user,
        token_hash=tokens.digest(token),
        created_at=now,
        expires_at=now + LINK_LIFETIME,
    )
    return token


def use_link(token: str, *, now: datetime) -> User | None:
    """Spend TOKEN; None when it is unknown, spent or too old. One caller wins."""
    link = SignInLink.objects.filter(token_hash=tokens.digest(token)).select_related("user").first()
    if link is None or link.expires_at <= now or not link.user.is_active:
        return None
    spent = SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now)
    return link.user if spent else None
