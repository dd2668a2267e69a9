"""Requests of nodes and metric points in the ledger, each with the run that it is part of."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from agents.models import PriceVersion, Run
from agents.otlp.foreign import ForeignRuns, run_id
from agents.otlp.nodes import Node
from agents.usage import recording, rows
from agents.usage.book import Book
from agents.usage.facts import Fact
from agents.usage.linking import Linker
from agents.usage.recording import Recorder
from agents.usage.rows import Row
from agents.usage.runs import Runs
from agents.usage.tally import Tally
from devcraft.models import User

Billed = tuple[Row, str]
"""A priced row and what its run is called."""
_BOOKS: dict[tuple[int, datetime], Book] = {}


def book() -> Book:
    """Prices looked up so far, for as long as nobody adds to the book."""
    newest = PriceVersion.objects.order_by("-pk").values_list("pk", "created_at")
    state = newest.first()
    if state is None:
        return Book()
    if state not in _BOOKS:
        _BOOKS.clear()
        _BOOKS[state] = Book()
    return _BOOKS[state]


def priced_nodes(nodes: Sequence[Node], prices: Book) -> list[Billed]:
    """The requests that NODES tell of, each once, with what they cost."""
    by_source: dict[str, list[Node]] = {}
    for node in nodes:
        if node.fact:
            by_source.setdefault(node.read.emitter.name, []).append(node)
    found: list[Billed] = []
    for source, billed in by_source.items():
        runs = {node.fact.key: node.run for node in billed if node.fact}
        facts = [node.fact for node in billed if node.fact]
        priced = recording.priced(facts, seen_via=source, book=prices)
        found += [(row, runs[row.key]) for row in priced]
    return found


def record(owner: User, runs: ForeignRuns, found: Sequence[Billed], *, now: datetime) -> None:
    """Write FOUND with RUNS, whose sessions they take; earlier ones follow a session's name."""
    for pk, before, after in runs.renamed:
        _rename(owner, pk, before, after)
    if not found:
        return
    counted = CountedRuns(owner)
    for row, name in found:
        run = runs.runs[runs.ids[name]]
        row.session = run.session
        row.project = row.project or run.project
        row.branch = row.branch or run.branch
        counted.expect(row, run)
    recorder = Recorder(owner, Linker(owner), counted)
    recorder.record([row for row, _ in found], now=now)


def _rename(owner: User, run: uuid.UUID, before: str, after: str) -> None:
    """Let the requests of RUN, which were told before their session was, move to it."""
    found, tally, linker = rows.load(owner=owner, session=before, run=run), Tally(), Linker(owner)
    for row in found:
        tally.remove(row)
        row.session = after
        row.mission_id, row.rank = linker.place(row)
        tally.add(row)
    rows.update(found)
    tally.write(owner.pk)


def record_points(owner: User, facts: Sequence[Fact], prices: Book, *, now: datetime) -> None:
    """Write what metric points sum, without a run."""
    if not facts:
        return
    priced = recording.priced(facts, seen_via="claude-code", book=prices)
    Recorder(owner, Linker(owner), CountedRuns(owner)).record(priced, now=now)


class CountedRuns(Runs):
    """Runs that are made from spans and events; requests are only counted in them."""

    def __init__(self, owner: User) -> None:
        self._owner = owner
        self._of_keys: dict[str, uuid.UUID] = {}
        self._of_sessions: dict[str, uuid.UUID] = {}
        self._new, self._held, self._steps, self._lost = {}, {}, {}, {}

    def expect(self, row: Row, run: Run) -> None:
        self._held[run.pk] = run
        self._of_keys[row.key] = run.pk
        self._of_sessions[row.session] = run.pk

    def of(self, row: Row) -> uuid.UUID | None:
        """The run of its trace; else of its key, which another road may have changed."""
        if row.trace_id:
            return run_id(self._owner, row.trace_id)
        return self._of_keys.get(row.key) or self._of_sessions.get(row.session)
