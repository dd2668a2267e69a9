"""Compares imported evidence with what the chain told of it when it came in."""

from __future__ import annotations

import json
from collections.abc import Iterator

from runtime_memory.models import ChainEntry, ImportBatch
from runtime_memory.tom.importing import evidence_digest
from runtime_memory.tom.tables import MODELS
from runtime_memory.verifying import Finding

GONE = "the batch is gone or is not what was recorded"
CHANGED = "imported rows were changed after they were recorded"


def changed_evidence() -> Iterator[Finding]:
    """Batches whose rows or particulars are no longer those of their line."""
    told = ChainEntry.objects.filter(kind="import.recorded").order_by("seq")
    for seq, subject, body in told.values_list("seq", "subject", "body").iterator(chunk_size=50):
        try:
            facts = json.loads(body)
            batch = _batch(subject)
            named = (facts["source"], facts["file"], facts["generation"])
            digests = dict(facts["evidence"])
        except (KeyError, TypeError, ValueError):
            yield Finding(seq, subject, "does not tell of an import")
            continue
        if batch is None or named != (batch.source, batch.digest, batch.generation):
            yield Finding(seq, subject, GONE)
            continue
        for table in sorted(MODELS.keys() & digests.keys()):
            if evidence_digest(table, batch) != digests[table]:
                yield Finding(seq, f"{table} of {subject}", CHANGED)


def _batch(subject: str) -> ImportBatch | None:
    return ImportBatch.objects.filter(pk=int(subject.partition("/")[2])).first()
