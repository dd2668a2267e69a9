"""Keeps approvers in step with accounts: who is appointed, and when four eyes arms."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from devcraft import clock
from runtime_memory import approvers

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


def groups_changed(*, action: str, **kwargs: Any) -> None:
    if action == "post_add":
        _arm()


@transaction.atomic
def _arm() -> None:
    approvers.arm_if_due(now=clock.now())
