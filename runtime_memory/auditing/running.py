"""Begins a verification, or takes one a stretch further."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from runtime_memory import moments
from runtime_memory.auditing.stretches import Place, read_on
from runtime_memory.models import Verification
from runtime_memory.verifying import Finding, Report

ROWS = 4000
"""What one request reads."""
KEPT = 50
PATIENCE = timedelta(hours=1)


def begin(*, now: datetime) -> Verification:
    """The one that somebody began within the hour, else a new one; a stretch further."""
    under_way = Verification.objects.filter(finished_at=None, started_at__gt=now - PATIENCE)
    row = under_way.order_by("-pk").first()
    if row is None:
        place = Place()
        row = Verification.objects.create(started_at=moments.cut(now), stage=place.stage)
        Verification.objects.filter(pk__lte=row.pk - KEPT).delete()
        row.refresh_from_db()
    return go_on(row, now=now)


def go_on(row: Verification, *, now: datetime) -> Verification:
    """ROW a stretch further. Nothing is locked meanwhile: of two at once, one counts."""
    if row.finished_at is not None:
        return row
    place = _place(row)
    read_on(place, rows=ROWS)
    found = [
        {"seq": one.seq, "subject": one.subject, "reason": one.reason}
        for one in place.report.findings
    ]
    unmoved = Verification.objects.filter(
        pk=row.pk, stage=row.stage, cursor=row.cursor, finished_at=None
    )
    unmoved.update(
        stage=place.stage,
        cursor=place.cursor,
        lines=place.report.lines,
        head=place.report.head,
        findings_json=json.dumps({"findings": found}),
        finished_at=moments.cut(now) if place.is_over else None,
    )
    row.refresh_from_db()
    return row


def findings(row: Verification) -> list[Finding]:
    told = json.loads(row.findings_json)["findings"]
    return [Finding(one["seq"], one["subject"], one["reason"]) for one in told]


def _place(row: Verification) -> Place:
    report = Report(lines=row.lines, head=row.head, findings=findings(row))
    return Place(row.stage, row.cursor, report)
