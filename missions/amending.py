"""How stored entries get other values, several at once, with all that follows from them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from missions import edit_log, ledger, timekeeping
from missions.acts import Changes
from missions.fitting import Span
from missions.models import CloseReason, TimeEntry

Fields = Mapping[str, Any]


def amend(changes: Changes, wanted: Mapping[int, Fields]) -> None:
    """Give the person's entries with the ids of WANTED other values.

    Meanwhile none of them counts, so that they may take one another's place.
    """
    rows = TimeEntry.objects.select_for_update(of=("self",)).select_related("owner")
    entries = list(rows.filter(owner=changes.owner, pk__in=wanted).order_by("pk"))
    for entry in entries:
        changes.keep(entry)
        changes.mission(entry.mission_id)
    TimeEntry.objects.filter(pk__in=wanted).update(discarded_at=changes.now)
    for entry in entries:
        earlier = copy.copy(entry)
        for name, value in wanted[entry.pk].items():
            setattr(entry, name, value)
        changes.mission(entry.mission_id)
        entry.save(update_fields=edit_log.FIELDS)
        timekeeping.recount(earlier, entry)
        changes.is_made = True


def add_piece(changes: Changes, like: TimeEntry, span: Span) -> TimeEntry:
    """A new closed entry that holds SPAN and is otherwise LIKE another."""
    piece = TimeEntry.objects.create(
        owner=changes.owner,
        mission_id=like.mission_id,
        source=like.source,
        started_at=span.start,
        ended_at=span.end,
        close_reason=like.close_reason or CloseReason.SWITCH,
        is_backdated=True,
        stretch=like.stretch,
        zone=like.zone,
        day_start_hour=like.day_start_hour,
        created_at=changes.now,
    )
    changes.mission(like.mission_id)
    changes.made(piece)
    return piece


def correct_scores(changes: Changes, reason: str) -> None:
    """Write the difference that other time makes to missions that are done."""
    for mission in changes.missions.values():
        if mission.is_done:
            ledger.correct(mission=mission, now=changes.now, reason=reason)
