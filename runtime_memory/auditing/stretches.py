"""A verification that can stop after any batch and go on from there.

It asks what `verifying.verify` asks, in the same order: the guards, the lines of the chain
with the rows that they tell of, what proposals have become, and rows of which no line tells;
and then makes each decision of the present evaluator once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from runtime_memory import chain, judging, lines, verifying
from runtime_memory.models import ChainEntry, Decision, Proposal
from runtime_memory.verifying import BATCH, GOVERNED, Finding, Report

GUARDS, LINES, PROPOSALS, REPLAYS, END = "guards", "lines", "proposals", "replays", ""
STAGES = (GUARDS, LINES, PROPOSALS, *GOVERNED, REPLAYS, END)
REPLAYED_OTHERWISE = "the decision comes out otherwise from its stored input"
DECISIONS = 100
"""A batch of them."""


@dataclass
class Place:
    """Where a verification stands; at the end its stage is empty."""

    stage: str = GUARDS
    cursor: str = ""
    report: Report = field(default_factory=Report)
    rows_read: int = 0

    @property
    def is_over(self) -> bool:
        return self.stage == END or len(self.report.findings) >= verifying.MOST_SHOWN

    def pass_on(self, keys: Sequence[object], size: int) -> None:
        """Stay in this stage behind the last of KEYS; fewer than SIZE of them end it."""
        self.rows_read += len(keys)
        if len(keys) < size:
            self.stage, self.cursor = STAGES[STAGES.index(self.stage) + 1], ""
        else:
            self.cursor = str(keys[-1])


def read_on(place: Place, *, rows: int) -> None:
    """Verify ROWS more, or a batch past that, and note in PLACE what they show."""
    end = place.rows_read + rows
    while place.rows_read < end and not place.is_over:
        place.report.findings += _batch(place)[: verifying.MOST_SHOWN - len(place.report.findings)]


def _batch(place: Place) -> list[Finding]:
    if place.stage == GUARDS:
        place.pass_on((), 1)
        return list(verifying.missing_triggers())
    if place.stage == LINES:
        return _lines(place)
    if place.stage == PROPOSALS:
        return _proposals(place)
    return _replays(place) if place.stage == REPLAYS else _unrecorded(place)


def _lines(place: Place) -> list[Finding]:
    batch = next(lines.batches(after=place.report.lines, size=BATCH), [])
    found = [one for line in batch for one in verifying.broken_line(place.report, line)]
    place.pass_on([line.seq for line in batch], BATCH)
    return [*found, *verifying.changed_rows(batch)]


def _proposals(place: Place) -> list[Finding]:
    """Those that look wrong are read again, for they may have moved in between."""
    natives = Proposal.objects.filter(import_batch=None, pk__gt=place.cursor).order_by("pk")
    batch = list(natives[:BATCH])
    found = list(verifying.misplaced(batch))
    if found:
        again = [one.subject.partition("/")[2] for one in found]
        found = list(verifying.misplaced(list(Proposal.objects.filter(pk__in=again))))
    place.pass_on([row.pk for row in batch], BATCH)
    return found


def _unrecorded(place: Place) -> list[Finding]:
    table = place.stage
    rows = verifying.natives(GOVERNED[table]).order_by("pk")
    if place.cursor:
        rows = rows.filter(pk__gt=place.cursor)
    keys = list(rows.values_list("pk", flat=True)[:BATCH])
    names = [chain.subject_name(table, str(key)) for key in keys]
    told = ChainEntry.objects.filter(subject__in=names).values_list("subject", flat=True)
    known = set(told)
    place.pass_on(keys, BATCH)
    untold = [name for name in names if name not in known]
    return [Finding(None, name, "no line of the chain tells of it") for name in untold]


def _replays(place: Place) -> list[Finding]:
    rows = Decision.objects.filter(pk__gt=place.cursor).order_by("pk")
    batch = list(rows[:DECISIONS])
    place.pass_on([row.pk for row in batch], DECISIONS)
    return [
        Finding(None, chain.subject_name(row._meta.db_table, row.pk), REPLAYED_OTHERWISE)
        for row in batch
        if row.code_version == judging.CODE_VERSION and not judging.replay_matches(row)
    ]
