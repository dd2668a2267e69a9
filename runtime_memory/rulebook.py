"""The versions of the rule matrix: those in force, and any by its digest."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from runtime_memory.active import active
from runtime_memory.canonical import canonical, digest
from runtime_memory.models import PolicyProfile
from runtime_memory.policy_matrix import DEFAULT, Matrix
from runtime_memory.proposed import RULES


def versions_at(moment: datetime) -> QuerySet[Any]:
    """Versions that hold at MOMENT; the first one counts."""
    return active(PolicyProfile._default_manager.all(), RULES, moment, None)


def matrix_at(moment: datetime) -> Matrix:
    """The rules in force at MOMENT; the built-in ones before any was published."""
    return matrix_from(versions_at(moment).values_list("policy_json", flat=True).first())


def matrix_from(policy_json: str | None) -> Matrix:
    """The rules that POLICY_JSON spells; without any the built-in ones."""
    return Matrix.parse(json.loads(policy_json)) if policy_json else DEFAULT


def has_versions() -> bool:
    return PolicyProfile.objects.exists()


def matrix_of(policy_digest: str) -> Matrix | None:
    """The published or built-in matrix with this digest; None when there is none."""
    if policy_digest == digest_of(DEFAULT):
        return DEFAULT
    versions: Any = PolicyProfile._default_manager.order_by("-version")
    for row in versions:
        matrix = matrix_from(row.policy_json)
        if digest_of(matrix) == policy_digest:
            return matrix
    return None


def digest_of(matrix: Matrix) -> str:
    return digest(canonical(matrix.to_json(), field="policy"))
