"""Times as a clock on the wall shows them, read as instants of a zone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Reading:
    """The instants (UTC) that a local time may stand for.

    One as a rule; two when the clock showed it twice. When it was skipped `exists` is
    false, and the instants are the last minute before the leap and the first after it.
    """

    instants: tuple[datetime, ...]
    exists: bool = True

    @property
    def is_plain(self) -> bool:
        return self.exists and len(self.instants) == 1


def read(local: datetime, zone: str) -> Reading:
    """What LOCAL, a time without a zone, may mean by the clock of ZONE."""
    earlier, later = by_offsets(local, zone)
    if earlier == later:
        return Reading((earlier,))
    if earlier < later:
        return Reading((earlier, later))
    leap = _leap(later, earlier, ZoneInfo(zone))
    return Reading((leap - MINUTE, leap), exists=False)


def by_offsets(local: datetime, zone: str) -> tuple[datetime, datetime]:
    """LOCAL by the offset before a change of the clock and by that after it; mostly the same.

    The first lies after the second where the clock skipped LOCAL.
    """
    clock = ZoneInfo(zone)
    before, after = (local.replace(tzinfo=clock, fold=fold).astimezone(UTC) for fold in (0, 1))
    return before, after


def show(instant: datetime, zone: str) -> datetime:
    """The local time, without a zone, that the clock of ZONE shows at INSTANT."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def name(instant: datetime, zone: str) -> str:
    """INSTANT so that nobody can take it for another: 02:30 CET (UTC+01:00)."""
    local = instant.astimezone(ZoneInfo(zone))
    offset = local.strftime("%z")
    return f"{local:%H:%M} {local.tzname()} (UTC{offset[:3]}:{offset[3:5]})"


def _leap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between BEFORE and AFTER from which on ZONE has its new offset."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after
