"""Five-hour blocks of use, as the providers' usage limits count them. Pure.

The rules are ccusage's (spec/observability §3.5): a block begins at the full UTC hour of
its first request; the next one begins when more than five hours passed since the block
began or since the request before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LENGTH = timedelta(hours=5)


@dataclass(frozen=True)
class Block:
    """Requests of one block, or none in a gap. `last` is the last request's time."""

    start: datetime
    end: datetime
    last: datetime
    requests: int

    @property
    def is_gap(self) -> bool:
        return self.requests == 0


def blocks(moments: Iterable[datetime]) -> list[Block]:
    """Blocks and the gaps between them, oldest first."""
    found: list[Block] = []
    for moment in sorted(moments):
        if found and not _is_past(found[-1], moment):
            open_one = found[-1]
            found[-1] = Block(open_one.start, open_one.end, moment, open_one.requests + 1)
            continue
        if found and moment - found[-1].last > LENGTH:
            found.append(_gap(found[-1].last, moment))
        start = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        found.append(Block(start, start + LENGTH, moment, 1))
    return found


def _is_past(block: Block, moment: datetime) -> bool:
    return moment - block.start > LENGTH or moment - block.last > LENGTH


def _gap(last: datetime, following: datetime) -> Block:
    return Block(last + LENGTH, following, last, 0)
