"""Reads one session log from where the last run stopped. Knows no database.

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

from agents.claude_code import files, lines
from agents.claude_code.files import Cursor, Found, Unreadable
from agents.claude_code.lines import NoFact
from agents.usage.facts import Fact, merged

UNFINISHED = "unfinished last line"
TOO_LONG = "longer than 32 MB"
NOT_USAGE = "no usage"
KNOWN = "the same request again"
EXPECTED = (lines.NO_TOKENS, lines.NO_USAGE)
"""Reasons to leave a line out that are no problem of the log."""
MEANINGS = {
    NOT_USAGE: "questions, results of tools and whatever else asks no model",
    KNOWN: "a log repeats an answer as it grows; each counts once, at its fullest",
    lines.NO_TOKENS: "the answer used none",
    lines.NO_USAGE: "the line only mentions usage",
    UNFINISHED: "it is read once it is whole",
}
"""What reasons without a field's name mean, in plain words."""

MOST_NAMED = 20
"""So that noise in one file neither fills the memory nor hides what is wrong with others."""

MUCH = 32 * 1024 * 1024
PORTION = 4 * 1024 * 1024
"""How much a second process reads before it hands over what it found."""
AHEAD = 16
"""How many portions may lie read before they are written."""


@dataclass
class Read:
    """What one file gave: the requests, each once, and the account of its lines."""

    log: Found
    cursor: Cursor
    facts: list[Fact] = field(default_factory=list)
    lines_read: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    problems: list[tuple[int | None, str]] = field(default_factory=list)
    """The line, or None for the whole file, and the reason; the first MOST_NAMED."""
    more_problems: int = 0
    is_readable: bool = True


Task = tuple[Found, Cursor | None, datetime]


def read_all(tasks: Iterable[Task]) -> Iterator[Read]:
    """Read in the order of TASKS; much of it in a process of its own, a little ahead."""
    waiting, size = list[Task](), 0
    remaining = iter(tasks)
    for task in remaining:
        waiting.append(task)
        size += _new_bytes(task)
        if size >= MUCH:
            yield from _beside(chain(waiting, remaining))
            return
    yield from (read(*task) for task in waiting)


def _new_bytes(task: Task) -> int:
    log, known, _ = task
    return log.size - (known.offset if known else 0)


def _beside(tasks: Iterable[Task]) -> Iterator[Read]:
    with ProcessPoolExecutor(max_workers=1) as pool:
        ahead: deque[Future[list[Read]]] = deque()
        for portion in _portions(tasks):
            ahead.append(pool.submit(_read_portion, portion))
            if len(ahead) > AHEAD:
                yield from ahead.popleft().result()
        while ahead:
            yield from ahead.popleft().result()


def _read_portion(tasks: list[Task]) -> list[Read]:
    return [read(*task) for task in tasks]


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


def read(log: Found, known: Cursor | None, now: datetime) -> Read:
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
        _read_lines(handle, found, now)
        if start and found.problems:
            before = files.lines_before(handle, start)
            found.problems = [(before + (line or 0), why) for line, why in found.problems]
        return found


def _read_lines(handle: BinaryIO, found: Read, now: datetime) -> None:
    """Fill FOUND with what comes after its cursor; lines of problems count from there."""
    place = lines.place_of(found.log.path)
    facts: list[Fact] = []
    offset = found.cursor.offset
    for content, begun, end in files.lines(handle, offset):
        found.lines_read += 1
        if end < 0 and not _is_complete(content):
            _leave_out(found, UNFINISHED)
            break
        try:
            facts.append(_fact(content, place, begun, now))
        except NoFact as reason:
            _leave_out(found, str(reason))
        offset = abs(end)
    found.cursor = Cursor(offset, found.cursor.head)
    found.facts = list(merged(facts).values())
    if len(facts) > len(found.facts):
        found.left_out[KNOWN] += len(facts) - len(found.facts)


def _is_complete(content: bytes) -> bool:
    """Whether a last line without an end, or a cut one, is done with."""
    return len(content) >= files.LONGEST_LINE or lines.looks_whole(content)


def _fact(content: bytes, place: lines.Place, offset: int, now: datetime) -> Fact:
    if lines.MARK not in content:
        raise NoFact(NOT_USAGE if not content or lines.looks_whole(content) else lines.MALFORMED)
    if len(content) >= files.LONGEST_LINE:
        raise NoFact(TOO_LONG)
    return lines.fact_of(content, place, offset, now=now)


def _leave_out(found: Read, reason: str) -> None:
    found.left_out[reason] += 1
    if reason == NOT_USAGE or reason in EXPECTED:
        return
    if len(found.problems) < MOST_NAMED:
        found.problems.append((found.lines_read, reason))
    else:
        found.more_problems += 1
