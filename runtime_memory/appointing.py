"""Keeps approvers in step with accounts: who is appointed, and when four eyes arms."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from devcraft import clock
from devcraft.models import User
from runtime_memory import approvers, chain, groups

CHANGED = ("post_add", "post_remove", "post_clear")
RIGHTS = {"is_active", "is_staff", "person"}


def after_migrate(**kwargs: Any) -> None:
    approvers.make_groups()
    approvers.appoint_the_only_one()


def account_saved(
    *, instance: Any, created: bool, raw: bool, update_fields: Any, **kwargs: Any
) -> None:
    if raw or (update_fields is not None and not RIGHTS & set(update_fields)):
        return
    if created and instance.is_superuser:
        approvers.appoint_the_only_one()
    if instance.is_staff:
        _arm()


@transaction.atomic
def groups_changed(
    *, action: str, instance: Any, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Who may approve what is on record from the moment it changes."""
    if action not in CHANGED:
        return
    users = User.objects.filter(pk__in=pk_set or ()) if reverse else [instance]
    for user in users:
        types = groups.types_of(user)
        chain.append(kind="approver.changed", subject=user, now=clock.now(), types=list(types))
    if action == "post_add":
        _arm()


@transaction.atomic
def _arm() -> None:
    approvers.arm_if_due(now=clock.now())
