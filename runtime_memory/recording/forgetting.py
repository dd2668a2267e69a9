"""What an import keeps beside the rows of a session, and how it goes with them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db.models import Model, QuerySet

from devcraft.models import RawRow, SourceRow, User
from runtime_memory.models import Session


def forget_sources(rows: Iterable[QuerySet[Model]]) -> None:
    """Drop where ROWS came from, with the source's own text of their values."""
    for part in rows:
        SourceRow.objects.filter(
            target_table=part.model._meta.db_table, target_id__in=part.values("pk")
        ).delete()


def forget_raw(session: Session, owner: User) -> int:
    """Drop rows of OWNER's imports that name SESSION and fit no table of ours; counts them."""
    raw = RawRow.objects.filter(owner=owner)
    kept = raw.values_list("pk", "table", "raw").iterator(chunk_size=500)
    gone = [key for key, table, text in kept if names(session.pk, table, text)]
    raw.filter(pk__in=gone).delete()
    return len(gone)


def names(session_id: str, table: str, raw: str) -> bool:
    return bool(json.loads(raw).get("id" if table == "sessions" else "session_id") == session_id)
