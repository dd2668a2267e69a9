"""What keeps the site from doing all of its work, though it answers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max

from agents.living import rollcall
from agents.models import Agent
from devcraft import triggers
from devcraft.models import Backup

LEAST_FREE = 0.05
BEHIND = "migrations pending"
"""Then the tables may lack what the other questions ask for."""


@dataclass(frozen=True)
class Trouble:
    """`word` may be told to anybody; `said`, a sentence, to who runs the site."""

    word: str
    said: str
    is_fatal: bool = False


def troubles(*, now: datetime) -> list[Trouble]:
    """Raises DatabaseError when the database cannot be asked."""
    found = [*_guards(now), *_migrations(now)]
    is_behind = any(trouble.word == BEHIND for trouble in found)
    looks = (_disk,) if is_behind else (_backups, _workers, _disk)
    return [*found, *(trouble for look in looks for trouble in look(now))]


def _guards(now: datetime) -> Iterator[Trouble]:
    if absent := [trigger.name for trigger in triggers.missing(connection)]:
        yield Trouble("guards missing", f"Missing triggers: {', '.join(absent)}.", is_fatal=True)


def _migrations(now: datetime) -> Iterator[Trouble]:
    applied = MigrationRecorder(connection).applied_migrations()
    if waiting := len(_shipped() - applied.keys()):
        yield Trouble(BEHIND, f"{waiting} migrations wait for `manage.py migrate`.")


@cache
def _shipped() -> frozenset[tuple[str, str]]:
    """App and name of every migration that this version comes with."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _backups(now: datetime) -> Iterator[Trouble]:
    if not settings.BACKUP_MAX_AGE_HOURS:
        return
    last = Backup.objects.aggregate(last=Max("made_at"))["last"]
    if last is None:
        yield Trouble("backup old", "There is no backup yet.")
    elif now - last > timedelta(hours=settings.BACKUP_MAX_AGE_HOURS):
        yield Trouble("backup old", f"The last backup is of {last:%Y-%m-%d %H:%M} UTC.")


def _workers(now: datetime) -> Iterator[Trouble]:
    """A worker is missed once there is an agent that could think."""
    seen = rollcall.taken(now=now)
    could = Agent.objects.living().filter(paused_at=None, parked_at=None)
    if not seen.are_there and could.exists():
        when = f"seen last at {seen.seen_at:%Y-%m-%d %H:%M} UTC" if seen.seen_at else "never seen"
        yield Trouble("no worker", f"Agents wait for a worker, {when}.")


def _disk(now: datetime) -> Iterator[Trouble]:
    if not settings.DATA_DIR.exists():
        return
    found = shutil.disk_usage(settings.DATA_DIR)
    if found.free < LEAST_FREE * found.total:
        yield Trouble("disk full", f"{found.free // 2**20:,} MiB are free below DATA_DIR.")
