"""A moment to look back at, and the part of the audit chain that had been written by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from runtime_memory import chain
from runtime_memory.models import ChainEntry


@dataclass(frozen=True)
class Then:
    """What had happened by AT, as told by the chain up to `line`, whose hash is `head`."""

    at: datetime
    known: datetime
    line: int
    head: str


def look_back(*, at: datetime, known: datetime, line: int | None = None) -> Then:
    """The chain as it stood at KNOWN, and no further than LINE when that is given. One query.

    It ends before the first line that is later than KNOWN, so that a clock that was set back
    afterwards puts nothing into a past that has been cited.
    """
    beyond = Q(at__gt=known) if line is None else Q(at__gt=known) | Q(seq__gt=line)
    first_beyond = ChainEntry.objects.filter(beyond).order_by("seq").values("seq")[:1]
    last = ChainEntry.objects.order_by("-seq").values("seq")[:1]
    found = ChainEntry.objects.filter(Q(seq__in=first_beyond) | Q(seq__in=last)).order_by("seq")
    row = found.first()
    if row is None:
        return Then(at, known, 0, chain.START)
    if row.at > known or (line is not None and row.seq > line):
        return Then(at, known, row.seq - 1, row.prev_hash)
    return Then(at, known, row.seq, row.row_hash)
