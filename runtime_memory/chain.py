"""The audit chain: one line per governed act, in the act's own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from runtime_memory import armour, moments
from runtime_memory.canonical import canonical, digest
from runtime_memory.digests import row_digest
from runtime_memory.models import ChainEntry

START = "0" * 64
"""`prev_hash` of the first line."""
RESTORED = "desk.restored"
"""The kind of a line that says which lines of before are no longer there."""
LOCK = 0x6D656D6F7279


def lock() -> None:
    """Let nobody else append until this transaction ends. Take it after all other locks.

    SQLite's transactions are IMMEDIATE and hold the whole database already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def append(*, kind: str, subject: Model, now: datetime, **facts: Any) -> ChainEntry:
    """Add a line about SUBJECT; if this fails, so does the act.

    Raises Refused while a guard is missing.
    """
    armour.require()
    lock()
    last = ChainEntry.objects.order_by("-seq").values_list("seq", "row_hash").first()
    seq, prev = (last[0] + 1, last[1]) if last else (1, START)
    name = subject_name(subject._meta.db_table, str(subject.pk))
    body = canonical(facts, field="body")
    return ChainEntry.objects.create(
        seq=seq,
        prev_hash=prev,
        row_hash=row_hash(
            seq=seq, prev=prev, at=moments.written(now), kind=kind, subject=name, body=body
        ),
        at=moments.cut(now),
        kind=kind,
        subject=name,
        body=body,
    )


def record(*, kind: str, subject: Model, now: datetime, **facts: Any) -> ChainEntry:
    """Add the line of a new row, which holds the digest of what it says."""
    return append(kind=kind, subject=subject, now=now, row=row_digest(subject), **facts)


def row_hash(*, seq: int, prev: str, at: str, kind: str, subject: str, body: str) -> str:
    line = {"seq": seq, "prev": prev, "at": at, "kind": kind, "subject": subject, "body": body}
    return digest(canonical(line, field="line"))


def subject_name(table: str, key: str) -> str:
    return f"{table}/{key}"
