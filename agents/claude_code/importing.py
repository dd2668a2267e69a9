"""Brings session logs into the ledger, a batch of requests per transaction.

Each batch commits its facts together with how far every file was read, so a run that is
killed goes on where it stopped, and a timer never waits long for the import.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from agents.claude_code import files, lines
from agents.claude_code.files import Found, Unreadable
from agents.claude_code.lines import NoFact
from agents.models import LogFile, RunOrigin
from agents.usage import linking
from agents.usage.book import Book
from agents.usage.facts import Fact
from agents.usage.linking import Linker
from agents.usage.recording import Outcome, Recorder
from agents.usage.rows import Row
from agents.usage.runs import Runs, foreign_agent
from devcraft.models import User

SOURCE = "claude-code"
BATCH = 3000
MOST_PROBLEMS = 200
UNFINISHED = "unfinished last line"
TOO_LONG = "longer than 32 MB"
NOT_USAGE = "no usage"
KNOWN = "the same request again"


@dataclass
class Account:
    """What one run read, used and left out, and what it added to the ledger."""

    files_read: int = 0
    files_unchanged: int = 0
    lines_read: int = 0
    lines_used: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, Any]] = field(default_factory=list)
    more_problems: int = 0
    usage: Counter[str] = field(default_factory=Counter)

    def problem(self, path: str, reason: str, line: int | None = None) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append({"file": path, "line": line, "reason": reason})
        else:
            self.more_problems += 1

    def count(self, row: Row, sign: int = 1) -> None:
        """Add ROW to what this run brought."""
        figures = {
            "requests": 1,
            "input": row.input_tokens,
            "output": row.output_tokens,
            "cache_write": row.cache_write_5m_tokens + row.cache_write_1h_tokens,
            "cache_read": row.cache_read_tokens,
            "cost_pico": row.cost_pico or 0,
            "unpriced": int(row.cost_pico is None),
        }
        for name, figure in figures.items():
            self.usage[name] += sign * figure


@dataclass
class Reading:
    """A file while it is read: what its cursor will say once the batch is stored."""

    log: Found
    head: str
    offset: int
    is_finished: bool = False


@dataclass
class Batch:
    facts: list[Fact] = field(default_factory=list)
    readings: dict[str, Reading] = field(default_factory=dict)


class Import:
    """One run over folders of projects for one owner."""

    def __init__(self, owner: User, *, now: datetime) -> None:
        self.owner = owner
        self.now = now
        self.account = Account()
        self._known = {log.path: log for log in LogFile.objects.filter(owner=owner, source=SOURCE)}
        self._inodes = {log.inode: log for log in self._known.values()}
        self._recorder: Recorder | None = None

    def run(self, root: Path) -> Iterator[int]:
        """Import what is new below ROOT; yields the bytes done after each batch."""
        unreadable: list[tuple[str, str]] = []
        found = files.walk(root, unreadable)
        for path, reason in unreadable:
            self.account.problem(path, reason)
        batch = Batch()
        for log in found:
            if files.is_unchanged(log, self._known.get(log.name)):
                self.account.files_unchanged += 1
                continue
            yield from self._read(log, batch)
        yield self._store(batch)

    def _read(self, log: Found, batch: Batch) -> Iterator[int]:
        try:
            handle = files.open_log(log)
        except Unreadable as error:
            self.account.problem(log.path, str(error))
            return
        with handle:
            self.account.files_read += 1
            yield from self._read_lines(handle, log, batch)

    def _read_lines(self, handle: BinaryIO, log: Found, batch: Batch) -> Iterator[int]:
        start = files.start_of(handle, log, self._cursor(log))
        reading = Reading(log, files.head_of(handle, log), start)
        batch.readings[log.name] = reading
        place = lines.place_of(log.path)
        for content, offset, end in files.lines(handle, start):
            if end < 0 and not self._is_complete(content):
                break
            self._take(content, offset, place, batch)
            reading.offset = abs(end)
            if len(batch.facts) >= BATCH and self._may_break(content, batch):
                yield self._store(batch)
                batch.readings[log.name] = reading
        reading.is_finished = True

    def _may_break(self, content: bytes, batch: Batch) -> bool:
        """Not between the streamed copies of one answer, which stand in a row."""
        return lines.MARK not in content or len(batch.facts) >= 2 * BATCH

    def _cursor(self, log: Found) -> LogFile | None:
        """How far LOG was read, perhaps under the path that it was moved from."""
        known = self._known.get(log.name)
        if known is None:
            moved = self._inodes.get(log.inode)
            known = moved if moved and not Path(moved.path).exists() else None
        return known

    def _is_complete(self, content: bytes) -> bool:
        """Whether a last line without an end, or a cut one, is done with."""
        if len(content) >= files.LONGEST_LINE or lines.looks_whole(content):
            return True
        self.account.lines_read += 1
        self.account.left_out[UNFINISHED] += 1
        return False

    def _take(self, content: bytes, offset: int, place: lines.Place, batch: Batch) -> None:
        account = self.account
        account.lines_read += 1
        if lines.MARK not in content:
            is_whole = not content or lines.looks_whole(content)
            account.left_out[NOT_USAGE if is_whole else lines.MALFORMED] += 1
            if not is_whole:
                account.problem(place.path, lines.MALFORMED, offset)
            return
        try:
            if len(content) >= files.LONGEST_LINE:
                raise NoFact(TOO_LONG)
            fact = lines.fact_of(content, place, offset, now=self.now)
        except NoFact as error:
            account.left_out[str(error)] += 1
            if str(error) not in (lines.NO_TOKENS, lines.NO_USAGE):
                account.problem(place.path, str(error), offset)
            return
        batch.facts.append(fact)

    def _store(self, batch: Batch) -> int:
        """Write the batch and its cursors in one transaction; returns the bytes done."""
        done = sum(reading.offset for reading in batch.readings.values())
        if batch.readings:
            with transaction.atomic():
                linking.lock(self.owner)
                if batch.facts:
                    self._count(batch, self._record(batch.facts))
                self._keep(batch)
        batch.facts.clear()
        batch.readings.clear()
        return done

    def _record(self, facts: list[Fact]) -> Outcome:
        recorder = self._recorder = self._recorder or self._new_recorder()
        recorder.runs.know({fact.session for fact in facts})
        said_meanwhile = Linker(self.owner)
        return replace(recorder, linker=said_meanwhile).record(facts, now=self.now)

    def _new_recorder(self) -> Recorder:
        agent = foreign_agent(self.owner, SOURCE)
        runs = Runs(agent, RunOrigin.CLAUDE_CODE)
        return Recorder(self.owner, SOURCE, Book(), Linker(self.owner), runs)

    def _count(self, batch: Batch, outcome: Outcome) -> None:
        for row in outcome.added:
            self.account.count(row)
            self.account.flagged.update(row.flags.split(",") if row.flags else ())
        for before, after in outcome.changed:
            self.account.count(before, -1)
            self.account.count(after)
        used = len(outcome.added) + len(outcome.changed)
        self.account.lines_used += used
        if len(batch.facts) > used:
            self.account.left_out[KNOWN] += len(batch.facts) - used

    def _keep(self, batch: Batch) -> None:
        kept = [
            LogFile(
                owner=self.owner,
                source=SOURCE,
                path=path,
                inode=reading.log.inode,
                size=reading.log.size if reading.is_finished else -1,
                modified_ns=reading.log.modified_ns,
                offset=reading.offset,
                head=reading.head,
                read_at=self.now,
            )
            for path, reading in batch.readings.items()
        ]
        LogFile.objects.bulk_create(
            kept,
            update_conflicts=True,
            unique_fields=["owner", "source", "path"],
            update_fields=["inode", "size", "modified_ns", "offset", "head", "read_at"],
        )
        self._known |= {log.path: log for log in kept}
