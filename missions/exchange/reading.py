"""Single values of foreign time files. Every reader raises BadRow."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from devcraft import zones
from devcraft.imports import BadRow
from missions.oasis import values

DURATION = re.compile(r"(\d{1,5}):([0-5]\d):([0-5]\d)")
OLDEST_YEAR, LATEST_YEAR = 1970, 2999
LONGEST_TEXT = 100_000


def text(name: str, value: Any, *, most: int = LONGEST_TEXT) -> str:
    return values.text(name, value, most=most).strip()


def local_time(name: str, day: str, time: str) -> datetime:
    """DAY and TIME of a wall clock, such as 2026-03-28 and 14:30:00."""
    try:
        found = datetime.fromisoformat(f"{day.strip()}T{time.strip()}")
    except ValueError as error:
        rule = "must be a date and a time such as 2026-03-28 and 14:30:00"
        raise BadRow(f"{name} {rule}.") from error
    return _sound(name, found.replace(tzinfo=None))


def moment(name: str, value: Any) -> datetime:
    """An instant with its zone, in whole seconds."""
    found = optional_moment(name, value)
    if found is None:
        raise BadRow(f"{name} is needed.")
    return found


def optional_moment(name: str, value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(values.text(name, value, most=60))
        if found.tzinfo is None:
            raise BadRow(f"{name} must say its zone, as 2026-03-28T14:30:00Z does.")
        found = found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadRow):
            raise
        raise BadRow(f"{name} must be a moment such as 2026-03-28T14:30:00Z.") from error
    return _sound(name, found)


def day(name: str, value: Any) -> date:
    try:
        found = date.fromisoformat(values.needed_text(name, value, most=20))
    except ValueError as error:
        if isinstance(error, BadRow):
            raise
        raise BadRow(f"{name} must be a date such as 2026-03-28.") from error
    if found.year < OLDEST_YEAR:
        raise BadRow(f"{name} must be a date after {OLDEST_YEAR}.")
    return found


def seconds_of(duration: str) -> int | None:
    """The seconds of a duration such as 01:15:00; None when it is spelled otherwise."""
    found = DURATION.fullmatch(duration.strip())
    if found is None:
        return None
    hours, minutes, seconds = (int(part) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def zone(name: str, value: Any) -> str:
    found = values.needed_text(name, value, most=64)
    if found not in zones.known():
        raise BadRow(f"{name} must be a name from the time zone database.")
    return found


def _sound(name: str, found: datetime) -> datetime:
    if not OLDEST_YEAR <= found.year <= LATEST_YEAR:
        raise BadRow(f"{name} must lie in the years {OLDEST_YEAR} to {LATEST_YEAR}.")
    if found.microsecond:
        raise BadRow(f"{name} must be in whole seconds.")
    return found
