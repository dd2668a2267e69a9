"""Whose a row is: its owner's, or everybody's when it has none."""

from __future__ import annotations

from django.db.models import Q

from devcraft.models.accounts import User


def owned_or_shared(user: User, through: str = "") -> Q:
    """Rows that are USER's or nobody's, by the `owner` of the row or of what THROUGH names."""
    owner = f"{through}__owner" if through else "owner"
    return Q(**{owner: user}) | Q(**{owner: None})
