"""Moments as document 2 writes them: `YYYY-MM-DDTHH:MM:SS.mmmZ`, so text order is time order."""

from __future__ import annotations

import re
from datetime import UTC, datetime

SHAPE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


def written(moment: datetime) -> str:
    """MOMENT in UTC, cut to milliseconds. Raises ValueError when it has no zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def read(text: str) -> datetime:
    """The moment TEXT stands for. Raises ValueError unless it is written in this one way."""
    if not SHAPE.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is not a moment such as 2026-11-18T09:00:00.000Z.")
    return datetime.fromisoformat(text)


def cut(moment: datetime) -> datetime:
    """MOMENT as it will be read back."""
    return read(written(moment))
