"""What the desk remembers of its backups."""

from __future__ import annotations

from datetime import datetime

from django.db import DatabaseError, transaction

from devcraft.backups.checking import digest
from devcraft.backups.taking import Taken
from devcraft.models import Backup
from devcraft.refusing import Refused
from runtime_memory import chain


def note(taken: Taken, *, now: datetime) -> str:
    """Keep that TAKEN was taken at NOW, and its digest in the audit trail.

    "", or one sentence that says why this could not be kept; the backup is there all the same.
    """
    try:
        row = Backup(
            made_at=now,
            name=taken.place.name[:200],
            bytes=taken.place.stat().st_size,
            sha256=digest(taken.place),
        )
        with transaction.atomic():
            row.save()
            chain.append(
                kind="desk.backed_up", subject=row, now=now, name=row.name, sha256=row.sha256
            )
    except (DatabaseError, OSError, Refused) as error:
        return f"The desk could not keep that it was backed up: {error}."
    return ""
