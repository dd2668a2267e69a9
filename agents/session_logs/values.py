"""Single values of a log's line, read strictly: a bad one says which rule it breaks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

MOST_TOKENS = 10**7
"""Far beyond any one request, so that no sum of a half-hour leaves its 64 bits."""
TOLERANCE = timedelta(days=1)
"""How far a log's clock may be ahead of ours."""


class NoFact(Exception):
    """The line holds no billed request; the text is the reason it is counted under."""


TOO_LONG = "longer than 32 MB"
MALFORMED = "not a JSON object"
NOT_USAGE = "no usage"
REPLAYED = "a replay of an earlier session"
REPEATED = "the same total again"
NO_USAGE = "usage without figures"
NO_TOKENS = "no tokens"
NO_COUNT = f"{{}} is no whole number from 0 to {MOST_TOKENS:,}"
NO_TIME = "timestamp is no time since 2000"
FUTURE = "timestamp is more than a day in the future"
NO_MODEL = "model is no name of 1 to 200 characters"


def looks_whole(line: bytes) -> bool:
    """Whether LINE may be a JSON object, told by its ends alone."""
    return line.startswith(b"{") and line.endswith(b"}")


def text(value: Any, most: int = 200) -> str:
    """VALUE without NUL and cut to MOST characters; empty when it is no text."""
    if not isinstance(value, str):
        return ""
    return value if len(value) <= most and "\x00" not in value else value.replace("\x00", "")[:most]


def count(usage: Mapping[str, Any], name: str) -> int:
    """The tokens called NAME; nothing at all is 0. Raises NoFact."""
    value = usage.get(name, 0)
    if type(value) is int and 0 <= value <= MOST_TOKENS:
        return value
    if value is None:
        return 0
    raise NoFact(NO_COUNT.format(name))


def moment(value: Any, now: datetime) -> datetime:
    """An ISO time in UTC, which one without a zone is taken for. Raises NoFact."""
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise NoFact(NO_TIME) from error
    if at.tzinfo is not UTC:
        try:
            at = at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
        except OverflowError as error:
            raise NoFact(NO_TIME) from error
    if at.year < 2000:
        raise NoFact(NO_TIME)
    if at > now + TOLERANCE:
        raise NoFact(FUTURE)
    return at
