"""Recomputes the audit chain and compares what it tells with the rows it tells of."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Exists, F, Model, OuterRef, TextField, Value
from django.db.models.functions import Concat

from devcraft import triggers
from runtime_memory import chain, claims, lines, signing
from runtime_memory.claims import Claim, Doubt, Watch
from runtime_memory.digests import content_digest, row_digest
from runtime_memory.lines import Line
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
from runtime_memory.notes import Key

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
    """What is wrong; `seq` is the line of the chain that shows it, if one does.

    `rule` is one of gap, link, digest, row, trigger, signature, origin, shorter, forked.
    """

    seq: int | None
    subject: str
    reason: str
    rule: str = "row"


@dataclass
class Report:
    """`lines` of the chain were read; `head` is the hash of the last. `notes` counts the
    checkpoints and anchors that were compared; `unknown` says who signed some of them, and
    `restored` which are of lines that a restore left behind.
    `turned_back` counts lines dated earlier than the one before: the clock was set back.
    """

    lines: int = 0
    head: str = chain.START
    notes: int = 0
    findings: list[Finding] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    turned_back: int = 0
    last_at: str = ""

    @property
    def first_bad(self) -> int | None:
        return min((f.seq for f in self.findings if f.seq is not None), default=None)


def verify(
    *,
    anchors: Iterable[Claim] = (),
    keys: Iterable[Key] = (),
    also: Iterable[Finding] = (),
) -> Report:
    """Read everything once, in batches; stops after a few findings.

    The present key is trusted, and so are KEYS. ALSO is what others find, looked at last.
    """
    report, seen = Report(), claims.watch(anchors)
    report.findings = list(islice(_findings(report, seen, also), MOST_SHOWN))
    report.notes = seen.count
    trusted = {key.public for key in keys} | _present_key()
    report.unknown = [
        f"{where} is signed by a key that is not known here, {key.text}."
        for where, key in seen.strangers(trusted)
    ]
    return report


def _present_key() -> set[bytes]:
    try:
        signer = signing.present()
    except signing.NoKey:
        return set()
    return set() if signer is None else {signer.public}


def _findings(report: Report, seen: Watch, also: Iterable[Finding]) -> Iterator[Finding]:
    yield from missing_triggers()
    for batch in lines.batches():
        for line in batch:
            broken = list(broken_line(report, line))
            yield from broken
            yield from _told(report, seen.see(line, is_broken=bool(broken)))
        yield from changed_rows(batch)
    yield from _told(report, seen.close())
    yield from _misplaced_proposals()
    for table, model in GOVERNED.items():
        yield from _unrecorded(table, model)
    yield from also


def missing_triggers() -> Iterator[Finding]:
    ours = {model._meta.db_table for model in apps.get_app_config("runtime_memory").get_models()}
    for trigger in triggers.missing(connection):
        if trigger.table in ours:
            reason = f"trigger {trigger.name} is missing"
            yield Finding(None, trigger.table, reason, "trigger")


def _told(report: Report, doubts: Iterable[Doubt]) -> Iterator[Finding]:
    for doubt in doubts:
        if doubt.rule == claims.RESTORED:
            report.restored.append(f"{doubt.where} {doubt.reason}.")
        else:
            yield Finding(doubt.seq, doubt.where, doubt.reason, doubt.rule)


def broken_line(report: Report, line: Line) -> Iterator[Finding]:
    if flaw := line.flaw(seq=report.lines + 1, prev=report.head):
        rule, reason = flaw
        seq = report.lines + 1 if rule == "gap" else line.seq
        yield Finding(seq, line.subject, reason, rule)
    report.turned_back += line.at < report.last_at
    report.lines, report.head, report.last_at = line.seq, line.row_hash, line.at


def changed_rows(batch: list[Line]) -> Iterator[Finding]:
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


def natives(model: Any) -> Any:
    """Rows of MODEL that did not come by an import."""
    columns = {column.name for column in model._meta.concrete_fields}
    return (
        model.objects.filter(import_batch=None)
        if "import_batch" in columns
        else model.objects.all()
    )


def _unrecorded(table: str, model: Any) -> Iterator[Finding]:
    """Native rows that no line tells of: they came past the store."""
    name = Concat(Value(f"{table}/"), OuterRef("pk"), output_field=TextField())
    rows = natives(model).alias(is_told=Exists(ChainEntry.objects.filter(subject=name)))
    for key in rows.filter(is_told=False).values_list(F("pk"), flat=True)[:MOST_SHOWN]:
        yield Finding(None, chain.subject_name(table, key), "no line of the chain tells of it")
