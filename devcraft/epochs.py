"""Which life of the desk this is: each time it is put back from a backup another begins."""

from __future__ import annotations

import secrets
from datetime import datetime

from devcraft.models import Restore


def begin(*, made_at: datetime, now: datetime) -> Restore:
    """The desk of MADE_AT lives on from NOW, under a mark that no other life of it has."""
    return Restore.objects.create(at=now, made_at=made_at, mark=secrets.token_hex(4))


def marked(key: str) -> str:
    """KEY, with the mark of this life; as it is on a desk that was never put back."""
    mark = Restore.objects.order_by("-pk").values_list("mark", flat=True).first()
    return f"{key}:{mark}" if mark else key
