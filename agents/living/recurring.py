"""When a cron line is due on the clock of its zone, by the rules of Debian's cron. Pure.

A fixed time that the clock skips in spring runs at the moment after the gap, and one that it
shows twice in autumn runs once; a line with * in minutes or hours follows the clock as it goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from agents.living.config.texts import zones

FIELDS = 5
MOST_LETTERS = 100
TICK = timedelta(seconds=1)


class BadCron(ValueError):
    """No moment can be told; `field` is cron or zone, the words go on where it ends."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(f"{field} {words}")
        self.field = field
        self.words = words


def following(cron: str, zone: str, after: datetime) -> datetime:
    """The first moment after AFTER at which CRON is due, in UTC. Raises BadCron."""
    return _first(cron, _clock(zone, after))


def latest(cron: str, zone: str, by: datetime) -> datetime:
    """The last moment up to BY at which CRON was due, in UTC. Raises BadCron."""
    return _first(cron, _clock(zone, by + TICK), is_past=True)


def _clock(zone: str, moment: datetime) -> datetime:
    if zone not in zones():
        raise BadCron("zone", "must be a zone such as Europe/Berlin")
    return moment.astimezone(ZoneInfo(zone))


def _first(cron: str, start: datetime, *, is_past: bool = False) -> datetime:
    if len(cron) > MOST_LETTERS or len(cron.split()) != FIELDS:
        raise BadCron("cron", "must have five fields: minute hour day month weekday")
    try:
        found: Iterator[datetime] = CronSim(cron, start, reverse=is_past)
        return next(found).astimezone(UTC)
    except CronSimError as error:
        raise BadCron("cron", f"is wrong: {str(error)[:1].lower()}{str(error)[1:]}") from error
    except StopIteration as error:
        raise BadCron("cron", "is never due") from error
