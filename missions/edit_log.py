"""The only writer of the edits of entries, which are append-only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from devcraft.models import User
from missions.models import EntryEdit, TimeEntry

FIELDS = (
    "mission_id",
    "started_at",
    "ended_at",
    "claimed_on",
    "claimed_seconds",
    "close_reason",
    "is_backdated",
    "stretch",
    "discarded_at",
)
"""What acts may change of an entry."""


def values_of(entry: TimeEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in FIELDS}


def write(
    before: Mapping[int, dict[str, Any] | None],
    *,
    actor: User,
    act: str,
    at: datetime,
    reason: str = "",
) -> None:
    """One line for each entry that is no longer as it was BEFORE; None: it was not there."""
    rows = TimeEntry.objects.in_bulk(list(before)) if before else {}
    after = {pk: values_of(row) for pk, row in sorted(rows.items())}
    EntryEdit.objects.bulk_create(
        EntryEdit(
            entry_id=pk,
            actor=actor,
            act=act,
            at=at,
            reason=reason,
            before=before[pk] or {},
            after=values,
        )
        for pk, values in after.items()
        if before[pk] != values
    )
