"""What one billed request is, and which of two copies of it counts. Pure.

The identity and the winner follow spec/observability §3.3 (what ccusage 20.0.20 does),
so that any order and repetition of files gives the same facts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

HOUR = len("2026-03-28T14")


@dataclass(slots=True)
class Fact:
    """One copy of a request as a log tells it. Tokens never overlap; `at` is UTC.

    `path` and `offset` say where the copy stands, relative to the folder of projects.
    """

    provider: str
    request_id: str
    message_id: str
    at: datetime
    model: str
    input_tokens: int
    cache_read_tokens: int
    cache_write_5m_tokens: int
    cache_write_1h_tokens: int
    output_tokens: int
    reasoning_tokens: int
    speed: str
    is_sidechain: bool
    provided_pico: int | None
    session: str
    project: str
    branch: str
    flags: str
    path: str
    offset: int

    @property
    def total_tokens(self) -> int:
        return (
            self.input_tokens
            + self.cache_read_tokens
            + self.cache_write_5m_tokens
            + self.cache_write_1h_tokens
            + self.output_tokens
        )

    @property
    def key(self) -> str:
        """Which request this is a copy of.

        A line without a message is never merged. A side conversation's answer is known
        by its message alone: replays of it carry new request ids.
        """
        if not self.message_id:
            file = hashlib.sha256(self.path.encode()).hexdigest()[:32]
            return f"line:{file}:{self.offset}"
        if self.is_sidechain:
            return side_key(self.message_id)
        if self.request_id:
            return f"req:{self.request_id}"
        return f"msg:{self.message_id}"


def side_key(message_id: str) -> str:
    return f"side:{message_id}"


def beats(one: Fact, other: Fact) -> bool:
    """Whether ONE counts instead of OTHER: a total order over the copies of a request.

    The main conversation, then the larger total (streamed copies grow), then a larger
    stated cost, then a stated speed, then the first file and line.
    """
    mine, theirs = _weight(one), _weight(other)
    if mine != theirs:
        return mine > theirs
    return (one.path, one.offset) < (other.path, other.offset)


def _weight(fact: Fact) -> tuple[bool, int, int, bool]:
    return not fact.is_sidechain, fact.total_tokens, fact.provided_pico or 0, bool(fact.speed)


def merged(facts: list[Fact]) -> dict[str, Fact]:
    """The copy that counts of each request; replays of a main answer are left out."""
    winners: dict[str, Fact] = {}
    for fact in facts:
        key = fact.key
        known = winners.get(key)
        if known is None or beats(fact, known):
            winners[key] = fact
    mains = {fact.message_id for fact in winners.values() if not fact.is_sidechain}
    return {
        key: fact
        for key, fact in winners.items()
        if not (fact.is_sidechain and fact.message_id and fact.message_id in mains)
    }


def slot_of(at: datetime) -> str:
    """The half-hour of UTC that AT lies in, such as 2026-03-28T14:30."""
    moment = at.astimezone(UTC)
    return f"{moment.isoformat()[:HOUR]}:{'30' if moment.minute >= 30 else '00'}"
