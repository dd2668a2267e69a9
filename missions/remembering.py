"""What a person tells agents about themselves: one value per category and key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from devcraft.models import User
from missions.acts import ActRefused
from missions.models import Memory, MemoryUse


@dataclass(frozen=True)
class Told:
    category: str
    key: str
    value: str


def add(*, owner: User, told: Told, now: datetime) -> Memory:
    """Keep TOLD. Raises ActRefused when its key has a value already."""
    made = Memory(owner=owner, created_at=now, updated_at=now, **vars(told))
    _save(made)
    return made


def change(*, memory: Memory, told: Told, seen: datetime, now: datetime) -> Memory:
    """Write TOLD over MEMORY as it was SEEN. Raises ActRefused."""
    with transaction.atomic():
        stored = Memory.objects.select_for_update(of=("self",)).get(pk=memory.pk)
        if stored.trashed_at:
            raise ActRefused("This memory is in the trash; put it back first.")
        if stored.updated_at != seen:
            raise ActRefused("This memory was changed since you opened it; see below.")
        stored.category, stored.key, stored.value = told.category, told.key, told.value
        stored.updated_at = now
        _save(stored)
    return stored


def trash(*, memory: Memory, now: datetime) -> None:
    """Take MEMORY away from agents; it can be put back."""
    Memory.objects.kept().filter(pk=memory.pk).update(trashed_at=now)


def put_back(*, memory: Memory) -> None:
    """Let agents know MEMORY again. Raises ActRefused when its key has a new value."""
    memory.trashed_at = None
    _save(memory)


def note_uses(memories: Iterable[Memory], *, reader: str, run: str, at: datetime) -> None:
    """Write that the agent READER read MEMORIES in RUN, once however often it did."""
    uses = [MemoryUse(memory=memory, reader=reader, run=run, at=at) for memory in memories]
    MemoryUse.objects.bulk_create(uses, ignore_conflicts=True)


def _save(memory: Memory) -> None:
    taken = Memory.objects.kept().filter(
        owner=memory.owner, category=memory.category, key=memory.key
    )
    refusal = ActRefused(
        f"“{memory.key}” already has a value under {memory.get_category_display().lower()};"
        " change that one instead."
    )
    if taken.exclude(pk=memory.pk).exists():
        raise refusal
    try:
        with transaction.atomic():
            memory.save()
    except IntegrityError as error:
        raise refusal from error
