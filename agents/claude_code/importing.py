"""Brings session logs into the ledger, a batch of requests per transaction.

Each batch commits its facts together with how far every file was read, so a run that is
killed goes on where it stopped, and a timer never waits long for the import.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from agents.claude_code import files, reading
from agents.claude_code.files import Cursor, Found
from agents.claude_code.reading import KNOWN, UNFINISHED, Read
from agents.models import LogFile, RunOrigin
from agents.usage import linking, recording
from agents.usage.book import Book
from agents.usage.facts import Fact
from agents.usage.linking import Linker
from agents.usage.recording import Outcome, Recorder
from agents.usage.rows import Row
from agents.usage.runs import Runs, foreign_agent
from devcraft.models import User

SOURCE = "claude-code"
BATCH, LEAST = 2000, 500
"""Requests in a transaction: as many as are written within HOLD seconds, between these."""
HOLD = 0.1
GAP = 0.026
"""Seconds between two transactions. During its first tenth of a second of waiting SQLite
asks for the lock at least every 25 ms, so whoever waits for a batch comes before the next."""
MOST_PROBLEMS = 200
FIGURES = {
    "input": ["input_tokens"],
    "output": ["output_tokens"],
    "cache_write": ["cache_write_5m_tokens", "cache_write_1h_tokens"],
    "cache_read": ["cache_read_tokens"],
}
"""What an account sums, and the columns of it."""


Problem = tuple[str, int | None, str]
"""File, line or None for the whole file, and reason."""


@dataclass
class Account:
    """What one run read, used and left out, and what it added to the ledger.

    Problems that were `told` before are not told again; `found` are all the others.
    """

    told: frozenset[Problem] = frozenset()
    found: set[Problem] = field(default_factory=set)
    files_read: int = 0
    files_unchanged: int = 0
    lines_read: int = 0
    lines_used: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, Any]] = field(default_factory=list)
    more_problems: int = 0
    usage: Counter[str] = field(default_factory=Counter)
    unpriced: set[str] = field(default_factory=set)
    """Keys of the requests added or changed whose cost is unknown."""

    def problem(self, path: str, reason: str, line: int | None = None) -> None:
        if (path, line, reason) in self.told:
            return
        self.found.add((path, line, reason))
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append({"file": path, "line": line, "reason": reason})
        else:
            self.more_problems += 1

    @property
    def has_news(self) -> bool:
        """Whether lines were used or found wrong, not only caught while they are written.

        Problems of whole files stay as they are.
        """
        return bool(self.lines_used) or any(
            problem["line"] and problem["reason"] != UNFINISHED for problem in self.problems
        )

    def add(self, rows: Sequence[Row]) -> None:
        self._count(rows, 1)
        self.unpriced |= _unpriced(rows)

    def take_back(self, rows: Sequence[Row]) -> None:
        self._count(rows, -1)
        self.unpriced -= _unpriced(rows)

    def _count(self, rows: Sequence[Row], sign: int) -> None:
        self.usage["requests"] += sign * len(rows)
        self.usage["cost_pico"] += sign * sum(row.cost_pico or 0 for row in rows)
        for name, columns in FIGURES.items():
            self.usage[name] += sign * sum(sum(map(attrgetter(column), rows)) for column in columns)


def _unpriced(rows: Sequence[Row]) -> set[str]:
    return {row.key for row in rows if row.cost_pico is None}


@dataclass
class Backlog:
    """Facts to write, and files that count as read once their last fact is written."""

    facts: list[Fact] = field(default_factory=list)
    reads: list[tuple[Read, int]] = field(default_factory=list)

    def add(self, read: Read) -> None:
        self.facts += read.facts
        self.reads.append((read, len(self.facts)))

    def take(self, count: int) -> tuple[list[Fact], list[Read]]:
        """The first COUNT facts, and the files that are then done."""
        taken, self.facts = self.facts[:count], self.facts[count:]
        done = [read for read, end in self.reads if end <= count]
        self.reads = [(read, end - count) for read, end in self.reads if end > count]
        return taken, done


class Import:
    """One run over folders of projects for one owner."""

    def __init__(
        self, owner: User, *, now: datetime, told: frozenset[Problem] = frozenset()
    ) -> None:
        self.owner = owner
        self.now = now
        self.account = Account(told)
        self._known = {log.path: log for log in LogFile.objects.filter(owner=owner, source=SOURCE)}
        self._inodes = {log.inode: log for log in self._known.values()}
        self._book = Book()
        self._runs: Runs | None = None
        self._done = 0
        self._size = BATCH
        self._released = -GAP

    def run(self, root: Path) -> Iterator[int]:
        """Import what is new below ROOT; yields the bytes done after each batch."""
        unreadable: list[tuple[str, str]] = []
        found = files.walk(root, unreadable)
        for path, reason in sorted(unreadable):
            self.account.problem(path, reason)
        backlog = Backlog()
        for read in reading.read_all(list(self._tasks(found))):
            self._count_lines(read)
            if read.is_readable:
                backlog.add(read)
            while len(backlog.facts) >= self._size:
                yield self._store(*backlog.take(self._size))
        yield self._store(*backlog.take(len(backlog.facts)))

    def _tasks(self, found: list[Found]) -> Iterator[reading.Task]:
        """The files that have something new, with how far they were read."""
        for log in found:
            known = self._known.get(log.name)
            if known and _state(known) == _state(log):
                self.account.files_unchanged += 1
                continue
            known = known or self._moved(log)
            yield log, Cursor(known.offset, known.head) if known else None, self.now

    def _moved(self, log: Found) -> LogFile | None:
        """The file that LOG was under a path that is gone."""
        known = self._inodes.get(log.inode)
        return known if known and not os.path.exists(known.path) else None

    def _count_lines(self, read: Read) -> None:
        self.account.files_read += read.is_readable
        self.account.lines_read += read.lines_read
        self.account.left_out.update(read.left_out)
        for line, reason in read.problems:
            self.account.problem(read.log.path, reason, line)
        self.account.more_problems += read.more_problems

    def _store(self, facts: list[Fact], reads: list[Read]) -> int:
        """Write FACTS and how far READS were read in one transaction; returns the bytes done."""
        found = recording.priced(facts, seen_via=SOURCE, book=self._book)
        if facts or reads:
            self._let_others_write()
            begun = time.monotonic()
            with transaction.atomic():
                linking.lock(self.owner)
                outcome = self._record(found) if found else Outcome()
                self._keep(reads)
            self._released = time.monotonic()
            if found:
                self._size = fitting(len(found), self._released - begun)
            self._count(facts, outcome)
        self._done += sum(read.cursor.offset for read in reads)
        return self._done

    def _let_others_write(self) -> None:
        if connection.vendor == "sqlite":
            time.sleep(max(0.0, self._released + GAP - time.monotonic()))

    def _record(self, found: list[Row]) -> Outcome:
        """A fresh linker each time: a person may have said something meanwhile."""
        if self._runs is None:
            self._runs = Runs(foreign_agent(self.owner, SOURCE), RunOrigin.CLAUDE_CODE)
        self._runs.know({row.session for row in found})
        return Recorder(self.owner, Linker(self.owner), self._runs).record(found, now=self.now)

    def _count(self, facts: list[Fact], outcome: Outcome) -> None:
        for row in outcome.added:
            self.account.flagged.update(row.flags.split(",") if row.flags else ())
        self.account.take_back([before for before, _ in outcome.changed])
        self.account.add([*outcome.added, *(after for _, after in outcome.changed)])
        used = len(outcome.added) + len(outcome.changed)
        self.account.lines_used += used
        if len(facts) > used:
            self.account.left_out[KNOWN] += len(facts) - used

    def _keep(self, reads: list[Read]) -> None:
        kept = [
            LogFile(
                owner=self.owner,
                source=SOURCE,
                path=read.log.name,
                inode=read.log.inode,
                size=read.log.size,
                modified_ns=read.log.modified_ns,
                offset=read.cursor.offset,
                head=read.cursor.head,
                read_at=self.now,
            )
            for read in reads
        ]
        LogFile.objects.bulk_create(
            kept,
            update_conflicts=True,
            unique_fields=["owner", "source", "path"],
            update_fields=["inode", "size", "modified_ns", "offset", "head", "read_at"],
        )
        self._known |= {log.path: log for log in kept}


def fitting(written: int, seconds: float) -> int:
    """How many requests to write next when WRITTEN took SECONDS: a slow disk gets fewer."""
    return min(BATCH, max(LEAST, int(written * HOLD / max(seconds, 0.001))))


def _state(log: Found | LogFile) -> tuple[str, int, int]:
    """What changes with every write to a file."""
    return log.inode, log.size, log.modified_ns
