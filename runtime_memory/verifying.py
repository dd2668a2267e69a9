"""Recomputes the audit chain and compares what it tells with the rows it tells of."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Exists, F, Model, OuterRef, TextField, Value
from django.db.models.functions import Cast, Concat

from devcraft import triggers
from runtime_memory import chain
from runtime_memory.digests import content_digest, row_digest
from runtime_memory.models import (
    Approval,
    BehaviorProfile,
    ChainEntry,
    Decision,
    DeployOutcome,
    FourEyes,
    PersonalityProfile,
    PolicyProfile,
    Proposal,
    Skill,
    Validation,
)

BATCH = 1000
MOST_SHOWN = 20
GOVERNED: dict[str, Any] = {
    model._meta.db_table: model
    for model in (
        *(Skill, Proposal, Validation, Approval, DeployOutcome, Decision),
        *(BehaviorProfile, PersonalityProfile, PolicyProfile, FourEyes),
    )
}


@dataclass(frozen=True)
class Finding:
    """What is wrong; `seq` is the line of the chain that shows it, if one does."""

    seq: int | None
    subject: str
    reason: str


@dataclass
class Report:
    """`lines` of the chain were read; `head` is the hash of the last."""

    lines: int = 0
    head: str = chain.START
    findings: list[Finding] = field(default_factory=list)

    @property
    def first_bad(self) -> int | None:
        return min((f.seq for f in self.findings if f.seq is not None), default=None)


def verify() -> Report:
    """Read everything once, in batches; stops after a few findings."""
    report = Report()
    report.findings = list(islice(_findings(report), MOST_SHOWN))
    return report


def _findings(report: Report) -> Iterator[Finding]:
    yield from _missing_triggers()
    for batch in _batches():
        for line in batch:
            yield from _broken_line(report, line)
        yield from _changed_rows(batch)
    yield from _misplaced_proposals()
    for table, model in GOVERNED.items():
        yield from _unrecorded(table, model)


def _missing_triggers() -> Iterator[Finding]:
    ours = {*GOVERNED, ChainEntry._meta.db_table}
    for trigger in triggers.missing(connection):
        if trigger.table in ours:
            yield Finding(None, trigger.table, f"trigger {trigger.name} is missing")


@dataclass(frozen=True)
class Line:
    """A line as it is stored; `at` is the text."""

    seq: int
    prev_hash: str
    row_hash: str
    at: str
    kind: str
    subject: str
    body: str

    @property
    def computed_hash(self) -> str:
        return chain.row_hash(
            seq=self.seq,
            prev=self.prev_hash,
            at=self.at,
            kind=self.kind,
            subject=self.subject,
            body=self.body,
        )


def _batches() -> Iterator[list[Line]]:
    stored = ChainEntry.objects.order_by("seq").values_list(
        *("seq", "prev_hash", "row_hash", Cast("at", TextField()), "kind", "subject", "body")
    )
    last = 0
    while batch := [Line(*row) for row in stored.filter(seq__gt=last)[:BATCH]]:
        yield batch
        last = batch[-1].seq


def _broken_line(report: Report, line: Line) -> Iterator[Finding]:
    expected = report.lines + 1
    if line.seq != expected:
        yield Finding(expected, line.subject, f"line {expected} is missing before {line.seq}")
    elif line.prev_hash != report.head:
        yield Finding(line.seq, line.subject, "does not continue the line before")
    elif line.computed_hash != line.row_hash:
        yield Finding(line.seq, line.subject, "was changed after it was written")
    report.lines = line.seq
    report.head = line.row_hash


def _changed_rows(batch: list[Line]) -> Iterator[Finding]:
    """Rows whose digest is no longer the one in their line."""
    told: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    for line in batch:
        table, _, key = line.subject.partition("/")
        digest = _facts(line.body).get("row")
        if digest and table in GOVERNED:
            told[table][key] = (line.seq, digest)
    for table, digests in told.items():
        rows = {str(row.pk): row for row in _readable(GOVERNED[table], list(digests))}
        for key, (seq, digest) in digests.items():
            subject = chain.subject_name(table, key)
            if key not in rows:
                yield Finding(seq, subject, "row is gone or cannot be read")
            elif row_digest(rows[key]) != digest:
                yield Finding(seq, subject, "row was changed after it was recorded")


def _facts(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _readable(model: type[Model], keys: list[str]) -> list[Model]:
    """Rows of KEYS, one by one when a moment among them is broken."""
    rows = model._default_manager.filter(pk__in=keys)
    try:
        return list(rows)
    except ValueError:
        return [] if len(keys) == 1 else [row for key in keys for row in _readable(model, [key])]


def _misplaced_proposals() -> Iterator[Finding]:
    natives = Proposal.objects.filter(import_batch=None).order_by("pk")
    last = ""
    while batch := list(natives.filter(pk__gt=last)[:BATCH]):
        yield from misplaced(batch)
        last = batch[-1].pk


def misplaced(batch: list[Proposal]) -> Iterator[Finding]:
    """Native ones of BATCH whose status or content is not what the chain told last."""
    told = _last_words(batch)
    for row in batch:
        subject = chain.subject_name(row._meta.db_table, row.pk)
        seq, facts = told.get(subject, (None, {}))
        if seq is None:
            continue
        if facts.get("status") != row.status:
            yield Finding(seq, subject, f"is {row.status}, but was told {facts.get('status')}")
        if not facts.get("content") == row.content_digest == content_digest(row):
            yield Finding(seq, subject, "content is not what was told last")


def _last_words(batch: list[Proposal]) -> dict[str, tuple[int, dict[str, Any]]]:
    subjects = [chain.subject_name(row._meta.db_table, row.pk) for row in batch]
    lines = ChainEntry.objects.filter(subject__in=subjects, kind__startswith="proposal.")
    return {line.subject: (line.seq, _facts(line.body)) for line in lines.order_by("seq")}


def _unrecorded(table: str, model: Any) -> Iterator[Finding]:
    """Native rows that no line tells of: they came past the store."""
    name = Concat(Value(f"{table}/"), OuterRef("pk"), output_field=TextField())
    rows = model.objects.alias(is_told=Exists(ChainEntry.objects.filter(subject=name)))
    if "import_batch_id" in {column.attname for column in model._meta.concrete_fields}:
        rows = rows.filter(import_batch=None)
    for key in rows.filter(is_told=False).values_list(F("pk"), flat=True)[:MOST_SHOWN]:
        yield Finding(None, chain.subject_name(table, key), "no line of the chain tells of it")
