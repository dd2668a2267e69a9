"""Digests of rows as the chain tells them, and of what a proposal proposes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model

from runtime_memory import moments
from runtime_memory.canonical import canonical, digest
from runtime_memory.models import Approval, Decision, Proposal, Skill

CHANGEABLE: dict[type[Model], frozenset[str]] = {
    Skill: frozenset(["state"]),
    Proposal: frozenset(
        [
            *("proposal_json", "determinism_score", "risk_level", "content_digest"),
            *("status", "updated_at"),
        ]
    ),
}
"""Columns that a later line may change; the others are in the digest of the row."""
ADDED_LATER: dict[type[Model], frozenset[str]] = {
    Approval: frozenset(["approver_groups"]),
    Decision: frozenset(
        [
            *("content_digest", "needs_policy", "needs_human", "needs_security"),
            *("needs_ops", "needs_people"),
        ]
    ),
}
"""Columns that older rows lack: empty ones are not in the digest."""


def content_digest(row: Proposal) -> str:
    """SHA-256 of what ROW proposes: its type, its text to the letter, its score and risk."""
    content = {
        "proposal_type": row.proposal_type,
        "proposal_json": row.proposal_json,
        "determinism_score": row.determinism_score,
        "risk_level": row.risk_level,
    }
    return digest(canonical(content, field="proposal_json"))


def row_digest(row: Model) -> str:
    """SHA-256 of what `row_text` says of ROW."""
    return digest(row_text(row))


def row_text(row: Model) -> str:
    """The canonical JSON of ROW's columns, those aside that may change later."""
    open_columns = CHANGEABLE.get(type(row), frozenset())
    columns = {
        field.column: _plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.column not in open_columns
    }
    for name in ADDED_LATER.get(type(row), ()):
        if columns[name] is None:
            del columns[name]
    return canonical(columns, field=row._meta.db_table)


def _plain(value: Any) -> Any:
    return moments.written(value) if isinstance(value, datetime) else value
