"""What one billed request is, and which of two copies of it counts. Pure.

The identity and the winner follow spec/observability §3.3 (what ccusage 20.0.20 does),
so that any order and repetition of files gives the same facts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import NamedTuple, Protocol, TypeVar

from agents.models import Road
from agents.usage.roads import RANKS

LOG = Road.LOG.value
OWN = "own"
"""The source of own think cycles; foreign tools are sources by their names."""
HOUR = len("2026-03-28T14")


class Fact(NamedTuple):
    """One copy of a request as one road tells it. Tokens never overlap; `at` is UTC.

    `path` and `offset` say where a log's copy stands, relative to the folder of projects.
    `road` is a value of Road. Give `trace_id` and `span_id` (hex) only where the span is
    that of the request itself, not one that holds several. A metric point sums what its
    session used from `since` until `at`: one fact per session, model and stretch.
    A tuple, because facts go from the process that reads to the one that writes.
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
    road: str = LOG
    trace_id: str = ""
    span_id: str = ""
    since: datetime | None = None

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

        A log's line without a message is never merged. A side conversation's answer is
        known by its message alone: replays of it carry new request ids.
        """
        if self.is_sidechain and self.message_id:
            return side_key(self.message_id)
        if self.request_id and (self.message_id or self.road != LOG):
            return f"req:{self.request_id}"
        if self.message_id:
            return f"msg:{self.message_id}"
        if self.span_id:
            return f"span:{self.trace_id}:{self.span_id}"
        if self.since:
            return f"sum:{_digest(self.session, self.model, self.since, self.at)}"
        return f"line:{_digest(self.path)}:{self.offset}"


def _digest(*parts: object) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]


def side_key(message_id: str) -> str:
    return f"side:{message_id}"


def codex_answer(thread: str, sent: int, cached: int, received: int, reasoned: int) -> str:
    """What stands for the message id of a Codex answer, which neither its session log nor
    its log events name: the thread and the tokens, as both tell them (SENT includes CACHED).
    """
    return f"codex:{thread}:{sent}-{cached}-{received}-{reasoned}"


def beats(one: Fact, other: Fact) -> bool:
    """Whether ONE counts instead of OTHER: a total order over the copies of a request.

    The better road, then the main conversation, then the larger total (streamed copies
    grow), then a larger stated cost, then a stated speed, then the first file and line.
    """
    mine, theirs = _weight(one), _weight(other)
    if mine != theirs:
        return mine > theirs
    if (one.path, one.offset) != (other.path, other.offset):
        return (one.path, one.offset) < (other.path, other.offset)
    return one.road != LOG and repr(one) < repr(other)


def _weight(fact: Fact) -> tuple[int, bool, int, int, bool]:
    return (
        RANKS[fact.road],
        not fact.is_sidechain,
        fact.total_tokens,
        fact.provided_pico or 0,
        bool(fact.speed),
    )


class Copy(Protocol):
    """A copy of a request, in whatever form."""

    @property
    def message_id(self) -> str: ...

    @property
    def is_sidechain(self) -> bool: ...


AnyCopy = TypeVar("AnyCopy", bound=Copy)


def merged(facts: Iterable[Fact]) -> dict[str, Fact]:
    """The copy that counts of each request of a log."""
    return winners(((fact.key, fact) for fact in facts), beats)


def winners(
    copies: Iterable[tuple[str, AnyCopy]], beats: Callable[[AnyCopy, AnyCopy], bool]
) -> dict[str, AnyCopy]:
    """The copy that counts for each key; replays of a main answer are left out."""
    found: dict[str, AnyCopy] = {}
    for key, copy in copies:
        known = found.get(key)
        if known is None or beats(copy, known):
            found[key] = copy
    mains = {copy.message_id for copy in found.values() if not copy.is_sidechain}
    return {
        key: copy
        for key, copy in found.items()
        if not (copy.is_sidechain and copy.message_id and copy.message_id in mains)
    }


def slot_of(at: datetime) -> str:
    """The half-hour of UTC that AT lies in, such as 2026-03-28T14:30."""
    moment = at.astimezone(UTC)
    return moment.isoformat()[:HOUR] + (":30" if moment.minute >= 30 else ":00")
