"""Who sees runtime memory in the admin: approvers, and whom Django's permissions let."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from devcraft.admin import ReadOnlyAdmin
from devcraft.models import User
from runtime_memory import groups


class MemoryAdmin(ReadOnlyAdmin):
    """A table that approvers may look at."""

    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or is_approver(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or is_approver(request)


def is_approver(request: HttpRequest) -> bool:
    """Whether the account may give any approval; asked once in a request."""
    known = vars(request)
    if "is_memory_approver" not in known:
        user = request.user
        known["is_memory_approver"] = isinstance(user, User) and groups.holds_any(user)
    return bool(known["is_memory_approver"])
