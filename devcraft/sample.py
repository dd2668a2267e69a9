"""The sample desk: an account of its own, so that one's own ledgers stay one's own."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from agents.demo import residents
from devcraft import demo
from devcraft.models import User
from worlds import demo as worlds_demo


@transaction.atomic
def ensure_desk(*, visitor: User, now: datetime) -> User:
    """The filled sample desk of this site, made on the first visit."""
    existing = User.objects.filter(is_sample=True, is_active=True).first()
    if existing:
        return existing
    desk = User.objects.create_user(
        f"sample-{secrets.token_hex(3)}", zone=visitor.zone, theme=visitor.theme, is_sample=True
    )
    demo.fill(desk, now=now)
    return desk


@transaction.atomic
def remove_desk(desk: User, *, now: datetime) -> None:
    """Switch the sample account off, close its links and let its agents rest for good;
    nobody sees or enters it again.

    Its rows stay, because ledgers are append-only for every account alike.
    """
    worlds_demo.unshare(desk, now=now)
    residents.retire(desk, now=now)
    User.objects.filter(pk=desk.pk, is_sample=True).update(is_active=False)
