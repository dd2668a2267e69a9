"""Files that were uploaded: tried without writing, tried again, imported, or thrown away."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from devcraft.models import User
from missions.exchange import bringing
from missions.exchange.bringing import Import
from missions.exchange.options import Options
from missions.models import FileKind, TimeImport

MOST_BYTES = 4 * 1024 * 1024
MOST_KEPT = 500
"""How many problems, missions and questions of each a stored report tells one by one."""
WAITS = timedelta(days=7)


@transaction.atomic
def try_out(
    *, owner: User, kind: FileKind, file_name: str, content: bytes, options: Options, now: datetime
) -> TimeImport:
    """What importing CONTENT would do, kept with it. Raises NotThisFile and LabelTaken."""
    stale = TimeImport.objects.waiting().filter(owner=owner, created_at__lt=now - WAITS)
    stale.delete()
    made = TimeImport(
        owner=owner, kind=kind, file_name=file_name[:200], content=content, created_at=now
    )
    _try(made, options, now=now)
    made.save()
    return made


def try_again(upload: TimeImport, options: Options, *, now: datetime) -> None:
    """The same with other choices."""
    _try(upload, options, now=now)
    upload.save(update_fields=["options", "report"])


@transaction.atomic
def carry_out(upload: TimeImport, options: Options, *, now: datetime) -> bool:
    """Import for good, once; False when that happened already."""
    waiting = TimeImport.objects.select_for_update(of=("self",)).waiting()
    held = waiting.filter(pk=upload.pk).first()
    if held is None:
        return False
    held.options, held.report = options.as_json(), _run(held, options, now=now)
    held.content, held.done_at = b"", now
    held.save()
    return True


def discard(upload: TimeImport) -> None:
    """Throw away a file that was not imported."""
    TimeImport.objects.waiting().filter(pk=upload.pk).delete()


def _try(upload: TimeImport, options: Options, *, now: datetime) -> None:
    upload.options = options.as_json()
    upload.report = _run(upload, options, now=now, is_trial=True)


def _run(
    upload: TimeImport, options: Options, *, now: datetime, is_trial: bool = False
) -> dict[str, Any]:
    wanted = Import(
        owner=upload.owner,
        kind=FileKind(upload.kind),
        file=io.BytesIO(bytes(upload.content)),
        file_name=upload.file_name,
        options=options,
    )
    return _short(bringing.run(wanted, now=now, is_trial=is_trial))


def _short(report: dict[str, Any]) -> dict[str, Any]:
    """REPORT with its long lists cut, and their lengths beside them."""
    lists = ("problems", "missions", "questions")
    counts = {f"{name}_count": len(report[name]) for name in lists}
    return {**report, **{name: report[name][:MOST_KEPT] for name in lists}, **counts}
