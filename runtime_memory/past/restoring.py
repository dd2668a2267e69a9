"""Rows put back, in memory only, to what they were then."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from runtime_memory.models import Proposal, Skill, SkillState
from runtime_memory.past.knowing import UNKNOWN
from runtime_memory.past.then import Then


def restored_skill(row: Skill) -> Skill:
    """ROW of `knowing.skills` in its state of then; evidence keeps the one it came with."""
    if row.import_batch_id is None:
        was_retired = vars(row)["was_retired"]
        row.state = SkillState.DEPRECATED if was_retired else SkillState.ACTIVE
    return row


def restored(rows: Iterable[Proposal], then: Then) -> Iterator[Proposal]:
    """Each of `knowing.proposals` with the status and content digest of then.

    Of content that was revised since, the digest alone is kept: `is_content_lost` says so.
    """
    for row in rows:
        status, content = _then(row, then)
        vars(row)["is_content_lost"] = content != row.content_digest
        row.status, row.content_digest = status, content
        yield row


def _then(row: Proposal, then: Then) -> tuple[str, str]:
    if row.import_batch_id is not None:
        return (row.status if row.updated_at <= then.at else UNKNOWN), row.content_digest
    told: dict[str, Any] = json.loads(vars(row)["told"])
    return str(told.get("status", UNKNOWN)), str(told.get("content", ""))
