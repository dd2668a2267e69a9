"""The groups of accounts that approve."""

from __future__ import annotations

from devcraft.models import User

GROUPS = {
    "human": "human approvers",
    "security": "security approvers",
    "ops": "operations approvers",
}
"""By approval type, the group of those who may give it."""


def holds_any(user: User) -> bool:
    """Whether USER may give any approval; only accounts of the admin are asked for."""
    is_admitted = user.is_active and user.is_staff
    return is_admitted and user.groups.filter(name__in=list(GROUPS.values())).exists()
