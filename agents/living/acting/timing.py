"""When a plan runs, from what a model says: cron, scheduledAt or runAfter."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agents.living import recurring
from agents.living.config.texts import zones
from devcraft.refusing import Refused

WAYS = ("cron", "scheduledAt", "runAfter")
AFTER = re.compile(r"\s*(\d{1,6}(?:\.\d{1,3})?)\s*(minute|hour|day|week)s?\s*", re.ASCII)
UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
LONGEST = timedelta(days=3_660)
EXAMPLE = "2026-11-18T09:00Z"


def columns(given: dict[str, Any], *, zone: str, now: datetime) -> dict[str, Any]:
    """The columns of a plan that GIVEN sets; none when it names no time. Raises Refused.

    ZONE is for a time that names none.
    """
    ways = [way for way in WAYS if way in given]
    if len(ways) > 1:
        raise Refused(ways[1], f"cannot stand beside {ways[0]}; give one of {', '.join(WAYS)}")
    zone = _zone(given.get("zone", zone))
    match ways:
        case ["cron"]:
            return _recurring(given["cron"], zone, now)
        case ["scheduledAt"]:
            return _once(_moment(given["scheduledAt"], zone), zone, "scheduledAt", now)
        case ["runAfter"]:
            return _once(now + _span(given["runAfter"]), zone, "runAfter", now)
    return {}


def _recurring(cron: str, zone: str, now: datetime) -> dict[str, Any]:
    try:
        at = recurring.following(cron, zone, now)
    except recurring.BadCron as error:
        raise Refused(error.field, error.words) from error
    return {
        "is_recurring": True,
        "cron": " ".join(cron.split()),
        "zone": zone,
        "scheduled_at": None,
        "next_run_at": at,
    }


def _once(at: datetime, zone: str, field: str, now: datetime) -> dict[str, Any]:
    if not now < at <= now + LONGEST:
        is_now = now.isoformat(timespec="seconds")
        raise Refused(field, f"must lie ahead, within ten years; it is {is_now} now")
    return {
        "is_recurring": False,
        "cron": None,
        "zone": zone,
        "scheduled_at": at,
        "next_run_at": at,
    }


def _zone(name: str) -> str:
    if name not in zones():
        raise Refused("zone", "must be a zone such as Europe/Berlin")
    return name


def _moment(written: str, zone: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(zone))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused("scheduledAt", f"must be a moment such as {EXAMPLE}") from error


def _span(written: str) -> timedelta:
    found = AFTER.fullmatch(written)
    if found is None:
        raise Refused("runAfter", "must be a number and minute, hour, day or week")
    return min(float(found[1]) * UNITS[found[2]], 2 * LONGEST)
