"""The groups of accounts that approve."""

from __future__ import annotations

from devcraft.models import User

GROUPS = {
    "human": "human approvers",
    "security": "security approvers",
    "ops": "operations approvers",
}
"""By approval type, the group of those who may give it."""


def types_of(user: User) -> tuple[str, ...]:
    """The approval types that USER may give: an active account of the admin in their groups."""
    if not (user.is_active and user.is_staff):
        return ()
    held = set(user.groups.values_list("name", flat=True))
    return tuple(kind for kind, name in GROUPS.items() if name in held)


def holds_any(user: User) -> bool:
    """Whether USER may give any approval; only accounts of the admin are asked for."""
    return bool(types_of(user))
