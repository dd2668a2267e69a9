"""Brings session logs into the ledger, a batch of requests per transaction.

Each batch commits its facts together with how far every file was read, so a run that is
killed goes on where it stopped, and a timer never waits long for the import.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from agents.models import LogFile, RunOrigin
from agents.session_logs import files, keeping, reading
from agents.session_logs.account import Account, Problem
from agents.session_logs.dialects import Tool
from agents.session_logs.files import Cursor, Found
from agents.session_logs.reading import KNOWN, Read
from agents.usage import linking, recording, rows
from agents.usage.book import Book
from agents.usage.linking import Linker
from agents.usage.recording import Outcome, Recorder
from agents.usage.rows import Row
from agents.usage.runs import Runs, foreign_agent
from devcraft.models import User

BATCH, LEAST = 8000, 500
"""Requests in a transaction: as many as are written within HOLD seconds, between these."""
HOLD = 0.34


@dataclass
class Backlog:
    """Rows to write, and files that count as read once their last row is written."""

    rows: list[Row] = field(default_factory=list)
    reads: list[tuple[Read, int]] = field(default_factory=list)

    def add(self, read: Read) -> None:
        self.rows += read.rows
        self.reads.append((read, len(self.rows)))

    def take(self, count: int) -> tuple[list[Row], list[Read]]:
        """The first COUNT rows, and the files that are then done."""
        taken, self.rows = self.rows[:count], self.rows[count:]
        done = [read for read, end in self.reads if end <= count]
        self.reads = [(read, end - count) for read, end in self.reads if end > count]
        return taken, done


class Import:
    """One run over folders of TOOL's logs for one owner."""

    def __init__(
        self, owner: User, tool: Tool, *, now: datetime, told: frozenset[Problem] = frozenset()
    ) -> None:
        self.owner = owner
        self.tool = tool
        self.now = now
        self.account = Account(told)
        self._known = {
            log.path: log for log in LogFile.objects.filter(owner=owner, source=tool.source)
        }
        self._inodes = {log.inode: log for log in self._known.values()}
        self._book = Book()
        self._runs: Runs | None = None
        self._done = 0
        self._size = fitting(0, HOLD)
        self._pace = keeping.Pace()

    def run(self, root: Path) -> Iterator[int]:
        """Import what is new below ROOT; yields the bytes done after each batch."""
        unreadable: list[tuple[str, str]] = []
        found = files.walk(root, unreadable)
        for path, reason in sorted(unreadable):
            self.account.problem(path, reason)
        backlog = Backlog()
        for read in reading.read_all(self.tool, list(self._tasks(found))):
            self._count_lines(read)
            if read.is_readable:
                backlog.add(read)
            while len(backlog.rows) >= self._size:
                yield self._store(*backlog.take(self._size))
        yield self._store(*backlog.take(len(backlog.rows)))

    def _tasks(self, found: list[Found]) -> Iterator[reading.Task]:
        """The files that have something new, with how far they were read."""
        for log in found:
            known = self._known.get(log.name)
            if known and keeping.state_of(known) == keeping.state_of(log):
                self.account.files_unchanged += 1
                continue
            known = known or self._moved(log)
            cursor = Cursor(known.offset, known.head, known.state) if known else None
            yield log, cursor, self.now

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

    def _store(self, told: list[Row], reads: list[Read]) -> int:
        """Write TOLD and how far READS were read in one transaction; returns the bytes done."""
        found = rows.counting(told)
        for row in found:
            recording.price(row, self._book)
        if told or reads:
            with self._pace.writing(), transaction.atomic():
                linking.lock(self.owner)
                outcome = self._record(found) if found else Outcome()
                self._keep(reads)
            if found:
                self._size = fitting(len(found), self._pace.taken)
            self._count(told, outcome)
        self._done += sum(read.cursor.offset for read in reads)
        return self._done

    def _record(self, found: list[Row]) -> Outcome:
        """A fresh linker each time: a person may have said something meanwhile."""
        if self._runs is None:
            self._runs = Runs(
                foreign_agent(self.owner, self.tool.source), RunOrigin(self.tool.origin)
            )
        self._runs.know({row.session for row in found})
        return Recorder(self.owner, Linker(self.owner), self._runs).record(found, now=self.now)

    def _count(self, told: list[Row], outcome: Outcome) -> None:
        for row in outcome.added:
            self.account.flagged.update(row.flags.split(",") if row.flags else ())
        self.account.take_back([before for before, _ in outcome.changed])
        self.account.add([*outcome.added, *(after for _, after in outcome.changed)])
        used = len(outcome.added) + len(outcome.changed)
        self.account.lines_used += used
        if len(told) > used:
            self.account.left_out[KNOWN] += len(told) - used

    def _keep(self, reads: list[Read]) -> None:
        told = [(read.log, read.cursor) for read in reads]
        kept = keeping.keep(self.owner, self.tool.source, told, self.now)
        self._known |= {log.path: log for log in kept}


def fitting(written: int, seconds: float) -> int:
    """How many requests to write next when WRITTEN took SECONDS: a slow disk gets fewer."""
    return min(BATCH, max(LEAST, int(written * HOLD / max(seconds, 0.001))))
