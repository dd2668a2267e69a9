"""One line of a session log as a fact, or why it is none. Pure.

Fields and rules: spec/observability §3.2. Unlike ccusage, lines with a null request id,
an odd version or spaces after colons are counted, and flagged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson

from agents.session_logs import files
from agents.session_logs.values import (
    MALFORMED,
    NO_MODEL,
    NO_TOKENS,
    NO_USAGE,
    NOT_USAGE,
    TOO_LONG,
    NoFact,
    count,
    looks_whole,
    moment,
    text,
)
from agents.usage.facts import Fact
from agents.usage.pricing import pico_of

PROVIDER = "anthropic"
MARK = b'"usage"'
COMPACT_MARK = b'"usage":{'
VERSION = re.compile(r"\d+\.\d+\.\d+")
MOST_DOLLARS = Decimal(1000)


NO_COST = f"costUSD is no amount from 0 to {MOST_DOLLARS:,} dollars"
NULL_REQUEST = "null request id"
NO_MESSAGE = "no message id"
ODD_VERSION = "odd version"
SPACED = "spaced"
FLAGS = {
    NULL_REQUEST: "the log gives null where the id of the request belongs",
    NO_MESSAGE: "the answer has no id, so a second copy of it would count again",
    ODD_VERSION: "the version of the tool is missing or not of the form 2.1.0",
    SPACED: "the line has spaces after its colons, which Claude Code does not write",
}
"""What each flag means, in plain words."""


@dataclass(frozen=True)
class Place:
    """Where a file stands below the folder of projects, and what that says."""

    path: str
    project: str
    session: str


def place_of(path: str) -> Place:
    """The first folder is the project, the next name the session; deeper files belong to it."""
    parts = path.split("/")
    session = parts[min(1, len(parts) - 1)].removesuffix(".jsonl")
    return Place(path, parts[0] if len(parts) > 1 else "", session)


class ClaudeLines:
    """Every line tells all about itself, so there is no state."""

    def __init__(self, path: str, now: datetime) -> None:
        self.state: dict[str, Any] = {}
        self._place = place_of(path)
        self._now = now

    def fact(self, line: bytes, offset: int) -> Fact:
        if MARK not in line:
            raise NoFact(NOT_USAGE if not line or looks_whole(line) else MALFORMED)
        if len(line) >= files.LONGEST_LINE:
            raise NoFact(TOO_LONG)
        return fact_of(line, self._place, offset, now=self._now)


def fact_of(line: bytes, place: Place, offset: int, *, now: datetime) -> Fact:
    """Read one LINE that mentions usage. Raises NoFact."""
    try:
        content = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise NoFact(MALFORMED) from error
    if not isinstance(content, dict):
        raise NoFact(MALFORMED)
    message = _message(content)
    usage = message.get("usage")
    if not isinstance(usage, dict):
        raise NoFact(NO_USAGE)
    model = _model(message)
    written_5m, written_1h = _cache_writes(usage)
    fact = Fact(
        provider=PROVIDER,
        request_id=text(content.get("requestId")),
        message_id=text(message.get("id")),
        at=moment(content.get("timestamp"), now),
        model=model,
        input_tokens=count(usage, "input_tokens"),
        cache_read_tokens=count(usage, "cache_read_input_tokens"),
        cache_write_5m_tokens=written_5m,
        cache_write_1h_tokens=written_1h,
        output_tokens=count(usage, "output_tokens"),
        reasoning_tokens=0,
        speed="fast" if usage.get("speed") == "fast" else "",
        is_sidechain=content.get("isSidechain") is True,
        provided_pico=_cost(content.get("costUSD")),
        session=place.session[:200],
        project=place.project[:400],
        branch=text(content.get("gitBranch")),
        flags=",".join(_flags(content, message, line)),
        path=place.path[-1000:],
        offset=offset,
    )
    if not fact.total_tokens:
        raise NoFact(NO_TOKENS)
    return fact


def _message(content: dict[str, Any]) -> dict[str, Any]:
    """The answer of the model; progress lines of an agent hold it two levels deeper."""
    message = content.get("message")
    if isinstance(message, dict):
        return message
    deeper = content.get("data")
    for _ in range(2):
        deeper = deeper.get("message") if isinstance(deeper, dict) else None
    return deeper if isinstance(deeper, dict) else {}


def _model(message: dict[str, Any]) -> str:
    value = message.get("model")
    model = value.replace("\x00", "") if isinstance(value, str) else ""
    if not 0 < len(model) <= 200:
        raise NoFact(NO_MODEL)
    return model


def _cache_writes(usage: dict[str, Any]) -> tuple[int, int]:
    """Tokens cached for five minutes and for an hour; without a split all are the former."""
    total = count(usage, "cache_creation_input_tokens")
    split = usage.get("cache_creation")
    if not isinstance(split, dict):
        return total, 0
    short = count(split, "ephemeral_5m_input_tokens")
    long = count(split, "ephemeral_1h_input_tokens")
    if "cache_creation_input_tokens" not in usage:
        return short, long
    long = min(long, total)
    return total - long, long


def _cost(value: Any) -> int | None:
    if value is None or isinstance(value, bool):
        return None
    if not isinstance(value, int | float):
        raise NoFact(NO_COST)
    dollars = Decimal(str(value))
    if not (dollars.is_finite() and 0 <= dollars <= MOST_DOLLARS):
        raise NoFact(NO_COST)
    return pico_of(dollars)


@lru_cache(maxsize=256)
def _matches_version(text: str) -> bool:
    return VERSION.match(text) is not None


def _is_version(value: Any) -> bool:
    return isinstance(value, str) and _matches_version(value)


def _flags(content: dict[str, Any], message: dict[str, Any], line: bytes) -> list[str]:
    """What a stricter reader would have left this line out for."""
    found = []
    if "requestId" in content and content["requestId"] is None:
        found.append(NULL_REQUEST)
    if not message.get("id"):
        found.append(NO_MESSAGE)
    if not _is_version(content.get("version")):
        found.append(ODD_VERSION)
    if COMPACT_MARK not in line:
        found.append(SPACED)
    return found
