"""Reads one session log from where the last run stopped. Asks no database.

So a second process can read while the first one writes: `read_all` does that for much.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import BinaryIO

from agents.session_logs import files
from agents.session_logs.dialects import Lines, Tool
from agents.session_logs.files import Cursor, Found, Unreadable
from agents.session_logs.values import (
    NO_TOKENS,
    NO_USAGE,
    NOT_USAGE,
    REPEATED,
    REPLAYED,
    NoFact,
    looks_whole,
)
from agents.usage import rows
from agents.usage.facts import Fact
from agents.usage.rows import Row

UNFINISHED = "unfinished last line"
KNOWN = "the same request again"
EXPECTED = (NOT_USAGE, NO_TOKENS, NO_USAGE, REPLAYED, REPEATED)
"""Reasons to leave a line out that are no problem of the log."""
MEANINGS = {
    KNOWN: "a log repeats an answer as it grows; each counts once, at its fullest",
    REPLAYED: "a session that goes on from another begins with a copy of it",
    UNFINISHED: "it is read once it is whole",
}
"""What reasons without a field's name mean, in plain words."""

MOST_NAMED = 20
"""So that noise in one file neither fills the memory nor hides what is wrong with others."""

MUCH = 32 * 1024 * 1024
PORTION = 4 * 1024 * 1024
"""How much a second process reads before it hands over what it found."""
AHEAD = 5
"""How many portions may lie read before they are written."""


@dataclass
class Read:
    """What one file gave: the requests, each once and without a price, and the account of lines."""

    log: Found
    cursor: Cursor
    rows: list[Row] = field(default_factory=list)
    lines_read: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    problems: list[tuple[int | None, str]] = field(default_factory=list)
    """The line, or None for the whole file, and the reason; the first MOST_NAMED."""
    more_problems: int = 0
    is_readable: bool = True


Task = tuple[Found, Cursor | None, datetime]


def read_all(tool: Tool, tasks: Iterable[Task]) -> Iterator[Read]:
    """Read in the order of TASKS; much of it in a process of its own, a little ahead."""
    waiting, size = list[Task](), 0
    remaining = iter(tasks)
    for task in remaining:
        waiting.append(task)
        size += _new_bytes(task)
        if size >= MUCH:
            yield from _beside(tool, chain(waiting, remaining))
            return
    yield from (read(tool, *task) for task in waiting)


def _new_bytes(task: Task) -> int:
    log, known, _ = task
    return log.size - (known.offset if known else 0)


def _beside(tool: Tool, tasks: Iterable[Task]) -> Iterator[Read]:
    with ProcessPoolExecutor(max_workers=1) as pool:
        ahead: deque[Future[list[Read]]] = deque()
        for portion in _portions(tasks):
            ahead.append(pool.submit(_read_portion, tool, portion))
            if len(ahead) > AHEAD:
                yield from ahead.popleft().result()
        while ahead:
            yield from ahead.popleft().result()


def _read_portion(tool: Tool, tasks: list[Task]) -> list[Read]:
    return [read(tool, *task) for task in tasks]


def _portions(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """TASKS in groups of about PORTION bytes."""
    portion, size = list[Task](), 0
    for task in tasks:
        portion.append(task)
        size += _new_bytes(task)
        if size >= PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def read(tool: Tool, log: Found, known: Cursor | None, now: datetime) -> Read:
    """Everything new in LOG. One that cannot be read says why among its problems."""
    try:
        handle = files.open_log(log)
    except Unreadable as error:
        found = Read(log, known or Cursor(0, ""), is_readable=False)
        found.problems.append((None, str(error)))
        return found
    with handle:
        start = files.start_of(handle, log, known)
        found = Read(log, Cursor(start, files.head_of(handle, log)))
        state = known.state if known and start else {}
        facts = _read_lines(handle, found, tool.begin(log, state, now))
        found.rows = rows.of(facts, seen_via=tool.source)
        if len(facts) > len(found.rows):
            found.left_out[KNOWN] += len(facts) - len(found.rows)
        if start and found.problems:
            before = files.lines_before(handle, start)
            found.problems = [(before + (line or 0), why) for line, why in found.problems]
        return found


def _read_lines(handle: BinaryIO, found: Read, lines: Lines) -> list[Fact]:
    """What comes after the cursor of FOUND, which moves on; its problems count lines from there."""
    facts: list[Fact] = []
    offset = found.cursor.offset
    for content, begun, end in files.lines(handle, offset):
        found.lines_read += 1
        if end < 0 and not _is_complete(content):
            _leave_out(found, UNFINISHED)
            break
        try:
            facts.append(lines.fact(content, begun))
        except NoFact as reason:
            _leave_out(found, str(reason))
        offset = abs(end)
    found.cursor = Cursor(offset, found.cursor.head, lines.state)
    return facts


def _is_complete(content: bytes) -> bool:
    """Whether a last line without an end, or a cut one, is done with."""
    return len(content) >= files.LONGEST_LINE or looks_whole(content)


def _leave_out(found: Read, reason: str) -> None:
    found.left_out[reason] += 1
    if reason in EXPECTED:
        return
    if len(found.problems) < MOST_NAMED:
        found.problems.append((found.lines_read, reason))
    else:
        found.more_problems += 1
