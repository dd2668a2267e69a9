"""Runtime memory of another desk comes as imported evidence, with its line in the chain."""

from __future__ import annotations

import json

from devcraft.archives.opening import Archive
from devcraft.archives.tables import MEMORY
from devcraft.archives.turning import Turn
from runtime_memory import chain, moments
from runtime_memory.models import ImportBatch
from runtime_memory.tom.importing import GOVERNED, evidence_digest

SOURCE = "archive of {}"


def begin(archive: Archive, turn: Turn, digest: str) -> ImportBatch | None:
    """The batch that the evidence in ARCHIVE belongs to, if there is any."""
    if not any(archive.parts[table.file].rows for table in MEMORY if table.file in archive.parts):
        return None
    return ImportBatch.objects.create(
        source=SOURCE.format(turn.report.person),
        digest=digest,
        imported_at=moments.cut(turn.now),
    )


def close(batch: ImportBatch, turn: Turn) -> None:
    """Give BATCH its report, and tell of it in the chain."""
    made = turn.report.made
    counts = {table.model._meta.db_table: {"made": made[table.label]} for table in MEMORY}
    facts = {
        "source": batch.source,
        "file": batch.digest,
        "generation": batch.generation,
        "counts": counts,
        "anomalies": {},
        "evidence": {table: evidence_digest(table, batch) for table in GOVERNED},
        "ledgers": [],
    }
    batch.report_json = json.dumps({"tables": counts})
    batch.save(update_fields=["report_json"])
    chain.append(kind="import.recorded", subject=batch, now=turn.now, **facts)
