"""A moment to look back at, and the part of the audit chain that had been written by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from runtime_memory import chain
from runtime_memory.models import ChainEntry


@dataclass(frozen=True)
class Then:
    """What had happened by AT, by the lines of the chain that are not later than KNOWN and
    not past `line`, whose hash is `head`."""

    at: datetime
    known: datetime
    line: int
    head: str


def look_back(*, at: datetime, known: datetime, line: int | None = None) -> Then:
    """The chain as it stood at KNOWN, and no further than LINE when that is given. One query.

    A line whose clock ran ahead is left out by itself, not with all that followed. Whoever
    gives LINE, as citations do, is not reached by one that a clock set back later on.
    """
    rows = ChainEntry.objects.filter(at__lte=known)
    rows = rows if line is None else rows.filter(seq__lte=line)
    last = rows.order_by("-seq").first()
    if last is None:
        return Then(at, known, 0, chain.START)
    return Then(at, known, last.seq, last.row_hash)
