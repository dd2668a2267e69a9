"""Who writes next to SQLite, which has one writer and no queue.

Its own waiting looks now and then, so that posts from two workers keep missing their turn
while others take it, and a busy pair of them lets nobody else in. Here posts queue at a lock
on a file of their own. Whenever they have held the database for HOLD seconds in all, they
leave a gap that a waiting timer finds. Between two posts that follow one another slowly it
stands open anyway, and that time does not count.
"""

from __future__ import annotations

import fcntl
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from devcraft.sqlite import GAP

HOLD = 0.2
LOOK = 0.001
TIMES = struct.Struct("dd")


class TurnLost(Exception):
    """The turn did not come in time."""


@contextmanager
def turn(file: Path, *, within: float) -> Iterator[None]:
    """The turn of whoever queues at FILE. Raises TurnLost after WITHIN seconds."""
    until = time.monotonic() + within
    with file.open("a+b") as line:
        while not _taken(line):
            if time.monotonic() > until:
                raise TurnLost
            time.sleep(LOOK)
        held, begun = _held(line), time.monotonic()
        try:
            yield
        finally:
            ended = time.monotonic()
            line.truncate(0)
            line.write(TIMES.pack(held + ended - begun, ended))


def _taken(line: BinaryIO) -> bool:
    try:
        fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _held(line: BinaryIO) -> float:
    """Seconds that those in LINE held the database since the last gap; leaves one after many."""
    line.seek(0)
    told = line.read(TIMES.size)
    held, ended = map(float, TIMES.unpack(told)) if len(told) == TIMES.size else (0.0, 0.0)
    now = time.monotonic()
    if not 0 <= now - ended < GAP:
        return 0.0
    if held < HOLD:
        return held
    time.sleep(ended + GAP - now)
    return 0.0
