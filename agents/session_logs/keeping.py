"""How far logs were read, and the pace of writing that lets others have their turn."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

from agents.models import LogFile
from agents.session_logs.files import Cursor, Found
from devcraft.models import User
from devcraft.sqlite import GAP


class Pace:
    """Leaves a gap before each write that begins after HOLD seconds of writing.

    `taken` is how many seconds the last write took.
    """

    def __init__(self, hold: float = 0.0) -> None:
        self.taken = 0.0
        self._hold = hold
        self._held = 0.0
        self._released = -GAP

    @contextmanager
    def writing(self) -> Iterator[None]:
        if connection.vendor == "sqlite" and self._held >= self._hold:
            time.sleep(max(0.0, self._released + GAP - time.monotonic()))
            self._held = 0.0
        begun = time.monotonic()
        yield
        self._released = time.monotonic()
        self.taken = self._released - begun
        self._held += self.taken


def state_of(log: Found | LogFile) -> tuple[str, int, int]:
    """What changes with every write to a file."""
    return log.inode, log.size, log.modified_ns


def keep(
    owner: User, source: str, read: Iterable[tuple[Found, Cursor]], now: datetime
) -> list[LogFile]:
    """Write how far each log of SOURCE was read."""
    kept = [
        LogFile(
            owner=owner,
            source=source,
            path=log.name,
            inode=log.inode,
            size=log.size,
            modified_ns=log.modified_ns,
            offset=cursor.offset,
            head=cursor.head,
            state=cursor.state,
            read_at=now,
        )
        for log, cursor in read
    ]
    return LogFile.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["owner", "source", "path"],
        update_fields=["inode", "size", "modified_ns", "offset", "head", "state", "read_at"],
    )
